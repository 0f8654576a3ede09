// Keys and values in the host's memory, with room for more positions than are held: written in place, forgotten by a number. Knows no model.
import { floats, type Tensor } from './engine.ts'

/** Of one tensor: [rows, heads, capacity, width], of which `heads` and `width` never change. */
export interface CacheShape { readonly past: string; readonly present: string; readonly heads: number; readonly width: number }

/** Room is made in these steps at least, and doubled after. */
const FIRST = 256

export function capacityFor(length: number, context: number): number {
  let capacity = FIRST
  while (capacity < length) capacity *= 2
  return Math.min(capacity, Math.max(context, length))
}

export class Cache {
  readonly #shapes: readonly CacheShape[]
  readonly #context: number
  #data: readonly Float32Array[] = []
  #tensors: { readonly inputs: Readonly<Record<string, Tensor>>; readonly outputs: Readonly<Record<string, Tensor>> } = { inputs: {}, outputs: {} }
  #rows: number
  #capacity = 0

  constructor(shapes: readonly CacheShape[], context: number, rows: number) {
    this.#shapes = shapes
    this.#context = context
    this.#rows = rows
  }

  get capacity(): number {
    return this.#capacity
  }

  /** The same buffers as inputs and outputs: the operator sees that, and copies nothing. */
  get tensors(): { readonly inputs: Readonly<Record<string, Tensor>>; readonly outputs: Readonly<Record<string, Tensor>> } {
    return this.#tensors
  }

  /** Makes room for `length` positions; the first `held` are kept. */
  reserve(length: number, held: number): void {
    if (length <= this.#capacity) return
    this.#lay(this.#rows, capacityFor(length, this.#context), (_, row) => row, held)
  }

  /** Row i becomes what row `from[i]` is now, as far as the first `held` positions. */
  select(from: readonly number[], held: number): void {
    this.#lay(from.length, this.#capacity, (_, row) => from[row] ?? 0, held)
  }

  /** A cache of its own with `rows` rows, each the beginning of this one's first. */
  fork(rows: number, held: number, room: number): Cache {
    const fork = new Cache(this.#shapes, this.#context, rows)
    fork.#data = this.#data
    fork.#rows = this.#rows
    fork.#capacity = this.#capacity
    fork.#lay(rows, capacityFor(held + room, this.#context), () => 0, held)
    return fork
  }

  #lay(rows: number, capacity: number, source: (shape: CacheShape, row: number) => number, held: number): void {
    const [before, room] = [this.#data, this.#capacity]
    this.#data = this.#shapes.map((shape, i) => {
      const { heads, width } = shape
      const data = new Float32Array(rows * heads * capacity * width)
      const old = before[i]
      if (!old || held === 0) return data
      for (let row = 0; row < rows; row++) {
        for (let head = 0; head < heads; head++) {
          const from = (source(shape, row) * heads + head) * room * width
          data.set(old.subarray(from, from + held * width), (row * heads + head) * capacity * width)
        }
      }
      return data
    })
    this.#rows = rows
    this.#capacity = capacity
    const made = this.#shapes.map((shape, i) => ({ ...shape, tensor: floats(this.#data[i] ?? new Float32Array(), [rows, shape.heads, capacity, shape.width]) }))
    this.#tensors = { inputs: Object.fromEntries(made.map((m) => [m.past, m.tensor])), outputs: Object.fromEntries(made.map((m) => [m.present, m.tensor])) }
  }
}
