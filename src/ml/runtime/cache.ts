// Keys and values in the host's memory, with room for more places than are held: written in place, forgotten by a number. Knows no model.
import { floats, type Tensor } from './engine.ts'

/** Of one tensor: [1, heads, capacity, width], of which `heads` and `width` never change. */
export interface CacheShape { readonly past: string; readonly present: string; readonly heads: number; readonly width: number }

/** Room is made in these steps at least, and doubled after. */
const FIRST = 256

/** Never more than the model's context, unless more is asked for. */
export function capacityFor(length: number, context: number): number {
  let capacity = FIRST
  while (capacity < length) capacity *= 2
  return Math.min(capacity, Math.max(context, length))
}

type Named = Readonly<Record<string, Tensor>>

/** Old places in a row that stay together: from, how many. */
interface Stretch { readonly from: number; readonly count: number }

export class Cache {
  readonly #shapes: readonly CacheShape[]
  readonly #context: number
  #data: readonly Float32Array[] = []
  #tensors: { readonly inputs: Named; readonly outputs: Named } = { inputs: {}, outputs: {} }
  #capacity = 0

  constructor(shapes: readonly CacheShape[], context: number) {
    this.#shapes = shapes
    this.#context = context
  }

  get capacity(): number {
    return this.#capacity
  }

  /** The same buffers as inputs and outputs: the operator sees that, and copies nothing. */
  get tensors(): { readonly inputs: Named; readonly outputs: Named } {
    return this.#tensors
  }

  /** Makes room for `length` places, and for `spare` more where it must be made; the first `held` are kept. */
  reserve(length: number, held: number, spare = 0): void {
    if (length > this.#capacity) this.#lay(capacityFor(length + spare, this.#context), [{ from: 0, count: held }])
  }

  /** Keeps the first `held` places and, behind them, these later ones in their order. */
  keep(held: number, later: readonly number[]): void {
    this.#lay(this.#capacity, [{ from: 0, count: held }, ...later.map((from) => ({ from, count: 1 }))])
  }

  /** A cache of its own that begins as this one does. */
  fork(held: number, room: number): Cache {
    const fork = new Cache(this.#shapes, this.#context)
    fork.#data = this.#data
    fork.#capacity = this.#capacity
    fork.#lay(capacityFor(held + room, this.#context), [{ from: 0, count: held }])
    return fork
  }

  /** Gives the memory back. */
  clear(): void {
    this.#lay(0, [])
  }

  #lay(capacity: number, stretches: readonly Stretch[]): void {
    const [before, room] = [this.#data, this.#capacity]
    this.#data = this.#shapes.map(({ heads, width }, i) => {
      const data = new Float32Array(heads * capacity * width)
      const old = before[i]
      if (old) for (let head = 0; head < heads; head++) copyHead(old.subarray(head * room * width, (head + 1) * room * width), data.subarray(head * capacity * width), width, stretches)
      return data
    })
    this.#capacity = capacity
    const made = this.#shapes.map((shape, i) => ({ ...shape, tensor: floats(this.#data[i] ?? new Float32Array(), [1, shape.heads, capacity, shape.width]) }))
    this.#tensors = { inputs: Object.fromEntries(made.map((m) => [m.past, m.tensor])), outputs: Object.fromEntries(made.map((m) => [m.present, m.tensor])) }
  }
}

function copyHead(from: Float32Array, to: Float32Array, width: number, stretches: readonly Stretch[]): void {
  let place = 0
  for (const { from: first, count } of stretches) {
    to.set(from.subarray(first * width, (first + count) * width), place * width)
    place += count
  }
}
