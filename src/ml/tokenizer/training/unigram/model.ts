// A unigram model (Kudo 2018, "Subword Regularization"): a text is a row of independent pieces, each with its probability. Here its two passes over
// counted words: what each piece is expected to be used for (all segmentations), and the best segmentation. Knows numbers for characters.
import type { CountedWords } from '../merges.ts'
import { Trie } from './trie.ts'

export interface Pieces {
  /** Each piece as character numbers. */
  readonly spelling: readonly Int32Array[]
  /** Natural logarithm of each piece's probability. */
  readonly scores: Float64Array
}

/** Longest piece, in characters; SentencePiece's own default. */
export const longestPiece = 16
/** Words are taken in stretches this long, so that products of probabilities stay above the smallest double. */
export const longestWord = 40

export interface Expectation {
  /** How often each piece is used, over all segmentations by their probability. */
  readonly uses: Float64Array
  readonly logLikelihood: number
}

/** The edges of one word's lattice: for every place, the pieces that begin there. Reused from word to word. */
class Lattice {
  readonly #trie: Trie
  readonly pieces = new Int32Array(longestWord * longestPiece)
  /** Edges of the place `at` lie at `at * longestPiece`; how many there are. */
  readonly counts = new Int32Array(longestWord)
  /** Of each edge, the place where it ends. */
  readonly ends = new Int32Array(longestWord * longestPiece)

  constructor(spelling: readonly Int32Array[]) {
    this.#trie = new Trie(spelling)
  }

  lay(symbols: Int32Array, start: number, length: number): void {
    for (let at = 0; at < length; at++) {
      const [base, end] = [at * longestPiece, Math.min(length, at + longestPiece)]
      let found = 0
      let node = 0
      for (let to = at; to < end; to++) {
        node = this.#trie.child(node, symbols[start + to] ?? -1)
        if (node < 0) break
        const piece = this.#trie.pieceAt(node)
        if (piece < 0) continue
        this.pieces[base + found] = piece
        this.ends[base + found] = to + 1
        found++
      }
      this.counts[at] = found
    }
  }
}

/** Forward and backward sums over one word, in plain probabilities. */
class Sums {
  readonly #probability: Float64Array
  readonly #forward = new Float64Array(longestWord + 1)
  readonly #backward = new Float64Array(longestWord + 1)

  constructor(scores: Float64Array) {
    this.#probability = scores.map(Math.exp)
  }

  /** Adds the word's expected uses; the answer is its probability. */
  add({ pieces, counts, ends }: Lattice, length: number, weight: number, uses: Float64Array): number {
    const [forward, backward, probability] = [this.#forward.fill(0, 0, length + 1), this.#backward, this.#probability]
    forward[0] = 1
    for (let at = 0; at < length; at++) {
      const [from, base, found] = [forward[at] ?? 0, at * longestPiece, counts[at] ?? 0]
      for (let edge = base; edge < base + found; edge++) {
        const end = ends[edge] ?? 0
        forward[end] = (forward[end] ?? 0) + from * (probability[pieces[edge] ?? 0] ?? 0)
      }
    }
    const whole = forward[length] ?? 0
    if (whole === 0) return 0
    backward[length] = weight / whole
    for (let at = length - 1; at >= 0; at--) {
      const [from, base, found] = [forward[at] ?? 0, at * longestPiece, counts[at] ?? 0]
      let sum = 0
      for (let edge = base; edge < base + found; edge++) {
        const piece = pieces[edge] ?? 0
        const share = (probability[piece] ?? 0) * (backward[ends[edge] ?? 0] ?? 0)
        uses[piece] = (uses[piece] ?? 0) + from * share
        sum += share
      }
      backward[at] = sum
    }
    return whole
  }
}

/** The expectation step: each piece's expected uses, and how likely the model finds the words. */
export function expectation(words: CountedWords, { spelling, scores }: Pieces): Expectation {
  const [lattice, sums, uses] = [new Lattice(spelling), new Sums(scores), new Float64Array(scores.length)]
  let logLikelihood = 0
  for (let word = 0; word < words.counts.length; word++) {
    const [start, weight] = [words.starts[word] ?? 0, words.counts[word] ?? 0]
    const length = (words.starts[word + 1] ?? 0) - start
    lattice.lay(words.symbols, start, length)
    logLikelihood += weight * Math.log(sums.add(lattice, length, weight, uses))
  }
  return { uses, logLikelihood }
}

/** The best segmentation of one stretch; `without` leaves one piece out. An empty answer: there is none. */
export class Segmenter {
  readonly #lattice: Lattice
  readonly #scores: Float64Array
  readonly #best = new Float64Array(longestWord + 1)
  readonly #last = new Int32Array(longestWord + 1)
  readonly #from = new Int32Array(longestWord + 1)

  constructor({ spelling, scores }: Pieces) {
    this.#lattice = new Lattice(spelling)
    this.#scores = scores
  }

  segment(symbols: Int32Array, start: number, length: number, without = -1): readonly number[] {
    this.#lattice.lay(symbols, start, length)
    this.#best.fill(-Infinity, 0, length + 1)[0] = 0
    for (let at = 0; at < length; at++) this.#reach(at, without)
    if (this.#best[length] === -Infinity) return []
    const pieces: number[] = []
    for (let at = length; at > 0; at = this.#from[at] ?? 0) pieces.push(this.#last[at] ?? 0)
    return pieces.reverse()
  }

  #reach(at: number, without: number): void {
    const { pieces, ends, counts } = this.#lattice
    const [here, base] = [this.#best[at] ?? -Infinity, at * longestPiece]
    for (let edge = base; edge < base + (counts[at] ?? 0); edge++) {
      const [piece, end] = [pieces[edge] ?? 0, ends[edge] ?? 0]
      const score = here + (this.#scores[piece] ?? 0)
      if (piece === without || score <= (this.#best[end] ?? 0)) continue
      this.#best[end] = score
      this.#last[end] = piece
      this.#from[end] = at
    }
  }
}
