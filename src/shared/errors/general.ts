// Errors that belong to no single domain.
import type { SentenceTable } from './kinds.ts'

export const general = {
  'general.unexpected': {
    en: 'Something went wrong that Aurore did not foresee ({detail}). Your text and your voices are untouched. Try again; if it happens again, restart Aurore.',
    fr: 'Il s’est passé quelque chose qu’Aurore n’avait pas prévu ({detail}). Votre texte et vos voix sont intacts. Réessayez ; si cela se reproduit, relancez Aurore.'
  },
  'general.not-found': {
    en: 'This {what} no longer exists. Nothing was changed. Go back to the library and open it again.',
    fr: 'Cet élément ({what}) n’existe plus. Rien n’a été modifié. Revenez à la bibliothèque et rouvrez-le.'
  },
  'general.bad-input': {
    en: 'Aurore could not understand this request ({detail}). Nothing was changed. Correct it and try again.',
    fr: 'Aurore n’a pas compris cette demande ({detail}). Rien n’a été modifié. Corrigez-la et réessayez.'
  },
  'general.cancelled': {
    en: 'Stopped, as you asked. What was done before is kept.',
    fr: 'Arrêté, comme vous l’avez demandé. Ce qui était fait est conservé.'
  }
} as const satisfies SentenceTable
