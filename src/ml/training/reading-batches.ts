// What a model that reads learns from, as the arrays a learner takes: stretches of text between their marks, with tokens hidden or with a class. Knows windows and
// marks; knows no text.
import { layOut } from './batches.ts'
import type { Batch } from './learner.ts'
import { type Masking, maskTokens } from './masking.ts'
import { IGNORED, type Window } from './windows.ts'

/** What a model expects around every text: BERT's [CLS] and [SEP], say. */
export interface Frame { readonly before: readonly number[]; readonly after: readonly number[] }

/** Tokens of a text that fit between its marks. */
export const roomIn = (context: number, { before, after }: Frame): number => context - before.length - after.length

function stretches(ids: readonly number[], room: number): readonly (readonly number[])[] {
  return Array.from({ length: Math.ceil(ids.length / room) }, (_, i) => ids.slice(i * room, (i + 1) * room))
}

const framed = (ids: readonly number[], { before, after }: Frame): readonly number[] => [...before, ...ids, ...after]

/** Units one behind the other, a separator between, cut into whole windows: every token stands in exactly one. */
export function readingWindows(units: readonly (readonly number[])[], context: number, frame: Frame): readonly Window[] {
  const separator = frame.after.at(-1)
  const full = units.filter((unit) => unit.length > 0)
  const stream = full.flatMap((unit, i) => (i === 0 || separator === undefined ? unit : [separator, ...unit]))
  return stretches(stream, roomIn(context, frame)).map((ids) => ({ ids: framed(ids, frame), labels: ids, counted: ids.length }))
}

/** Windows with tokens hidden anew for every position of the run. */
export function maskedBatch(windows: readonly Window[], masking: Masking, shape: { readonly length: number; readonly padding: number }, seedOf: (row: number) => readonly number[]): Batch {
  const hidden = windows.map((window, row) => ({ ...maskTokens(window.ids, masking, ...seedOf(row)), counted: 0 }))
  return layOut(hidden, shape.length, shape.padding)
}

/** A text of a class, in as many windows as it needs; the class is the window's one label. */
export const classWindows = (ids: readonly number[], label: number, context: number, frame: Frame): readonly Window[] =>
  stretches(ids, roomIn(context, frame)).map((stretch) => ({ ids: framed(stretch, frame), labels: [label], counted: 1 }))

/** Lengths are rounded up to this, so that a device compiles for few shapes. */
const GRAIN = 32

/** As wide as its longest row; one label a row. */
export function classBatch(windows: readonly Window[], context: number, padding: number): Batch {
  const longest = Math.max(...windows.map(({ ids }) => ids.length))
  const { inputIds, batch, length } = layOut(windows.map(({ ids }) => ({ ids, labels: [], counted: 0 })), Math.min(context, Math.ceil(longest / GRAIN) * GRAIN), padding)
  return { inputIds, batch, length, labels: BigInt64Array.from(windows, ({ labels }) => BigInt(labels[0] ?? IGNORED)) }
}
