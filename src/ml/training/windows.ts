// Cuts tokenised units (chapters, runs of sentences) into windows of a fixed length. Knows no text, no model, no order.
// The law: every token of a unit but its first is scored in exactly one window; nothing else is scored.

/** Not counted by the loss. */
export const IGNORED = -100

/** `labels[t]` is `ids[t]` where it is scored (from position t-1), and IGNORED where it is context or padding. */
export interface Window {
  readonly ids: readonly number[]
  readonly labels: readonly number[]
  /** Scored positions. */
  readonly counted: number
}

/** Tokens of one text; of a prompted one, the first `context` are only read, and never learned. */
export type Unit = readonly number[] | Prompted
export interface Prompted { readonly ids: readonly number[]; readonly context: number }

const isPlain = (unit: Unit): unit is readonly number[] => Array.isArray(unit)
const promptedOf = (unit: Unit): Prompted => (isPlain(unit) ? { ids: unit, context: 1 } : unit)

interface Stream { readonly ids: readonly number[]; readonly labels: readonly number[] }

const unscored = (ids: readonly number[]): readonly number[] => ids.map(() => IGNORED)

/** A unit as a stream: what the model expects at a text's start, then its tokens, the first (or all of a prompt) as context only. */
function streamOf({ ids, context }: Prompted, beginning: readonly number[]): Stream {
  const read = Math.max(1, context)
  return { ids: [...beginning, ...ids], labels: [...unscored(beginning), ...unscored(ids.slice(0, read)), ...ids.slice(read)] }
}

function join(streams: readonly Stream[], separator: number): Stream {
  const ids: number[] = []
  const labels: number[] = []
  for (const stream of streams) {
    // A text that brings its own end needs no other.
    if (ids.length > 0 && ids.at(-1) !== separator) {
      ids.push(separator)
      labels.push(IGNORED)
    }
    for (const id of stream.ids) ids.push(id)
    for (const label of stream.labels) labels.push(label)
  }
  return { ids, labels }
}

function windowAt(stream: Stream, start: number, context: number): Window {
  const ids = stream.ids.slice(start, start + context)
  const labels = stream.labels.slice(start, start + context)
  labels[0] = IGNORED
  return { ids, labels, counted: labels.reduce((sum, label) => sum + (label === IGNORED ? 0 : 1), 0) }
}

/** Neighbouring windows share one token: the last scored of one is the first seen of the next. */
function cut(stream: Stream, context: number): Window[] {
  const windows: Window[] = []
  for (let start = 0; start < stream.ids.length - 1; start += context - 1) {
    const window = windowAt(stream, start, context)
    if (window.counted > 0) windows.push(window)
  }
  return windows
}

export interface Cutting {
  readonly context: number
  readonly beginning: readonly number[]
  /** Stands between packed units; null where the model has no such token, and then each unit has windows of its own. */
  readonly separator: number | null
}

/** For learning: units packed one behind the other, so that short ones waste nothing. */
export function packWindows(units: readonly Unit[], { context, beginning, separator }: Cutting): Window[] {
  const streams = units.map(promptedOf).filter(({ ids }) => ids.length > 0).map((unit) => streamOf(unit, beginning))
  return separator === null ? streams.flatMap((stream) => cut(stream, context)) : cut(join(streams, separator), context)
}

/** For measuring: each unit alone, so that no token is helped by another unit's text. */
export function separateWindows(units: readonly Unit[], { context, beginning }: Cutting): Window[] {
  return packWindows(units, { context, beginning, separator: null })
}

export const countScored = (windows: readonly Window[]): number => windows.reduce((sum, window) => sum + window.counted, 0)

/** At most about `tokens` scored tokens, taken evenly over the whole; always the same ones. */
export function spreadWindows(windows: readonly Window[], tokens: number): readonly Window[] {
  const all = countScored(windows)
  if (all <= tokens) return windows
  const keep = Math.max(1, Math.floor((windows.length * tokens) / all))
  return Array.from({ length: keep }, (_, index) => windows[Math.floor(((index + 0.5) * windows.length) / keep)]).filter((window) => window !== undefined)
}
