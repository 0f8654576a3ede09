// Learns a unigram model's pieces: many seeds, expectation and maximisation, and again and again a quarter fewer. Knows numbers for characters.
import type { CountedWords } from '../merges.ts'
import type { Pause } from '../request.ts'
import { expectation } from './model.ts'
import { seeds } from './seed.ts'
import { likeliest, pruned, sparser, type Inventory } from './steps.ts'

/** Seeds for each piece that is wanted, and at least this many: more make training slower and the pieces hardly better. */
const SEEDS_FOR_ONE = 8
const FEWEST_SEEDS = 100_000
/** SentencePiece's own: rounds of expectation and maximisation between two cuts, what a cut leaves, and what the last choice is made from. */
const ROUNDS = 2
const LEFT = 0.75
const MARGIN = 1.1

function begin(words: CountedWords, size: number): Inventory {
  const found = seeds(words, Math.max(FEWEST_SEEDS, SEEDS_FOR_ONE * size))
  const whole = Math.log(found.reduce((sum, { count, spelling }) => sum + count * spelling.length, 0))
  return {
    spelling: found.map(({ spelling }) => spelling), isCharacter: found.map(({ spelling }) => spelling.length === 1),
    scores: Float64Array.from(found, ({ count, spelling }) => Math.log(count * spelling.length) - whole)
  }
}

/** At most `size` pieces, with the likeliest scores for just these. Fewer where the words give no more. */
export async function learnPieces(words: CountedWords, size: number, pause?: Pause): Promise<Inventory> {
  let pieces = begin(words, size)
  const wanted = Math.ceil(MARGIN * size)
  for (;;) {
    for (let round = 0; round < ROUNDS; round++) {
      pieces = sparser(pieces, expectation(words, pieces).uses)
      await pause?.()
    }
    if (pieces.spelling.length <= wanted) break
    pieces = pruned(words, pieces, Math.max(wanted, Math.floor(LEFT * pieces.spelling.length)))
  }
  pieces = pruned(words, pieces, size)
  for (let round = 0; round < ROUNDS; round++) pieces = likeliest(pieces, expectation(words, pieces).uses)
  return pieces
}
