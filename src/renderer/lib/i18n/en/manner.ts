// The words of how a voice speaks, in English.
import type { MessageTable } from '../messages.ts'

export const manner = {
  title: 'How the voice speaks', strength: 'Strength of {name}', ownOf: 'Each voice keeps its own.', baseAlone: 'The base model alone.', softer: 'Closer to the base model: plainer, and surer of its language.', asLearned: 'As it was learned.',
  overdrawn: 'More than it was learned: its habits are drawn larger, and it stumbles more often.',
  with: 'Another voice with it', alone: 'None: it speaks alone', share: 'Share of {name}',
  exactness: 'How exactly it computes', precision: 'The model’s numbers', auto: 'As is best here', f32: 'Whole', int8: 'Eight bits', int4: 'Four bits',
  autoSays: 'Tried once on this machine: eight bits where they are faster.', f32Says: 'The most exact, and the slowest.', int8Says: 'A quarter of the room, usually faster; hardly less exact.',
  int4Says: 'An eighth of the room; a little less exact.',
  guessing: 'Guessing ahead', guessOff: 'Nobody guesses', guessPhrases: 'Your turns of phrase',
  guessingSays: 'Someone quicker guesses the next words, and the voice looks at several at once. The text is the very same; it may come sooner on this machine, or later.'
} as const satisfies MessageTable
