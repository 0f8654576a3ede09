// Several texts over one beginning as one batch of keys and values. What a row forgot stays in its place and is passed over. Knows no sampling.
import type { Branches } from '../generation/decoder.ts'
import { longs, numbers, type Program, type Tensor, type Tensors } from './engine.ts'
import type { MemoryMover } from './memory.ts'

/** Of each place: whether the row looks at it. */
type Row = readonly boolean[]

export interface BranchGround {
  readonly program: Program
  readonly weights: Tensors
  /** Names of inputs and outputs of the memory. */
  readonly memory: readonly { readonly past: string; readonly present: string }[]
  readonly mover: MemoryMover
  readonly contextLength: number
  /** Width of a hidden state. */
  readonly hidden: number
}

const held = (row: Row): number => row.reduce((n, seen) => n + (seen ? 1 : 0), 0)

/** Passes over all but the first `length` places that were looked at. */
function keepFirst(row: Row, length: number): Row {
  let seen = 0
  return row.map((looked) => looked && seen++ < length)
}

export class BatchedBranches implements Branches {
  readonly #ground: BranchGround
  #rows: readonly Row[]
  #memory: Tensors
  #states: readonly Float32Array[] = []

  /** `memory` has `rows` rows of `length` places, and is owned from here on. */
  constructor(ground: BranchGround, memory: Tensors, rows: number, length: number) {
    this.#ground = ground
    this.#memory = memory
    this.#rows = Array.from({ length: rows }, () => new Array<boolean>(length).fill(true))
  }

  get lengths(): readonly number[] {
    return this.#rows.map(held)
  }

  async append(ids: readonly (number | null)[]): Promise<readonly (Float32Array | null)[]> {
    const { lengths } = this
    const { program, weights, memory, contextLength } = this.#ground
    if (ids.length !== lengths.length) throw new RangeError(`${ids.length} tokens for ${lengths.length} rows`)
    const full = lengths.findIndex((length, i) => ids[i] !== null && length >= contextLength)
    if (full >= 0) throw new RangeError(`row ${full} already holds ${contextLength} tokens`)
    const results = await program.run({
      ...weights, ...this.#memory, input_ids: column(ids.map((id) => id ?? 0)), position_ids: column(lengths.map((n) => Math.min(n, contextLength - 1))),
      attention_mask: longs(BigInt64Array.from(this.#rows.flatMap((row) => [...row, true]), (seen) => (seen ? 1n : 0n)), [ids.length, (this.#rows[0]?.length ?? 0) + 1])
    })
    this.#replace(Object.fromEntries(memory.map((m) => [m.past, required(results[m.present], m.present)])))
    this.#rows = this.#rows.map((row, i) => [...row, ids[i] !== null])
    this.#states = rowsIn(numbers(results['states']), this.#ground.hidden)
    return rowsOf(numbers(results['logits']), ids)
  }

  states(): readonly Float32Array[] {
    return this.#states
  }

  async truncate(row: number, length: number): Promise<void> {
    const now = this.lengths[row]
    if (now === undefined || length < 1 || length > now) throw new RangeError(`cannot keep ${length} of ${now ?? 'no'} tokens`)
    this.#rows = this.#rows.map((places, i) => (i === row ? keepFirst(places, length) : places))
  }

  async select(from: readonly number[]): Promise<void> {
    const rows = from.map((i) => this.#rows[i] ?? [])
    const wrong = from.find((i) => this.#rows[i] === undefined)
    if (wrong !== undefined || from.length === 0) throw new RangeError(`row ${wrong ?? 'none'} of ${this.#rows.length} was asked for`)
    this.#replace(await this.#ground.mover.rows(this.#memory, from))
    this.#rows = rows
  }

  async dispose(): Promise<void> {
    this.#replace({})
    this.#rows = []
  }

  #replace(memory: Tensors): void {
    for (const t of Object.values(this.#memory)) t.dispose()
    this.#memory = memory
  }
}

export const column = (values: readonly number[]): Tensor => longs(BigInt64Array.from(values, BigInt), [values.length, 1])

/** [M, width] -> M rows, in place. */
export const rowsIn = (all: Float32Array, width: number): readonly Float32Array[] => Array.from({ length: all.length / width }, (_, i) => all.subarray(i * width, (i + 1) * width))

/** logits [B, V], a row each; null for a row that rested. */
export function rowsOf(logits: Float32Array, ids: readonly (number | null)[]): readonly (Float32Array | null)[] {
  const width = logits.length / ids.length
  return ids.map((id, i) => (id === null ? null : logits.slice(i * width, (i + 1) * width)))
}

function required(tensor: Tensor | undefined, name: string): Tensor {
  if (!tensor) throw new Error(`the program gave no ${name}`)
  return tensor
}
