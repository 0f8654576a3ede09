// The runs of a sequence that stand in an index, each as long as it can be. Knows numbers alone.
import { everywhere, isEmpty, longestEnding, narrow, type Span, type SuffixIndex } from './search.ts'

/** ids[start..end) stands at the span's places; neither a symbol before nor one after it could be added. */
export interface Run { readonly start: number; readonly end: number; readonly span: Span }

/** The longest ending of what was pushed that stands in the index; it grows or falls back with every symbol. */
export interface Tail {
  push(id: number): Span
  span(): Span
}

export function followTail(index: SuffixIndex): Tail {
  const ids: number[] = []
  let span = everywhere(index)
  return {
    push(id) {
      ids.push(id)
      const longer = narrow(index, span, id)
      span = isEmpty(longer) ? longestEnding(index, ids, ids.length, span.length) : longer
      return span
    },
    span: () => span
  }
}

/** All maximal runs of at least `least` symbols, from left to right. Each begins after the last one did, and ends after it. */
export function maximalRuns(index: SuffixIndex, ids: ArrayLike<number>, least: number): Run[] {
  const tail = followTail(index)
  const runs: Run[] = []
  const keep = (span: Span, end: number): void => { if (span.length >= Math.max(1, least)) runs.push({ start: end - span.length, end, span }) }
  for (let i = 0; i < ids.length; i++) {
    const before = tail.span()
    if (tail.push(ids[i] as number).length <= before.length) keep(before, i)
  }
  keep(tail.span(), ids.length)
  return runs
}

/** Of runs that overlap, the longest first, and only those that cover something no longer one did. From left to right. */
export function cover(runs: readonly Run[]): Run[] {
  const length = ({ start, end }: Run): number => end - start
  const taken: Run[] = []
  for (const run of runs.toSorted((a, b) => length(b) - length(a) || a.start - b.start)) if (!isCovered(run, taken)) taken.push(run)
  return taken.sort((a, b) => a.start - b.start)
}

function isCovered({ start, end }: Run, taken: readonly Run[]): boolean {
  let reached = start
  for (const one of taken.filter((other) => other.end > start && other.start < end).sort((a, b) => a.start - b.start)) {
    if (one.start > reached) return false
    reached = Math.max(reached, one.end)
  }
  return reached >= end
}
