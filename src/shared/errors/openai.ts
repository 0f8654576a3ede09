// Errors of serving her voices to other programs.
import type { SentenceTable } from './kinds.ts'

export const openai = {
  'openai.port-taken': {
    en: 'Port {port} cannot be used on this machine ({detail}), so other programs cannot reach your voices yet. Nothing else was changed. Choose another port, or close the program that holds it.',
    fr: 'Le port {port} n’est pas utilisable sur cette machine ({detail}) : les autres programmes n’atteignent pas encore vos voix. Rien d’autre n’a été modifié. Choisissez un autre port, ou fermez le programme qui l’occupe.'
  }
} as const satisfies SentenceTable
