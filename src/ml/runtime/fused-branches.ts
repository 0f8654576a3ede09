// Several texts with one beginning in one memory: what they have in common lies there once and is looked at once, and each sees its own places behind it.
// A row that rests takes no part in a run; forgetting, and going on from another row, is a list of places. Knows no sampling.
import type { Branches } from '../generation/decoder.ts'
import { rowsIn } from './branches.ts'
import type { Cache } from './cache.ts'
import type { Newcomer, Runner } from './fused-run.ts'

/** Places that alternatives get room for at once. */
const ROOM = 256

/** The first `shared` places of the memory, then its own, in the order of its text. */
interface Row { readonly shared: number; readonly own: readonly number[] }

const lengthOf = ({ shared, own }: Row): number => shared + own.length
const firstOf = ({ shared, own }: Row, length: number): Row => ({ shared: Math.min(shared, length), own: own.slice(0, Math.max(0, length - shared)) })

/** A token that goes on from a row: it sees the row's places, as far back as the window reaches, and no other's. */
function after(row: Row, id: number, place: number): Newcomer {
  const position = lengthOf(row)
  const hidden: Newcomer['hidden'] = (window, hide) => {
    const near = window === null ? 0 : position - window + 1
    const seen = new Set(row.own.filter((_, i) => row.shared + i >= near))
    for (let at = 0; at < Math.min(near, row.shared); at++) hide(at)
    for (let at = row.shared; at < place; at++) if (!seen.has(at)) hide(at)
  }
  return { id, position, hidden }
}

export class FusedBranches implements Branches {
  readonly #runner: Runner
  readonly #cache: Cache
  #rows: readonly Row[]
  #states: readonly Float32Array[] = []
  /** Places written so far, and how many of them begin every text. */
  #held: number
  #common: number

  /** `rows` texts that begin with the first `length` places of a memory that is left as it is. */
  constructor(runner: Runner, memory: Cache, rows: number, length: number) {
    this.#runner = runner
    this.#cache = memory.fork(length, ROOM)
    this.#rows = new Array<Row>(rows).fill({ shared: length, own: [] })
    this.#held = this.#common = length
  }

  get lengths(): readonly number[] {
    return this.#rows.map(lengthOf)
  }

  async append(ids: readonly (number | null)[]): Promise<readonly (Float32Array | null)[]> {
    const { context, vocabulary, hidden } = this.#runner.speech.model.sizes
    if (ids.length !== this.#rows.length) throw new RangeError(`${ids.length} tokens for ${this.#rows.length} rows`)
    const full = this.#rows.findIndex((row, i) => ids[i] !== null && lengthOf(row) >= context)
    if (full >= 0) throw new RangeError(`row ${full} already holds ${context} tokens`)
    this.#tidy()
    const going = [...ids.keys()].filter((i) => ids[i] !== null)
    if (going.length === 0) return ids.map(() => null)
    const held = this.#held
    const tokens = going.map((i, n) => after(this.#row(i), ids[i] ?? 0, held + n))
    const logits = rowsIn(await this.#runner.run({ cache: this.#cache, held, tokens, rows: going.map((_, n) => n), spare: ROOM }), vocabulary)
    this.#rows = this.#rows.map((row, i) => (ids[i] === null ? row : { ...row, own: [...row.own, held + going.indexOf(i)] }))
    this.#held += going.length
    const of = <T>(each: readonly T[], i: number): T | null => each[going.indexOf(i)] ?? null
    this.#states = ids.map((_, i) => of(this.#runner.states, i) ?? new Float32Array(hidden))
    return ids.map((_, i) => of(logits, i))
  }

  states(): readonly Float32Array[] {
    return this.#states
  }

  async truncate(row: number, length: number): Promise<void> {
    const now = this.lengths[row]
    if (now === undefined || length < 1 || length > now) throw new RangeError(`cannot keep ${length} of ${now ?? 'no'} tokens`)
    this.#rows = this.#rows.map((held, i) => (i === row ? firstOf(held, length) : held))
  }

  async select(from: readonly number[]): Promise<void> {
    const wrong = from.find((i) => this.#rows[i] === undefined)
    if (wrong !== undefined || from.length === 0) throw new RangeError(`row ${wrong ?? 'none'} of ${this.#rows.length} was asked for`)
    this.#rows = from.map((i) => this.#row(i))
  }

  async dispose(): Promise<void> {
    this.#cache.clear()
  }

  #row(i: number): Row {
    return this.#rows[i] ?? { shared: 0, own: [] }
  }

  /** Once more places are forgotten than are seen, the seen ones move together. */
  #tidy(): void {
    if (this.#held <= 2 * this.#common + ROOM) return
    const later = [...new Set(this.#rows.flatMap(({ own }) => own))].sort((a, b) => a - b)
    if (this.#held - this.#common - later.length <= this.#common + later.length + ROOM) return
    this.#cache.keep(this.#common, later)
    const moved = new Map(later.map((place, i) => [place, this.#common + i]))
    this.#rows = this.#rows.map(({ shared, own }) => ({ shared, own: own.map((place) => moved.get(place) ?? place) }))
    this.#held = this.#common + later.length
  }
}
