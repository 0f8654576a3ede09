// The pieces a unigram model starts from: single characters, and the substrings of the words that weigh most (how often they come, times their
// length). Counted length by length: only what came twice can come twice when longer. Knows numbers for characters.
import type { CountedWords } from '../merges.ts'
import { longestPiece } from './model.ts'

export interface Seed { readonly spelling: Int32Array; readonly count: number }

/** Substrings of one length: where each was first seen, and how often it comes. */
interface Grams {
  readonly length: number
  readonly places: number[]
  readonly counts: number[]
  /** The substring one character shorter that each begins with. */
  readonly shorter: number[]
}

/** The number of the substring that begins at each place; -1 where none does that is worth counting. */
type Numbers = Int32Array

/** Two numbers below 2^26 as one key. */
const WIDTH = 2 ** 26

function characters({ symbols, starts, counts }: CountedWords): { readonly grams: Grams; readonly numbers: Numbers } {
  const grams: Grams = { length: 1, places: [], counts: [], shorter: [] }
  const ids = new Map<number, number>()
  const numbers = new Int32Array(symbols.length)
  for (let word = 0; word < counts.length; word++) {
    for (let at = starts[word] ?? 0; at < (starts[word + 1] ?? 0); at++) numbers[at] = count(grams, ids, symbols[at] ?? 0, { at, weight: counts[word] ?? 0, shorter: -1 })
  }
  return { grams, numbers }
}

function count(grams: Grams, ids: Map<number, number>, key: number, { at, weight, shorter }: { readonly at: number; readonly weight: number; readonly shorter: number }): number {
  const known = ids.get(key)
  if (known !== undefined) {
    grams.counts[known] = (grams.counts[known] ?? 0) + weight
    return known
  }
  ids.set(key, grams.counts.length)
  grams.places.push(at)
  grams.shorter.push(shorter)
  return grams.counts.push(weight) - 1
}

/** The substrings one character longer; `numbers` is brought up to them. */
function longer({ symbols, starts, counts }: CountedWords, before: Grams, numbers: Numbers): Grams {
  const grams: Grams = { length: before.length + 1, places: [], counts: [], shorter: [] }
  const ids = new Map<number, number>()
  for (let word = 0; word < counts.length; word++) {
    const [end, weight] = [starts[word + 1] ?? 0, counts[word] ?? 0]
    for (let at = starts[word] ?? 0; at < end; at++) {
      const shorter = numbers[at] ?? -1
      if (shorter < 0) continue
      const last = at + before.length
      const worth = last < end && (before.counts[shorter] ?? 0) > 1
      numbers[at] = worth ? count(grams, ids, shorter * WIDTH + (symbols[last] ?? 0), { at, weight, shorter }) : -1
    }
  }
  return grams
}

/** Those that come twice or more and are not always the beginning of the same longer one. */
function worthy(grams: Grams, next: Grams | null): readonly number[] {
  const always = new Set(next ? next.shorter.filter((shorter, i) => next.counts[i] === grams.counts[shorter]) : [])
  return grams.counts.flatMap((count, gram) => (count > 1 && !always.has(gram) ? [gram] : []))
}

/** All single characters, then at most `most` substrings, the weightiest first. */
export function seeds(words: CountedWords, most: number): readonly Seed[] {
  const spell = ({ length, places, counts }: Grams, gram: number): Seed => {
    const at = places[gram] ?? 0
    return { spelling: words.symbols.slice(at, at + length), count: counts[gram] ?? 0 }
  }
  const { grams: singles, numbers } = characters(words)
  const found: Seed[] = []
  let grams = longer(words, singles, numbers)
  while (grams.counts.length > 0 && grams.length <= longestPiece) {
    const now = grams
    grams = longer(words, now, numbers)
    for (const gram of worthy(now, now.length < longestPiece ? grams : null)) found.push(spell(now, gram))
  }
  const weight = ({ spelling, count: times }: Seed): number => times * spelling.length
  return [...singles.counts.map((_, gram) => spell(singles, gram)), ...found.sort((a, b) => weight(b) - weight(a)).slice(0, most)]
}
