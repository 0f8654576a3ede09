// What of a text stands word for word in an index of passages, and where. Knows texts; knows no book.
import { cover, maximalRuns } from '../suffixes/index.ts'
import type { Excuse } from './allowed.ts'
import { idOf, placesOf, type Place, type TextIndex } from './text-index.ts'
import { wordsOf, type Word } from './words.ts'

/** The text from `start` to `end` (UTF-16) is `words` words long and stands in `occurrences` places, of which the first few are named. */
export interface Copy { readonly start: number; readonly end: number; readonly words: number; readonly occurrences: number; readonly places: readonly Place[] }

export interface Copies {
  /** Words of the longest run of all, also below the threshold; 0 when no word of the text stands in the index. */
  readonly longest: number
  readonly copies: readonly Copy[]
}

export interface CopyRule { /** Words from which a run counts. */ readonly least: number; readonly excuse: Excuse; /** At most so many places each. */ readonly places: number }

/** Runs that overlap are told as the fewest that cover them, the longest first. */
export function copiesIn(texts: TextIndex, text: string, rule: CopyRule): Copies {
  const words = wordsOf(text)
  const excused = rule.excuse(words.map(({ form }) => form))
  const runs = maximalRuns(texts.index, words.map(({ form }, i) => (excused[i] === 1 ? -1 : idOf(texts, form))), 1)
  const longest = runs.reduce((most, { start, end }) => Math.max(most, end - start), 0)
  const long = cover(runs.filter(({ start, end }) => end - start >= rule.least))
  return { longest, copies: long.map(({ start, end, span }) => ({
    ...placeInText(words, start, end), words: end - start, occurrences: span.to - span.from, places: placesOf(texts, span, rule.places)
  })) }
}

const placeInText = (words: readonly Word[], start: number, end: number): { readonly start: number; readonly end: number } =>
  ({ start: words[start]?.start ?? 0, end: words[end - 1]?.end ?? 0 })
