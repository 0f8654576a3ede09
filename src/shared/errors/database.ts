// Errors of the data folder and its database.
import type { SentenceTable } from './kinds.ts'

export const database = {
  'database.newer': {
    en: 'This library was written by a newer Aurore (version {found}; this one knows {known}). It was left exactly as it is. Update Aurore, or choose another data folder.',
    fr: 'Cette bibliothèque a été écrite par une version plus récente d’Aurore (version {found} ; celle-ci connaît la {known}). Elle n’a pas été touchée. Mettez Aurore à jour, ou choisissez un autre dossier.'
  },
  'database.damaged': {
    en: 'The library at {path} is damaged and was left as it is. Restore a backup, or choose another data folder.',
    fr: 'La bibliothèque {path} est endommagée ; elle a été laissée telle quelle. Restaurez une sauvegarde, ou choisissez un autre dossier.'
  },
  'database.unwritable': {
    en: 'Aurore cannot write in {path} ({detail}). Nothing was changed. Check the rights and the free space, or choose another data folder.',
    fr: 'Aurore ne peut pas écrire dans {path} ({detail}). Rien n’a été modifié. Vérifiez les droits et l’espace libre, ou choisissez un autre dossier.'
  }
} as const satisfies SentenceTable
