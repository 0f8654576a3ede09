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

interface Stream { readonly ids: readonly number[]; readonly labels: readonly number[] }

const unscored = (ids: readonly number[]): readonly number[] => ids.map(() => IGNORED)

/** A unit as a stream: what the model expects at a text's start, then its tokens, the first as context only. */
function streamOf(unit: readonly number[], beginning: readonly number[]): Stream {
  return { ids: [...beginning, ...unit], labels: [...unscored(beginning), ...unscored(unit.slice(0, 1)), ...unit.slice(1)] }
}

function join(streams: readonly Stream[], separator: number): Stream {
  const ids: number[] = []
  const labels: number[] = []
  for (const stream of streams) {
    if (ids.length > 0) {
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
export function packWindows(units: readonly (readonly number[])[], { context, beginning, separator }: Cutting): Window[] {
  const streams = units.filter((unit) => unit.length > 0).map((unit) => streamOf(unit, beginning))
  return separator === null ? streams.flatMap((stream) => cut(stream, context)) : cut(join(streams, separator), context)
}

/** For measuring: each unit alone, so that no token is helped by another unit's text. */
export function separateWindows(units: readonly (readonly number[])[], { context, beginning }: Cutting): Window[] {
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
