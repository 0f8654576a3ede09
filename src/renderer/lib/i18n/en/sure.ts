// The words of how sure the muse was of each word, in English.
import type { MessageTable } from '../messages.ts'

export const sure = {
  title: 'How sure it is', lead: 'While this is open, each suggestion shows how likely the voice held each of its words. Arrows walk from word to word; a suggestion goes on from another word you choose.',
  lookSelection: 'Look at the selection', lookParagraph: 'Look at this paragraph', looking: 'Reading closely…', nothingYet: 'Ask for a suggestion, or look at a paragraph of your own.',
  ofSuggestion: 'The words of the suggestion', ofYourText: 'The words of your own text', words: 'Words by how sure it was', word: 'Word', voice: 'Voice', base: 'Base', chance: 'Chance',
  sure: 'sure', likely: 'likely', open: 'one of many', surprising: 'surprising', first: 'nothing before it', hers: 'the voice’s own',
  hersWhy: '{times} times likelier in this voice than in the model it was learned from.',
  couldHaveBeen: 'What the voice would have expected here', another: 'Choose another word, and the suggestion goes on from it', movedOn: 'What could have stood here. Your page has moved on since: ask for a new suggestion to change it.',
  choose: 'Go on from “{word}”', rank: 'Rank', rankBase: 'base {rank}', logprob: 'Log-probability (nats)', logprobBase: 'base {nats}', drawn: 'Chance to be drawn, after the samplers', token: 'Token', written: 'As the model wrote it',
  surprise: 'Perplexity of these words: {value}', surpriseBoth: 'Perplexity of these words: {value}; for the base: {base}', keyWalk: 'Walk through the words of a suggestion'
} as const satisfies MessageTable
