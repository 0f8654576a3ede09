// What follows a sequence wherever it stands: the draft of an n-gram model without its table. Knows numbers alone.
import { find, isEmpty, longestEnding, type Span, type SuffixIndex } from './search.ts'

export interface Continuation { readonly id: number; readonly count: number }

/** The next ids of a span, the most frequent first and the smaller among equals; a text's end counts for none. */
function nextOf({ symbols, order }: SuffixIndex, { from, to, length }: Span): Continuation[] {
  const counts = new Map<number, number>()
  for (let i = from; i < to; i++) {
    const next = (symbols[(order[i] as number) + length] as number) - 2
    if (next >= 0) counts.set(next, (counts.get(next) ?? 0) + 1)
  }
  return [...counts].map(([id, count]) => ({ id, count })).sort((a, b) => b.count - a.count || a.id - b.id)
}

/** How often each id follows exactly `ids` in the index. Takes as long as `ids` stand often: give two or three at least. */
export function continuations(index: SuffixIndex, ids: readonly number[]): Continuation[] {
  const span = find(index, ids)
  return isEmpty(span) ? [] : nextOf(index, span)
}

/** The same for the longest ending of `ids` that stands in the index: a guess from the most that is known. `length` 0: nothing is known. */
export function longestContinuations(index: SuffixIndex, ids: readonly number[], most = 32): { readonly length: number; readonly next: Continuation[] } {
  for (let span = longestEnding(index, ids, ids.length, most); span.length > 0; span = longestEnding(index, ids, ids.length, span.length - 1)) {
    const next = nextOf(index, span)
    if (next.length > 0) return { length: span.length, next }
  }
  return { length: 0, next: [] }
}
