// Byte pair encoding (Sennrich et al. 2016), learned from counted words: the commonest pair of neighbours becomes one token, again and again.
// Pair counts are kept up to date word by word; a heap gives the next pair: highest count, then smallest numbers, as Hugging Face's trainer
// has it. Knows numbers for characters, no text.
import { Heap } from './heap.ts'
import type { Pause } from './request.ts'

export interface CountedWords {
  /** The words' tokens, one word after the other. */
  readonly symbols: Int32Array
  /** Where each word begins in `symbols`, and the end of the last. */
  readonly starts: Int32Array
  readonly counts: Float64Array
}

export interface Merge { readonly left: number; readonly right: number; readonly into: number; readonly count: number }

export interface Vocabulary {
  /** Token by number; grows by merging. */
  readonly tokens: string[]
  readonly ids: Map<string, number>
}

/** A pair that waits, with the count it had and the words where it was seen; the count may be out of date. */
interface Waiting { readonly pair: number; count: number; readonly words: number[] }

/** Two token numbers as one key; both stay below 2^20. */
const WIDTH = 2 ** 20
const pairOf = (left: number, right: number): number => left * WIDTH + right

const before = (a: Waiting, b: Waiting): boolean => a.count > b.count || (a.count === b.count && a.pair < b.pair)

/** The words as they are being merged, in place. */
class Words {
  readonly #symbols: Int32Array
  readonly #starts: Int32Array
  readonly #ends: Int32Array
  readonly #counts: Float64Array

  constructor({ symbols, starts, counts }: CountedWords) {
    this.#symbols = symbols.slice()
    this.#starts = starts
    this.#ends = starts.slice(1)
    this.#counts = counts
  }

  /** Every pair of neighbours, in every word. */
  each(see: (pair: number, change: number, word: number) => void): void {
    for (let word = 0; word < this.#ends.length; word++) {
      const [end, count] = [this.#ends[word] ?? 0, this.#counts[word] ?? 0]
      for (let at = this.#starts[word] ?? 0; at + 1 < end; at++) see(pairOf(this.#symbols[at] ?? 0, this.#symbols[at + 1] ?? 0), count, word)
    }
  }

  /** Replaces the pair in one word, from left to right; tells which other pairs went and which came. */
  merge(word: number, left: number, right: number, into: number, tell: (pair: number, change: number, word: number) => void): void {
    const [symbols, start, end, count] = [this.#symbols, this.#starts[word] ?? 0, this.#ends[word] ?? 0, this.#counts[word] ?? 0]
    let to = start
    for (let from = start; from < end; from++, to++) {
      const symbol = symbols[from] ?? 0
      if (symbol !== left || from + 1 >= end || symbols[from + 1] !== right) {
        symbols[to] = symbol
        continue
      }
      if (to > start) {
        tell(pairOf(symbols[to - 1] ?? 0, left), -count, word)
        tell(pairOf(symbols[to - 1] ?? 0, into), count, word)
      }
      if (from + 2 < end) {
        tell(pairOf(right, symbols[from + 2] ?? 0), -count, word)
        tell(pairOf(into, symbols[from + 2] ?? 0), count, word)
      }
      symbols[to] = into
      from++
    }
    this.#ends[word] = to
  }
}

/** Adds a word to a list of words in growing order, once. */
const note = (words: number[], word: number): void => { if (words.at(-1) !== word) words.push(word) }

function noteIn(seen: Map<number, number[]>, pair: number, word: number): void {
  const words = seen.get(pair)
  if (words) note(words, word)
  else seen.set(pair, [word])
}

function idFor({ tokens, ids }: Vocabulary, token: string): number {
  const known = ids.get(token)
  if (known !== undefined) return known
  ids.set(token, tokens.length)
  return tokens.push(token) - 1
}

/** Merges between two pauses. */
const PATIENCE = 200

/**
 * Merges until the vocabulary has `size` tokens or no pair is left; adds the new tokens to it. `least`: pairs seen less often are not merged.
 */
export async function learnMerges(counted: CountedWords, vocabulary: Vocabulary, { size, least = 1, pause }: { readonly size: number; readonly least?: number; readonly pause?: Pause | undefined }): Promise<Merge[]> {
  const words = new Words(counted)
  const counts = new Map<number, number>()
  const seen = new Map<number, number[]>()
  const change = (pair: number, by: number, word: number): void => {
    counts.set(pair, (counts.get(pair) ?? 0) + by)
    if (by > 0) noteIn(seen, pair, word)
  }
  const heap = new Heap<Waiting>(before)
  const queue = (): void => {
    for (const [pair, where] of seen) {
      const count = counts.get(pair) ?? 0
      if (count > 0) heap.push({ pair, count, words: where })
    }
    seen.clear()
  }
  const merges: Merge[] = []
  words.each(change)
  queue()
  while (vocabulary.tokens.length < size) {
    const next = heap.pop()
    if (!next) break
    const now = counts.get(next.pair) ?? 0
    if (next.count !== now) {
      next.count = now
      heap.push(next)
      continue
    }
    if (now < least) break
    const [left, right] = [Math.floor(next.pair / WIDTH), next.pair % WIDTH]
    const into = idFor(vocabulary, (vocabulary.tokens[left] ?? '') + (vocabulary.tokens[right] ?? ''))
    merges.push({ left, right, into, count: now })
    for (const word of next.words) words.merge(word, left, right, into, change)
    queue()
    if (merges.length % PATIENCE === 0) await pause?.()
  }
  return lastOfEach(merges)
}

/** A pair can come again when another pair makes one of its halves; then its last place counts. */
function lastOfEach(merges: readonly Merge[]): Merge[] {
  const places = new Map(merges.map(({ left, right }, place) => [pairOf(left, right), place]))
  return merges.filter(({ left, right }, place) => places.get(pairOf(left, right)) === place)
}

/** Words as token numbers, character by character. A character without a number ends a word: nothing is joined over it. */
export function asNumbers(counts: ReadonlyMap<string, number>, ids: ReadonlyMap<string, number>): CountedWords {
  const symbols: number[] = []
  const starts: number[] = [0]
  const weights: number[] = []
  const close = (count: number): void => {
    if (symbols.length - (starts.at(-1) ?? 0) === 0) return
    starts.push(symbols.length)
    weights.push(count)
  }
  for (const [word, count] of counts) {
    for (const character of word) {
      const id = ids.get(character)
      if (id === undefined) close(count)
      else symbols.push(id)
    }
    close(count)
  }
  return { symbols: Int32Array.from(symbols), starts: Int32Array.from(starts), counts: Float64Array.from(weights) }
}
