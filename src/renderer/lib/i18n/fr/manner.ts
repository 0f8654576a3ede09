// The words of how a voice speaks, in French: exactly the keys of English.
import type { Translation } from '../messages.ts'
import type { manner as english } from '../en/manner.ts'

export const manner: Translation<typeof english> = {
  title: 'Comment la voix parle', strength: 'Force de la voix « {name} »', ownOf: 'Chaque voix garde la sienne.', baseAlone: 'Le modèle de départ seul.', softer: 'Plus près du modèle de départ : plus sobre, et plus sûre de sa langue.', asLearned: 'Telle qu’elle a été apprise.',
  overdrawn: 'Plus qu’elle n’a été apprise : ses habitudes sont grossies, et elle trébuche plus souvent.',
  with: 'Une autre voix avec elle', alone: 'Aucune : elle parle seule', share: 'Part de la voix « {name} »',
  exactness: 'Avec quelle exactitude elle calcule', precision: 'Les nombres du modèle', auto: 'Au mieux pour cette machine', f32: 'Entiers', int8: 'Huit bits', int4: 'Quatre bits',
  autoSays: 'Essayé une fois sur cette machine : huit bits là où ils sont plus rapides.', f32Says: 'Le plus exact, et le plus lent.', int8Says: 'Un quart de la place, en général plus rapide ; à peine moins exact.',
  int4Says: 'Un huitième de la place ; un peu moins exact.',
  guessing: 'Deviner d’avance', guessOff: 'Personne ne devine', guessPhrases: 'Vos tournures',
  guessingSays: 'Quelqu’un de plus rapide devine les mots suivants, et la voix en examine plusieurs à la fois. Le texte reste exactement le même ; il peut venir plus vite sur cette machine, ou moins vite.'
}
