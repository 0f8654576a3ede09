// A decoder that remembers which tokens it holds, so that a prompt like the last one costs only what is new. Knows no text.
import type { Branches, Decoder } from './decoder.ts'

export interface HeldDecoder {
  readonly contextLength: number
  readonly ids: () => readonly number[]
  /** Makes the decoder hold exactly these tokens (at least one) and gives the logits after the last. Null: given up on `cancelled`. */
  fill(ids: readonly number[], cancelled: () => boolean, breathe: () => Promise<void>): Promise<Float32Array | null>
  append(id: number): Promise<Float32Array>
  /** Appends tokens in one run and gives the logits after each of them. */
  appendEach(ids: readonly number[]): Promise<readonly Float32Array[]>
  /** Forgets all but the first `length` tokens. */
  keep(length: number): Promise<void>
  /** Last hidden states behind the logits that the last call gave; null where the decoder does not tell them. */
  states(): readonly Float32Array[] | null
  /** Ways to go on from what is held. */
  fork(rows: number): Promise<Branches>
}

/** Tokens of one run: long enough to be fast, short enough to hear a cancellation. */
const CHUNK = 256

export function sharedPrefix(one: readonly number[], other: readonly number[]): number {
  let length = 0
  while (length < one.length && length < other.length && one[length] === other[length]) length++
  return length
}

export function holdDecoder(decoder: Decoder): HeldDecoder {
  let held: readonly number[] = []
  /** A failed run leaves the decoder with who knows what: nothing of it is used again. */
  const run = async <T>(ids: readonly number[], append: (ids: readonly number[]) => Promise<T>): Promise<T> => {
    const before = held
    held = []
    const logits = await append(ids)
    held = [...before, ...ids]
    return logits
  }
  const append = (ids: readonly number[]): Promise<Float32Array> => run(ids, (all) => decoder.append(all))
  const keep = async (length: number): Promise<void> => {
    await decoder.truncate(length)
    held = held.slice(0, length)
  }
  return {
    contextLength: decoder.contextLength,
    ids: () => held,
    append: (id) => append([id]),
    appendEach: (ids) => run(ids, (all) => decoder.appendEach(all)),
    keep,
    states: () => decoder.states?.() ?? null,
    fork: (rows) => decoder.fork(rows),
    async fill(ids, cancelled, breathe) {
      // The last token is always run again, since its logits are wanted.
      await keep(Math.min(sharedPrefix(held, ids), ids.length - 1))
      let logits: Float32Array | null = null
      while (held.length < ids.length) {
        await breathe()
        if (cancelled()) return null
        logits = await append(ids.slice(held.length, held.length + CHUNK))
      }
      return logits
    }
  }
}
