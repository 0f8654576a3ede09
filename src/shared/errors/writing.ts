// Errors of the writing domain.
import type { SentenceTable } from './kinds.ts'

export const writing = {
  'writing.already-accepted': {
    en: 'This draft is already a chapter of the manuscript. Nothing was changed. Open that chapter in the binder, or remove it there.',
    fr: 'Ce brouillon est déjà un chapitre du manuscrit. Rien n’a été modifié. Ouvrez ce chapitre dans le classeur, ou retirez-le de là.'
  },
  'writing.not-explained': {
    en: 'Nothing is known of the single words of this suggestion: it was written without being asked to tell. The text is kept. Ask for a new one.',
    fr: 'On ne sait rien des mots de cette suggestion : elle a été écrite sans qu’on demande de les expliquer. Le texte est conservé. Demandez-en une nouvelle.'
  },
  'writing.not-a-chapter': {
    en: 'Only a drafted chapter can enter the binder. Nothing was changed; the text is kept. Take a suggestion at the cursor instead.',
    fr: 'Seul un brouillon de chapitre peut entrer dans le classeur. Rien n’a été modifié ; le texte est conservé. Prenez plutôt une suggestion au curseur.'
  }
} as const satisfies SentenceTable
