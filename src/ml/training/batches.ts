// Windows laid out as the arrays a learner takes. Knows no order.
import type { Batch } from './learner.ts'
import { IGNORED, type Window } from './windows.ts'

/** Rows shorter than `length` are filled up with `padding`, which is not scored. */
export function layOut(windows: readonly Window[], length: number, padding: number): Batch {
  const inputIds = new BigInt64Array(windows.length * length).fill(BigInt(padding))
  const labels = new BigInt64Array(windows.length * length).fill(BigInt(IGNORED))
  for (const [row, window] of windows.entries()) {
    for (const [column, id] of window.ids.entries()) inputIds[row * length + column] = BigInt(id)
    for (const [column, label] of window.labels.entries()) labels[row * length + column] = BigInt(label)
  }
  return { inputIds, labels, batch: windows.length, length }
}

/** Lengths are rounded up to this, so that a device compiles for few shapes. */
const GRAIN = 32

/** For measuring: windows of like length share a batch, so that single sentences are not padded to a whole context. */
export function measuringBatches(windows: readonly Window[], rows: number, context: number, padding: number): Batch[] {
  const sorted = [...windows].sort((one, other) => other.ids.length - one.ids.length)
  const batches: Batch[] = []
  for (let start = 0; start < sorted.length; start += rows) {
    const group = sorted.slice(start, start + rows)
    const longest = Math.max(...group.map((window) => window.ids.length))
    batches.push(layOut(group, Math.min(context, Math.ceil(longest / GRAIN) * GRAIN), padding))
  }
  return batches
}
