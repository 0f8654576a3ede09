// Finds sequences in a suffix array by halving, a symbol at a time, so that a match grows as a text does. Knows numbers alone.
import { suffixOrder } from './order.ts'

/** Several texts in one array. `symbols`: each text's own, raised by 2; 1 after each text, which nothing can match; 0 at the very end. */
export interface SuffixIndex { readonly symbols: Int32Array; readonly order: Int32Array }

/** The suffixes order[from..to) all begin with the same `length` symbols. */
export interface Span { readonly from: number; readonly to: number; readonly length: number }

const BORDER = 1
/** Symbols of texts begin here. */
const FIRST = 2

export function indexTexts(texts: readonly ArrayLike<number>[]): SuffixIndex {
  const symbols = new Int32Array(texts.reduce((sum, text) => sum + text.length + 1, 1))
  let at = 0
  for (const text of texts) {
    for (let i = 0; i < text.length; i++) {
      const id = text[i] as number
      if (!Number.isSafeInteger(id) || id < 0) throw new RangeError(`symbol ${id} is not a whole number from 0 up`)
      symbols[at++] = id + FIRST
    }
    symbols[at++] = BORDER
  }
  return { symbols, order: suffixOrder(symbols) }
}

export const everywhere = ({ order }: SuffixIndex): Span => ({ from: 0, to: order.length, length: 0 })
export const isEmpty = ({ from, to }: Span): boolean => from >= to

/** First place in the span whose next symbol is at least `symbol` (already raised). */
function firstAtLeast({ symbols, order }: SuffixIndex, { from, to, length }: Span, symbol: number): number {
  let [low, high] = [from, to]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((symbols[(order[middle] as number) + length] as number) < symbol) low = middle + 1
    else high = middle
  }
  return low
}

/** Those of the span that go on with `id`. An id below 0 stands nowhere. */
export function narrow(index: SuffixIndex, span: Span, id: number): Span {
  const raised = id + FIRST
  if (id < 0 || isEmpty(span)) return { from: span.from, to: span.from, length: span.length + 1 }
  const from = firstAtLeast(index, span, raised)
  return { from, to: firstAtLeast(index, { ...span, from }, raised + 1), length: span.length + 1 }
}

/** Where ids[begin..end) stands. */
export function find(index: SuffixIndex, ids: ArrayLike<number>, begin = 0, end = ids.length): Span {
  let span = everywhere(index)
  for (let i = begin; i < end && !isEmpty(span); i++) span = narrow(index, span, ids[i] as number)
  return isEmpty(span) ? { ...span, length: end - begin } : span
}

/** The longest ending of ids[0..end) that stands somewhere, of at most `most` symbols. */
export function longestEnding(index: SuffixIndex, ids: ArrayLike<number>, end = ids.length, most = end): Span {
  let best = everywhere(index)
  let [low, high] = [0, Math.min(most, end)]
  // Every ending of what stands somewhere stands there too: doubling finds how far, halving exactly where.
  for (let step = 1; low < high; step *= 2) {
    const length = Math.min(high, low + step)
    const span = find(index, ids, end - length, end)
    if (isEmpty(span)) { high = length - 1; break }
    ;[low, best] = [length, span]
  }
  while (low < high) {
    const length = (low + high + 1) >>> 1
    const span = find(index, ids, end - length, end)
    if (isEmpty(span)) high = length - 1
    else [low, best] = [length, span]
  }
  return best
}

/** Where the span's suffixes begin, in the order of the texts; at most `most` of them. */
export const positionsOf = ({ order }: SuffixIndex, { from, to }: Span, most = Infinity): Int32Array => order.slice(from, Math.min(to, from + most)).sort()
