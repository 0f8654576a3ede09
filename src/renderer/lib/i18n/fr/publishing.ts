// The words of publishing, in French: exactly the keys of English.
import type { publishing as english } from '../en/publishing.ts'
import type { Translation } from '../messages.ts'

export const publishing: Translation<typeof english> = {
  title: 'Publier',
  lead: 'Votre livre en fichier, à envoyer, imprimer ou vendre. Le manuscrit reste ici, inchangé.',
  reading: 'Ouverture du manuscrit…',
  emptyTitle: 'Il n’y a encore rien à publier',
  emptyText: 'Écrivez une première page, ou apportez un fichier dans le livre ; puis revenez ici.',
  toWrite: 'Aller à la page Écrire',
  what: 'Quoi',
  whole: 'Tout le livre',
  piece: 'Une partie ou un chapitre',
  pieceChoice: 'Laquelle, lequel',
  untitled: 'Sans titre',
  figures: '{chapters}, {words}',
  option: '{title} ({words})',
  as: 'Sous quelle forme',
  'format-docx': 'Word (.docx)',
  'formatWhat-docx': 'Pour les éditeurs et les correcteurs : les chapitres sont des titres, prêts à être annotés.',
  'format-epub': 'Livre numérique (.epub)',
  'formatWhat-epub': 'Pour les liseuses et les librairies en ligne : un livre fini, avec sa table des matières.',
  'format-md': 'Markdown (.md)',
  'formatWhat-md': 'Pour d’autres logiciels d’écriture et pour conserver : léger, avec ses italiques et ses titres.',
  'format-txt': 'Texte brut (.txt)',
  'formatWhat-txt': 'Rien que les mots : s’ouvre sur toute machine, aujourd’hui et dans cinquante ans.',
  make: 'Faire le fichier',
  making: 'Préparation du fichier…',
  made: 'C’est fait : « {name} » ({size}) est parti dans vos téléchargements.',
  again: 'L’enregistrer encore une fois'
}
