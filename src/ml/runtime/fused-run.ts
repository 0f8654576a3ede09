// One run of the program with fused attention: new tokens over a memory, each seeing what it is told to see. Knows no sampling, no text and no file.
import type { FusedProgram, RotaryTable } from '../generation/programs.ts'
import type { Model } from '../models/architecture.ts'
import type { Precision } from '../nn/nbits.ts'
import { rowsIn } from './branches.ts'
import type { Cache, CacheShape } from './cache.ts'
import { floats, ints, longs, type Program, type Tensor, type Tensors } from './engine.ts'

export interface Speech {
  readonly model: Model
  readonly precision?: Precision
  readonly program: Program
  readonly spoken: Pick<FusedProgram, 'memory' | 'tables' | 'sights'>
  /** Weights that are inputs: an adapter's, where there is one. */
  readonly inputs: Tensors
}

/** Cosines and sines, worked out once for the farthest place asked for; a smaller memory sees the beginning of them. */
export class Rotary {
  readonly #tables: readonly RotaryTable[]
  #data: readonly { readonly name: string; readonly width: number; readonly values: Float32Array }[] = []
  #reach = 0
  readonly #seen = new Map<number, Tensors>()

  constructor(tables: readonly RotaryTable[]) {
    this.#tables = tables
  }

  upTo(capacity: number): Tensors {
    if (capacity > this.#reach) this.#grow(capacity)
    const known = this.#seen.get(capacity)
    if (known) return known
    const seen = Object.fromEntries(this.#data.map(({ name, width, values }) => [name, floats(values.subarray(0, capacity * width), [capacity, width])]))
    this.#seen.set(capacity, seen)
    return seen
  }

  #grow(capacity: number): void {
    this.#reach = capacity
    this.#seen.clear()
    this.#data = this.#tables.flatMap(({ cos, sin, frequencies, factor }) => {
      const width = frequencies.length
      return [{ name: cos, width, values: turned(Math.cos, frequencies, factor, capacity) }, { name: sin, width, values: turned(Math.sin, frequencies, factor, capacity) }]
    })
  }
}

/** [capacity, frequencies]. Angles are rounded to float32 before their cosine is taken, as the reference implementation does. */
function turned(of: (angle: number) => number, frequencies: Float32Array, factor: number, capacity: number): Float32Array {
  const values = new Float32Array(capacity * frequencies.length)
  for (let place = 0, at = 0; place < capacity; place++) for (const frequency of frequencies) values[at++] = factor * of(Math.fround(place * frequency))
  return values
}

/** Added to what a token may not look at: nothing is left of it after the softmax. */
const UNSEEN = -1e30

/** A new token: where it stands in its text, and what it does not look at though it lies before it in the memory. */
export interface Newcomer { readonly id: number; readonly position: number; readonly hidden?: (window: number | null, hide: (place: number) => void) => void }

interface Run { readonly cache: Cache; /** Places that are held. */ readonly held: number; readonly tokens: readonly Newcomer[]; /** Which of them logits are wanted after. */ readonly rows: readonly number[]; readonly spare?: number }

export const shapesOf = ({ model, spoken }: Speech): readonly CacheShape[] =>
  spoken.memory.map((names, i) => {
    const [, heads = 0, , width = 0] = model.memory[i]?.shape(1, 0) ?? []
    return { ...names, heads: Number(heads), width: Number(width) }
  })

/** A token of the one text that lies in the memory from its beginning. */
export const inLine = (id: number, place: number): Newcomer => ({
  id, position: place,
  hidden: (window, hide) => { for (let before = 0; window !== null && before <= place - window; before++) hide(before) }
})

export class Runner {
  readonly speech: Speech
  /** Hidden states behind the logits that the last run gave. */
  states: readonly Float32Array[] = []
  readonly #rotary: Rotary

  constructor(speech: Speech) {
    this.speech = speech
    this.#rotary = new Rotary(speech.spoken.tables)
  }

  /** New tokens after `held` places -> the logits [V] after each that `rows` names, one behind the other. */
  async run({ cache, held, tokens, rows, spare = 0 }: Run): Promise<Float32Array> {
    const total = held + tokens.length
    cache.reserve(total, held, spare)
    const { inputs, outputs } = cache.tensors
    const { vocabulary, hidden, context } = this.speech.model.sizes
    const [logits, states] = [new Float32Array(rows.length * vocabulary), new Float32Array(rows.length * hidden)]
    await this.speech.program.run({
      ...this.speech.inputs, ...this.#rotary.upTo(cache.capacity), ...inputs, ...this.#sights(tokens, total),
      input_ids: line(tokens.map((token) => token.id)), position_ids: line(tokens.map(({ position }) => Math.min(position, context - 1))),
      last: ints(Int32Array.of(total - 1), [1]), total: ints(Int32Array.of(total), [1]), rows: longs(BigInt64Array.from(rows, BigInt), [rows.length])
    }, { ...outputs, logits: floats(logits, [rows.length, vocabulary]), states: floats(states, [rows.length, hidden]) })
    this.states = rowsIn(states, hidden)
    return logits
  }

  #sights(tokens: readonly Newcomer[], total: number): Tensors {
    return Object.fromEntries(this.speech.spoken.sights.map(({ name, window }) => {
      const sight = new Float32Array(tokens.length * total)
      for (const [i, { hidden }] of tokens.entries()) hidden?.(window, (place) => { sight[i * total + place] = UNSEEN })
      return [name, floats(sight, [1, 1, tokens.length, total])]
    }))
  }
}

const line = (values: readonly number[]): Tensor => longs(BigInt64Array.from(values, BigInt), [1, values.length])
