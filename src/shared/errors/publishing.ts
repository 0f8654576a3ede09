// Errors of the publishing domain.
import type { SentenceTable } from './kinds.ts'

export const publishing = {
  'publishing.nothing': {
    en: 'There is no text in “{title}” yet, so no file was made. Nothing was changed. Write or import a page, or choose another part of the book.',
    fr: 'Il n’y a pas encore de texte dans « {title} » : aucun fichier n’a été fait. Rien n’a été modifié. Écrivez ou importez une page, ou choisissez une autre partie du livre.'
  }
} as const satisfies SentenceTable
