// A model that speaks through one program with fused attention, on the processor: its memory grows in place, forgetting is a number, and alternatives
// are more rows. Knows no sampling, no text and no file.
import type { Branches, Decoder } from '../generation/decoder.ts'
import type { FusedProgram, RotaryTable } from '../generation/programs.ts'
import type { Model } from '../models/architecture.ts'
import type { Precision } from '../nn/nbits.ts'
import { rowsOf } from './branches.ts'
import { Cache, type CacheShape } from './cache.ts'
import { floats, ints, longs, type Program, type Tensor, type Tensors } from './engine.ts'

export interface Speech {
  readonly model: Model
  readonly precision?: Precision
  readonly program: Program
  readonly spoken: Pick<FusedProgram, 'memory' | 'tables'>
  /** Weights that are inputs: an adapter's, where there is one. */
  readonly inputs: Tensors
}

/** The longest run: more tokens at once need more memory and are no faster. */
const LONGEST = 512
/** Positions that alternatives get room for at once. */
const ROOM = 64

class Rotary {
  readonly #tables: readonly RotaryTable[]
  #made: Tensors = {}
  #capacity = 0

  constructor(tables: readonly RotaryTable[]) {
    this.#tables = tables
  }

  /** Angles are rounded to float32 before their cosine is taken, as the reference implementation does. */
  upTo(capacity: number): Tensors {
    if (capacity === this.#capacity) return this.#made
    const table = ({ frequencies, factor }: RotaryTable, of: (x: number) => number): Tensor => {
      const width = frequencies.length
      return floats(Float32Array.from({ length: capacity * width }, (_, i) => factor * of(Math.fround(Math.floor(i / width) * (frequencies[i % width] ?? 0)))), [capacity, width])
    }
    this.#made = Object.fromEntries(this.#tables.flatMap((t) => [[t.cos, table(t, Math.cos)], [t.sin, table(t, Math.sin)]]))
    this.#capacity = capacity
    return this.#made
  }
}

interface Run { readonly cache: Cache; readonly ids: readonly (readonly number[])[]; readonly before: readonly number[]; readonly rows: readonly number[] }

const shapesOf = ({ model, spoken }: Speech): readonly CacheShape[] =>
  spoken.memory.map((names, i) => {
    const [, heads = 0, , width = 0] = model.memory[i]?.shape(1, 0) ?? []
    return { ...names, heads: Number(heads), width: Number(width) }
  })

class Runner {
  readonly speech: Speech
  /** Hidden states behind the logits that the last run gave. */
  states: readonly Float32Array[] = []
  readonly #rotary: Rotary

  constructor(speech: Speech) {
    this.speech = speech
    this.#rotary = new Rotary(speech.spoken.tables)
  }

  /** Rows of equally many new tokens after `before[row]` held ones -> the logits that `rows` names among all new tokens. */
  async run({ cache, ids, before, rows }: Run): Promise<Float32Array> {
    const length = ids[0]?.length ?? 0
    const most = Math.max(...before) + length
    cache.reserve(most, Math.max(...before))
    const last = this.speech.model.sizes.context - 1
    const positions = before.flatMap((start) => Array.from({ length }, (_, i) => BigInt(Math.min(start + i, last))))
    const { inputs, outputs } = cache.tensors
    const { vocabulary, hidden } = this.speech.model.sizes
    const [logits, states] = [new Float32Array(rows.length * vocabulary), new Float32Array(rows.length * hidden)]
    await this.speech.program.run({
      ...this.speech.inputs, ...this.#rotary.upTo(cache.capacity), ...inputs,
      input_ids: longs(BigInt64Array.from(ids.flat(), BigInt), [ids.length, length]), position_ids: longs(BigInt64Array.from(positions), [ids.length, length]),
      lengths: ints(Int32Array.from(before, (start) => start + length - 1), [ids.length]), total: ints(Int32Array.of(most), [1]), rows: longs(BigInt64Array.from(rows, BigInt), [rows.length])
    }, { ...outputs, logits: floats(logits, [rows.length, vocabulary]), states: floats(states, [rows.length, hidden]) })
    this.states = rows.map((_, i) => states.subarray(i * hidden, (i + 1) * hidden))
    return logits
  }
}

export class FusedDecoder implements Decoder {
  readonly device = 'cpu'
  readonly precision: Precision
  readonly vocabularySize: number
  readonly contextLength: number
  readonly #runner: Runner
  readonly #release: () => Promise<void>
  readonly #cache: Cache
  #length = 0

  constructor(speech: Speech, release: () => Promise<void>) {
    this.#runner = new Runner(speech)
    this.#release = release
    this.precision = speech.precision ?? 'f32'
    this.vocabularySize = speech.model.sizes.vocabulary
    this.contextLength = speech.model.sizes.context
    this.#cache = new Cache(shapesOf(speech), this.contextLength, 1)
  }

  get length(): number {
    return this.#length
  }

  async append(ids: readonly number[]): Promise<Float32Array> {
    return this.#run(ids, (count) => [count - 1])
  }

  async appendEach(ids: readonly number[]): Promise<readonly Float32Array[]> {
    const each: Float32Array[] = []
    for (let at = 0; at < ids.length; at += LONGEST) {
      const part = ids.slice(at, at + LONGEST)
      const all = await this.#run(part, () => part.map((_, i) => i))
      each.push(...part.map((_, i) => all.subarray(i * this.vocabularySize, (i + 1) * this.vocabularySize)))
    }
    return each
  }

  states(): readonly Float32Array[] {
    return this.#runner.states
  }

  async truncate(length: number): Promise<void> {
    if (length < 0 || length > this.#length) throw new RangeError(`cannot keep ${length} of ${this.#length} tokens`)
    this.#length = length
  }

  async fork(rows: number): Promise<Branches> {
    if (this.#length === 0) throw new RangeError('there is nothing yet to go on from')
    return new FusedBranches(this.#runner, this.#cache.fork(rows, this.#length, ROOM), rows, this.#length)
  }

  async dispose(): Promise<void> {
    await this.#release()
  }

  async #run(ids: readonly number[], rows: (count: number) => readonly number[]): Promise<Float32Array> {
    if (ids.length === 0) throw new RangeError('append needs at least one token')
    if (this.#length + ids.length > this.contextLength) throw new RangeError(`${this.#length} + ${ids.length} tokens do not fit in a context of ${this.contextLength}`)
    let logits = new Float32Array()
    for (let at = 0; at < ids.length; at += LONGEST) {
      const part = ids.slice(at, at + LONGEST)
      logits = await this.#runner.run({ cache: this.#cache, ids: [part], before: [this.#length], rows: rows(part.length) }) as Float32Array<ArrayBuffer>
      this.#length += part.length
    }
    return logits
  }
}

/** A row that rests, or that forgot, only holds fewer positions than its buffer: what it had is written over. */
class FusedBranches implements Branches {
  readonly #runner: Runner
  readonly #cache: Cache
  #lengths: readonly number[]

  constructor(runner: Runner, cache: Cache, rows: number, length: number) {
    this.#runner = runner
    this.#cache = cache
    this.#lengths = new Array<number>(rows).fill(length)
  }

  get lengths(): readonly number[] {
    return this.#lengths
  }

  async append(ids: readonly (number | null)[]): Promise<readonly (Float32Array | null)[]> {
    const context = this.#runner.speech.model.sizes.context
    if (ids.length !== this.#lengths.length) throw new RangeError(`${ids.length} tokens for ${this.#lengths.length} rows`)
    const full = this.#lengths.findIndex((length, i) => ids[i] !== null && length >= context)
    if (full >= 0) throw new RangeError(`row ${full} already holds ${context} tokens`)
    const logits = await this.#runner.run({ cache: this.#cache, ids: ids.map((id) => [id ?? 0]), before: this.#lengths, rows: ids.map((_, i) => i) })
    this.#lengths = this.#lengths.map((length, i) => (ids[i] === null ? length : length + 1))
    return rowsOf(logits, ids)
  }

  states(): readonly Float32Array[] {
    return this.#runner.states
  }

  async truncate(row: number, length: number): Promise<void> {
    const now = this.#lengths[row]
    if (now === undefined || length < 1 || length > now) throw new RangeError(`cannot keep ${length} of ${now ?? 'no'} tokens`)
    this.#lengths = this.#lengths.map((held, i) => (i === row ? length : held))
  }

  async select(from: readonly number[]): Promise<void> {
    const lengths = from.map((i) => this.#lengths[i] ?? -1)
    if (from.length === 0 || lengths.includes(-1)) throw new RangeError(`rows ${from.join(', ')} of ${this.#lengths.length} were asked for`)
    this.#cache.select(from, Math.max(...this.#lengths))
    this.#lengths = lengths
  }

  async dispose(): Promise<void> {
    this.#cache.select([0], 0)
  }
}
