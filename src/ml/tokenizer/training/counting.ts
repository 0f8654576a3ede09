// How often each distinct piece of the texts comes. Knows where it may cut, not what a piece is made of.
import { splitter, type Cut } from '../cuts.ts'
import type { Pause, Texts } from './request.ts'

export type Counts = Map<string, number>

/** Characters taken at once: a whole library in one array of pieces would not fit. */
const STRETCH = 1 << 18
/** Every cut known here also cuts before a space that stands alone. */
const loneSpace = /\S(?= \S)/gu

/** Stretches of a text that end where any cut would cut. */
function* stretches(text: string): Generator<string> {
  let start = 0
  while (text.length - start > STRETCH) {
    loneSpace.lastIndex = start + STRETCH
    const found = loneSpace.exec(text)
    const end = found ? found.index + found[0].length : text.length
    yield text.slice(start, end)
    start = end
  }
  if (start < text.length) yield text.slice(start)
}

const none: Pause = async () => undefined

export interface Counting {
  /** Null where no cut is known: then whole texts are the pieces. */
  readonly cut: Cut | null
  /** Left out of the count, and nothing is joined over them. */
  readonly symbols?: readonly string[] | undefined
  readonly pause?: Pause | undefined
}

export async function countPieces(texts: Texts, { cut, symbols = [], pause = none }: Counting): Promise<Counts> {
  const counts: Counts = new Map()
  const [around, left] = [splitter(symbols), new Set(symbols)]
  const add = (piece: string): void => { counts.set(piece, (counts.get(piece) ?? 0) + 1) }
  for (const text of texts) {
    for (const part of around(text)) {
      if (left.has(part)) continue
      if (cut === null) add(part)
      else for (const stretch of stretches(part)) {
        for (const piece of cut(stretch)) add(piece)
        await pause()
      }
    }
  }
  return counts
}

/** Each piece's own parts, with its count: the same work once for a piece that comes a thousand times. */
export function recount(counts: Counts, partsOf: (piece: string) => readonly string[]): Counts {
  const finer: Counts = new Map()
  for (const [piece, count] of counts) for (const part of partsOf(piece)) finer.set(part, (finer.get(part) ?? 0) + count)
  return finer
}
