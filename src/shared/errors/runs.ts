// Errors of a run of learning, as the engine meets them. What the service of the same name meets stands in training.ts.
import type { SentenceTable } from './kinds.ts'

export const runs = {
  'training.too-little-text': {
    en: 'There is too little text to learn from, or to test on ({learn} and {test} usable tokens). Nothing was changed. Add more of your pages, or hold back less of them.',
    fr: 'Il y a trop peu de texte pour apprendre, ou pour vérifier ({learn} et {test} unités utilisables). Rien n’a été modifié. Ajoutez des pages, ou réservez-en moins.'
  },
  'training.no-checkpoint': {
    en: 'There is nothing to resume in {folder}: this run never began. Your corpus is untouched. Start it anew.',
    fr: 'Il n’y a rien à reprendre dans {folder} : cet apprentissage n’a jamais commencé. Votre corpus est intact. Relancez-le depuis le début.'
  },
  'training.damaged-checkpoint': {
    en: 'The last checkpoint in {folder} is damaged ({detail}). It was left as it is, and the best voice so far is kept. Start the run anew.',
    fr: 'Le dernier point de reprise de {folder} est endommagé ({detail}). Il a été laissé tel quel, et la meilleure voix obtenue est conservée. Relancez l’apprentissage depuis le début.'
  },
  'training.folder-in-use': {
    en: 'The folder {folder} already holds a run. It was left as it is. Resume that run, or start another one.',
    fr: 'Le dossier {folder} contient déjà un apprentissage. Il n’a pas été touché. Reprenez cet apprentissage, ou commencez-en un autre.'
  },
  'training.busy': {
    en: 'A voice is already being learned. It goes on undisturbed. Wait until it is finished, or pause it, and try again.',
    fr: 'Une voix est déjà en cours d’apprentissage. Elle continue sans être dérangée. Attendez qu’elle soit prête, ou mettez-la en pause, puis réessayez.'
  },
  'training.no-blocks': {
    en: 'This model cannot be learned a block at a time to save memory: it is not made of blocks. Nothing was started. Set “Work twice to save memory” to automatic.',
    fr: 'Ce modèle ne peut pas être appris bloc par bloc pour épargner la mémoire : il n’est pas fait de blocs. Rien n’a été lancé. Remettez « Calculer deux fois pour épargner la mémoire » sur automatique.'
  },
  'training.diverged': {
    en: 'Learning went astray at step {step}: the numbers grew out of bounds. The best voice before that is kept. Start again with a lower learning rate.',
    fr: 'L’apprentissage a déraillé au pas {step} : les nombres ont dépassé toute mesure. La meilleure voix obtenue avant cela est conservée. Recommencez avec un taux d’apprentissage plus faible.'
  }
} as const satisfies SentenceTable
