// Errors of the training domain.
import type { SentenceTable } from './kinds.ts'

export const training = {
  'training.empty-corpus': {
    en: 'There is no text to learn from yet. Nothing was started. Import a manuscript first.',
    fr: 'Il n’y a pas encore de texte à apprendre. Rien n’a été lancé. Importez d’abord un manuscrit.'
  },
  'training.nothing-held-back': {
    en: 'Nothing of this corpus is held back, so the voice could not be measured. Nothing was started. Add a manuscript, or hold back every tenth sentence instead of whole chapters.',
    fr: 'Rien n’est mis de côté dans ce corpus ; la voix ne pourrait donc pas être mesurée. Rien n’a été lancé. Ajoutez un manuscrit, ou mettez de côté une phrase sur dix plutôt que des chapitres entiers.'
  },
  'training.busy-elsewhere': {
    en: 'Another Aurore window or command is already learning a voice in this library. Nothing was changed here. Wait until it has ended, or pause or stop it there.',
    fr: 'Une autre fenêtre ou commande d’Aurore apprend déjà une voix dans cette bibliothèque. Rien n’a été modifié ici. Attendez qu’elle ait fini, mettez-la en pause ou arrêtez-la là-bas.'
  },
  'training.interrupted': {
    en: 'Learning was interrupted at step {step}, because Aurore or its engine ended without warning. What was learned up to the last checkpoint is kept. Resume when you like.',
    fr: 'L’apprentissage a été interrompu à l’étape {step}, car Aurore ou son moteur s’est arrêté sans prévenir. Ce qui a été appris jusqu’au dernier point de reprise est conservé. Reprenez quand vous voulez.'
  },
  'training.not-resumable': {
    en: 'This learning has already ended ({state}). Its voice is kept as it is. Start a new one to learn further.',
    fr: 'Cet apprentissage est déjà terminé ({state}). Sa voix est conservée telle quelle. Lancez-en un nouveau pour aller plus loin.'
  },
  'training.not-running': {
    en: 'This learning is not running ({state}). Nothing was changed. Resume it, or start a new one.',
    fr: 'Cet apprentissage n’est pas en cours ({state}). Rien n’a été modifié. Reprenez-le, ou lancez-en un nouveau.'
  }
} as const satisfies SentenceTable
