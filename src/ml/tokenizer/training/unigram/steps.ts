// The steps of a unigram model's training: new scores from expected uses, and fewer pieces. Knows no text.
import type { CountedWords } from '../merges.ts'
import { Segmenter, type Pieces } from './model.ts'

/** Pieces expected less often than this are dropped, as SentencePiece does; single characters stay. */
const LEAST_USES = 0.5

/** The logarithmic derivative of the gamma function, for x > 0: a recurrence up to 10, then its asymptotic series (Abramowitz & Stegun 6.3.18). */
export function digamma(x: number): number {
  let [shift, at] = [0, x]
  for (; at < 10; at++) shift -= 1 / at
  const square = 1 / (at * at)
  return shift + Math.log(at) - 0.5 / at - square * (1 / 12 - square * (1 / 120 - square * (1 / 252 - square * (1 / 240 - square / 132))))
}

/** `isCharacter`: stays whatever its use. */
export interface Inventory extends Pieces { readonly isCharacter: readonly boolean[] }

function keep(pieces: Inventory, chosen: readonly number[], scores: Float64Array): Inventory {
  const at = <T>(list: readonly T[]): T[] => chosen.flatMap((i) => { const item = list[i]; return item === undefined ? [] : [item] })
  return { spelling: at(pieces.spelling), isCharacter: at(pieces.isCharacter), scores }
}

const used = (pieces: Inventory, uses: Float64Array): readonly number[] =>
  pieces.spelling.flatMap((_, i) => ((uses[i] ?? 0) >= LEAST_USES || pieces.isCharacter[i] === true ? [i] : []))

/** Scores that prefer few pieces: the mean of their logarithm under a Dirichlet prior, as variational Bayes gives it (Kudo 2018 cites Liang & Klein 2009). */
export function sparser(pieces: Inventory, uses: Float64Array): Inventory {
  const chosen = used(pieces, uses)
  const counts = Float64Array.from(chosen, (i) => Math.max(uses[i] ?? 0, LEAST_USES))
  const whole = digamma(counts.reduce((sum, n) => sum + n, 0))
  return keep(pieces, chosen, counts.map((n) => digamma(n) - whole))
}

/** Scores that make the words most likely: each piece's share of the expected uses. What is hardly used keeps a little. */
export function likeliest(pieces: Inventory, uses: Float64Array): Inventory {
  const floor = 1e-9
  const counts = uses.map((n) => Math.max(n, floor))
  const whole = counts.reduce((sum, n) => sum + n, 0)
  return { ...pieces, scores: counts.map((n) => Math.log(n / whole)) }
}

/** How often the best segmentations use each piece. */
function bestUses(words: CountedWords, segmenter: Segmenter, pieces: number): Float64Array {
  const uses = new Float64Array(pieces)
  for (let word = 0; word < words.counts.length; word++) {
    const start = words.starts[word] ?? 0
    for (const piece of segmenter.segment(words.symbols, start, (words.starts[word + 1] ?? 0) - start)) uses[piece] = (uses[piece] ?? 0) + (words.counts[word] ?? 0)
  }
  return uses
}

/**
 * Leaves the `size` pieces whose loss would hurt the likelihood most: each piece's uses go to its own best segmentation by the others.
 */
export function pruned(words: CountedWords, pieces: Inventory, size: number): Inventory {
  const segmenter = new Segmenter(pieces)
  const uses = bestUses(words, segmenter, pieces.spelling.length)
  const whole = uses.reduce((sum, n) => sum + n, 0)
  const loss = (piece: number): number => {
    const [spelling, times] = [pieces.spelling[piece] ?? new Int32Array(), uses[piece] ?? 0]
    if (pieces.isCharacter[piece]) return Infinity
    if (times === 0) return 0
    const others = segmenter.segment(spelling, 0, spelling.length, piece)
    const after = Math.log(whole + times * (others.length - 1))
    const gained = others.reduce((sum, other) => sum + Math.log((uses[other] ?? 0) + times) - after, 0)
    return times * (Math.log(times) - Math.log(whole) - gained)
  }
  const losses = pieces.spelling.map((_, piece) => loss(piece))
  const order = losses.map((_, piece) => piece).sort((a, b) => (losses[b] ?? 0) - (losses[a] ?? 0) || a - b)
  const chosen = order.slice(0, size).sort((a, b) => a - b)
  return keep(pieces, chosen, Float64Array.from(chosen, (i) => pieces.scores[i] ?? 0))
}
