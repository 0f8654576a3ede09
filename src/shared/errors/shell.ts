// Errors of the shells: the browser's door, the command line.
import type { SentenceTable } from './kinds.ts'

export const shell = {
  'shell.wrong-host': {
    en: 'Aurore answers only to its own address on this machine. Nothing was sent or changed. Open the address that Aurore printed.',
    fr: 'Aurore ne répond qu’à sa propre adresse, sur cette machine. Rien n’a été envoyé ni modifié. Ouvrez l’adresse qu’Aurore a affichée.'
  },
  'shell.wrong-origin': {
    en: 'Another page tried to speak to Aurore and was refused. Nothing was sent or changed. Close that page; your work is safe in Aurore.',
    fr: 'Une autre page a tenté de parler à Aurore et a été refusée. Rien n’a été envoyé ni modifié. Fermez cette page ; votre travail est à l’abri dans Aurore.'
  },
  'shell.no-session': {
    en: 'This browser has no key to Aurore. Nothing was changed. Open the whole address that Aurore printed, or press Enter in its terminal for a new one.',
    fr: 'Ce navigateur n’a pas la clé d’Aurore. Rien n’a été modifié. Ouvrez l’adresse complète qu’Aurore a affichée, ou appuyez sur Entrée dans son terminal pour en obtenir une autre.'
  },
  'shell.token-spent': {
    en: 'This address was already used: each one opens Aurore once. Nothing was changed. Press Enter in Aurore’s terminal for a new one.',
    fr: 'Cette adresse a déjà servi : chacune n’ouvre Aurore qu’une fois. Rien n’a été modifié. Appuyez sur Entrée dans le terminal d’Aurore pour en obtenir une autre.'
  },
  'shell.no-such-page': {
    en: 'There is nothing at this address. Nothing was changed. Go back to Aurore’s first page.',
    fr: 'Il n’y a rien à cette adresse. Rien n’a été modifié. Revenez à la première page d’Aurore.'
  },
  'shell.only-reading': {
    en: 'Aurore does not take this kind of request here. Nothing was changed. Go back to Aurore’s first page.',
    fr: 'Aurore n’accepte pas ce genre de demande ici. Rien n’a été modifié. Revenez à la première page d’Aurore.'
  },
  'shell.page-not-built': {
    en: 'The screens of Aurore are not built yet in {path}. Nothing was changed. Run “npm run setup”, then start again.',
    fr: 'Les écrans d’Aurore ne sont pas encore construits dans {path}. Rien n’a été modifié. Lancez « npm run setup », puis recommencez.'
  },
  'shell.port-taken': {
    en: 'Port {port} cannot be used on this machine ({detail}). Nothing was changed. Choose another with --port, or leave it out.',
    fr: 'Le port {port} n’est pas utilisable sur cette machine ({detail}). Rien n’a été modifié. Choisissez-en un autre avec --port, ou n’en donnez pas.'
  },
  'shell.bad-arguments': {
    en: 'This command was not understood ({detail}). Nothing was done. Add --help to see how it is written.',
    fr: 'Cette commande n’a pas été comprise ({detail}). Rien n’a été fait. Ajoutez --help pour voir comment elle s’écrit.'
  },
  'shell.no-project': {
    en: 'There is no project named “{name}” in {home}. Nothing was changed. Import a manuscript first: aurore import FILE --project "{name}"',
    fr: 'Il n’y a pas de projet nommé « {name} » dans {home}. Rien n’a été modifié. Importez d’abord un manuscrit : aurore import FICHIER --project "{name}"'
  },
  'shell.no-voice': {
    en: 'There is no voice named “{name}” in {home}. Nothing was changed. Learn it first: aurore train --project PROJECT --voice "{name}"',
    fr: 'Il n’y a pas de voix nommée « {name} » dans {home}. Rien n’a été modifié. Apprenez-la d’abord : aurore train --project PROJET --voice "{name}"'
  },
  'shell.voice-taken': {
    en: 'A voice named “{name}” already exists in {home}. It was left as it is. Choose another name, or go on with it with --resume.',
    fr: 'Une voix nommée « {name} » existe déjà dans {home}. Elle n’a pas été touchée. Choisissez un autre nom, ou reprenez-la avec --resume.'
  },
  'shell.nothing-to-resume': {
    en: 'The voice “{name}” has no paused or interrupted learning to resume. It was left as it is. Leave --resume out, with another name, to learn anew.',
    fr: 'La voix « {name} » n’a pas d’apprentissage en pause ou interrompu à reprendre. Elle n’a pas été touchée. Retirez --resume et donnez un autre nom pour en apprendre une nouvelle.'
  },
  'shell.run-ended': {
    en: 'Learning ended before its time ({state}). What was learned up to the last checkpoint is kept. Go on from there with --resume.',
    fr: 'L’apprentissage s’est terminé avant l’heure ({state}). Ce qui était appris au dernier point de reprise est conservé. Reprenez-le avec --resume.'
  },
  'shell.no-model': {
    en: 'There is no model “{name}”: neither a known name nor a folder with a config.json. Nothing was changed. Give the path of a Hugging Face folder or of a .gguf file.',
    fr: 'Il n’y a pas de modèle « {name} » : ce n’est ni un nom connu ni un dossier contenant un config.json. Rien n’a été modifié. Donnez le chemin d’un dossier Hugging Face ou d’un fichier .gguf.'
  },
  'shell.no-chapter': {
    en: 'The project “{name}” has no chapter “{chapter}”. Nothing was written. Give its number or its title.',
    fr: 'Le projet « {name} » n’a pas de chapitre « {chapter} ». Rien n’a été écrit. Donnez son numéro ou son titre.'
  },
  'shell.file-exists': {
    en: '{path} already exists and was left as it is. Choose another name, or add --force to replace it.',
    fr: '{path} existe déjà et n’a pas été touché. Choisissez un autre nom, ou ajoutez --force pour le remplacer.'
  },
  'shell.unreadable': {
    en: '{path} cannot be read ({detail}). Nothing was changed. Check its name and your rights to it.',
    fr: '{path} ne peut pas être lu ({detail}). Rien n’a été modifié. Vérifiez son nom et vos droits d’accès.'
  },
  'shell.unwritable': {
    en: '{path} cannot be written ({detail}). What was there is unchanged. Check the folder, your rights and the free space.',
    fr: '{path} ne peut pas être écrit ({detail}). Ce qui s’y trouvait est inchangé. Vérifiez le dossier, vos droits et l’espace libre.'
  }
} as const satisfies SentenceTable
