// Errors of the parrot check.
import type { SentenceTable } from './kinds.ts'

export const parrot = {
  'parrot.unwritable': {
    en: 'The index of your books, which keeps the muse from copying them, could not be written in {folder}. Nothing was written and your texts are untouched. Make room on that disk, or choose to be told of copies instead of avoiding them.',
    fr: 'L’index de vos livres, qui empêche la muse de les recopier, n’a pas pu être écrit dans {folder}. Rien n’a été écrit et vos textes sont intacts. Libérez de la place sur ce disque, ou préférez que les copies soient signalées plutôt qu’évitées.'
  }
} as const satisfies SentenceTable
