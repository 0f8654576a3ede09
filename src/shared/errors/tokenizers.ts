// Errors of the tokenizers domain.
import type { SentenceTable } from './kinds.ts'

export const tokenizers = {
  'tokenizers.no-text': {
    en: 'There is no text to make a tokenizer from. Nothing was written. Give at least one manuscript.',
    fr: 'Il n’y a pas de texte dont tirer un découpage en jetons. Rien n’a été écrit. Donnez au moins un manuscrit.'
  },
  'tokenizers.too-small': {
    en: 'A vocabulary of {size} tokens is too small: this kind needs at least {least}. Nothing was written. Ask for more, or choose another --kind.',
    fr: 'Un vocabulaire de {size} jetons est trop petit : ce genre en demande au moins {least}. Rien n’a été écrit. Demandez-en davantage, ou choisissez un autre --kind.'
  },
  'tokenizers.too-large': {
    en: 'A vocabulary of {size} tokens is too large: {most} is the most. Nothing was written. Ask for fewer.',
    fr: 'Un vocabulaire de {size} jetons est trop grand : {most} est le maximum. Rien n’a été écrit. Demandez-en moins.'
  },
  'tokenizers.too-little-text': {
    en: 'These texts give only {reached} tokens of the {size} asked for. Nothing was written. Give more text, or ask for at most {reached}.',
    fr: 'Ces textes ne donnent que {reached} jetons sur les {size} demandés. Rien n’a été écrit. Donnez plus de texte, ou demandez-en au plus {reached}.'
  },
  'tokenizers.not-byte-level': {
    en: 'The tokenizer in {folder} does not work on bytes, so no new one can be made like it. Nothing was written. Use --kind sentencepiece or --kind unigram, or another folder with --like.',
    fr: 'Le découpage en jetons de {folder} ne travaille pas sur les octets : on ne peut pas en faire un nouveau à son image. Rien n’a été écrit. Utilisez --kind sentencepiece ou --kind unigram, ou un autre dossier avec --like.'
  },
  'tokenizers.symbol-taken': {
    en: 'The symbol “{symbol}” is empty, given twice, or already a token. Nothing was written. Leave it out or write it differently.',
    fr: 'Le symbole « {symbol} » est vide, donné deux fois, ou déjà un jeton. Rien n’a été écrit. Retirez-le ou écrivez-le autrement.'
  },
  'tokenizers.unreadable': {
    en: 'The tokenizer in {folder} cannot be read ({detail}). Nothing was changed. Choose a folder with a whole tokenizer.json.',
    fr: 'Le découpage en jetons de {folder} ne peut pas être lu ({detail}). Rien n’a été modifié. Choisissez un dossier qui contient un tokenizer.json complet.'
  },
  'tokenizers.folder-taken': {
    en: '{folder} already holds something and was left as it is. Nothing was written. Choose a new or empty folder.',
    fr: '{folder} contient déjà quelque chose et n’a pas été touché. Rien n’a été écrit. Choisissez un dossier nouveau ou vide.'
  },
  'tokenizers.unwritable': {
    en: '{folder} cannot be written ({detail}). What was there is unchanged. Check the folder, your rights and the free space.',
    fr: '{folder} ne peut pas être écrit ({detail}). Ce qui s’y trouvait est inchangé. Vérifiez le dossier, vos droits et l’espace libre.'
  },
  'tokenizers.no-embedding': {
    en: 'The model in {folder} cannot take a new vocabulary ({detail}). Nothing was written, and the model was not touched. Choose another with --onto.',
    fr: 'Le modèle de {folder} ne peut pas recevoir un nouveau vocabulaire ({detail}). Rien n’a été écrit et le modèle n’a pas été touché. Choisissez-en un autre avec --onto.'
  }
} as const satisfies SentenceTable
