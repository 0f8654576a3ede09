// A model that speaks through one program with fused attention on a GPU: its memory lies there with room for more, is never brought to the host, and forgetting is a
// number. Knows no sampling, no text and no file. Which operators the GPU takes was found by profile: attention, norms and products; only shapes are the processor's.
import type { Branches, Decoder } from '../generation/decoder.ts'
import { branchesInTurn } from '../generation/branches.ts'
import { type FusedProgram, rowsProgram } from '../generation/programs.ts'
import { Graph } from '../graph/graph.ts'
import type { Model } from '../models/architecture.ts'
import { joining } from '../nn/joined.ts'
import { NotFused } from '../nn/fused.ts'
import { plainLinear } from '../nn/linear.ts'
import { concat } from '../ops/shape.ts'
import { trustIn, type Trust } from './attention-trial.ts'
import { wholeFrom } from './base.ts'
import { rowsIn, rowsOf } from './branches.ts'
import { capacityFor } from './cache.ts'
import { type DeviceName, Engine, floats, ints, longs, numbers, type Program, type Tensor, type Tensors } from './engine.ts'
import { Rotary } from './fused-run.ts'
import { MemoryMover } from './memory.ts'

type Spoken = Omit<FusedProgram, 'sights'>

interface Run { readonly held: Held; readonly ids: readonly (readonly number[])[]; readonly before: readonly number[]; readonly rows: readonly number[] }

/** Logits, and the hidden states behind them. */
interface Said { readonly logits: Float32Array; readonly states: readonly Float32Array[] }

/** Keys and values of some rows, with room for `capacity` positions. Owned by whoever holds it. */
interface Held { memory: Tensors; capacity: number; readonly rows: number }

const release = (tensors: Tensors): void => { for (const tensor of Object.values(tensors)) tensor.dispose() }

/** What copies of a memory have in common: the program, the weights and the tables on their device. */
class Ground {
  readonly engine: Engine
  readonly model: Model
  readonly mover: MemoryMover
  /** What this device computes right at once. */
  readonly trust: Trust
  readonly #spoken: Spoken
  readonly #program: Program
  readonly #weights: Tensors
  readonly #rotary: Rotary
  readonly #longer: Program
  #tables: { readonly capacity: number; readonly tensors: Tensors } = { capacity: 0, tensors: {} }

  private constructor(engine: Engine, model: Model, trust: Trust, spoken: Spoken, program: Program, longer: Program, weights: Tensors) {
    this.engine = engine
    this.trust = trust
    this.model = model
    this.mover = new MemoryMover(engine)
    this.#spoken = spoken
    this.#program = program
    this.#longer = longer
    this.#weights = weights
    this.#rotary = new Rotary(spoken.tables)
  }

  static async open(device: DeviceName, model: Model, weights: ReadonlyMap<string, Float32Array>): Promise<Ground> {
    const spoken = rowsProgram(model, { linear: plainLinear }) // a voice is in the weights: joined products know no adapter
    const [engine, whole] = [new Engine(device), joining(wholeFrom(weights))]
    const trust = await trustIn(engine, spoken.graph)
    if (trust === null) throw new NotFused(`${device} does not compute it right`)
    const uploaded: Record<string, Tensor> = {}
    for (const { name, shape } of spoken.weights) uploaded[name] = await engine.upload(floats(await whole(name), shape))
    return new Ground(engine, model, trust, spoken, await engine.compile(spoken.graph, { host: ['logits', 'states'] }), await engine.compile(lengthening(), { host: [] }), uploaded)
  }

  /** Rows of equally many new tokens after `before[row]` held ones -> what `rows` names among all new tokens. */
  async run({ held, ids, before, rows }: Run): Promise<Said> {
    const length = ids[0]?.length ?? 0
    const most = Math.max(...before) + length
    await this.#reserve(held, most)
    const last = this.model.sizes.context - 1
    const positions = before.flatMap((start) => Array.from({ length }, (_, i) => BigInt(Math.min(start + i, last))))
    const results = await this.#program.run({
      ...this.#weights, ...(await this.#turning(held.capacity)), ...held.memory,
      input_ids: longs(BigInt64Array.from(ids.flat(), BigInt), [ids.length, length]), position_ids: longs(BigInt64Array.from(positions), [ids.length, length]),
      last: ints(Int32Array.from(before, (start) => start + length - 1), [ids.length]), total: ints(Int32Array.of(most), [1]), rows: longs(BigInt64Array.from(rows, BigInt), [rows.length])
    })
    release(held.memory)
    held.memory = Object.fromEntries(this.#spoken.memory.map(({ past, present }) => [past, required(results[present], present)]))
    return { logits: numbers(results['logits']), states: rowsIn(numbers(results['states']), this.model.sizes.hidden) }
  }

  /** Makes room for `length` positions; what is held stays. */
  async #reserve(held: Held, length: number): Promise<void> {
    if (length <= held.capacity) return
    const capacity = capacityFor(length, this.model.sizes.context)
    const longer: Record<string, Tensor> = {}
    for (const [i, { past }] of this.#spoken.memory.entries()) {
      const [, heads = 0, , width = 0] = (this.model.memory[i]?.shape(1, 0) ?? []).map(Number)
      const old = held.memory[past]
      const dims = [held.rows, heads, capacity - held.capacity, width]
      const room = floats(new Float32Array(dims.reduce((a, b) => a * b, 1)), dims)
      longer[past] = old === undefined ? await this.engine.upload(room) : required((await this.#longer.run({ x: old, room }))['y'], 'y')
    }
    release(held.memory)
    Object.assign(held, { memory: longer, capacity })
  }

  async #turning(capacity: number): Promise<Tensors> {
    if (this.#tables.capacity === capacity) return this.#tables.tensors
    const tensors: Record<string, Tensor> = {}
    for (const [name, tensor] of Object.entries(this.#rotary.upTo(capacity))) tensors[name] = await this.engine.upload(tensor)
    release(this.#tables.tensors)
    this.#tables = { capacity, tensors }
    return tensors
  }

  async dispose(): Promise<void> {
    release(this.#weights)
    release(this.#tables.tensors)
    await this.mover.dispose()
    for (const program of [this.#program, this.#longer]) await program.dispose()
    await this.engine.dispose()
  }
}

/** x [B, heads, P, D] and room [B, heads, R, D], one behind the other. */
function lengthening(): Graph {
  const graph = new Graph()
  graph.output(concat([graph.input('x', 'float32', ['B', 'N', 'P', 'D']), graph.input('room', 'float32', ['B', 'N', 'R', 'D'])], 2), 'y')
  return graph
}

function required(tensor: Tensor | undefined, name: string): Tensor {
  if (!tensor) throw new Error(`the program gave no ${name}`)
  return tensor
}

export class DeviceDecoder implements Decoder {
  readonly #ground: Ground
  readonly #held: Held
  /** A copy leaves the ground to the decoder it was copied from. */
  readonly #owner: boolean
  #length: number
  #states: readonly Float32Array[] = []

  private constructor(ground: Ground, held: Held = { memory: {}, capacity: 0, rows: 1 }, length = 0, owner = true) {
    this.#ground = ground
    this.#held = held
    this.#length = length
    this.#owner = owner
  }

  /** Throws NotFused for a model, or a device, that must speak through plain operators. */
  static async open(device: DeviceName, model: Model, weights: ReadonlyMap<string, Float32Array>): Promise<DeviceDecoder> {
    return new DeviceDecoder(await Ground.open(device, model, weights))
  }

  get device(): string {
    return this.#ground.engine.device
  }

  get vocabularySize(): number {
    return this.#ground.model.sizes.vocabulary
  }

  get contextLength(): number {
    return this.#ground.model.sizes.context
  }

  get length(): number {
    return this.#length
  }

  async append(ids: readonly number[]): Promise<Float32Array> {
    return this.#run(ids, (count) => [count - 1])
  }

  async appendEach(ids: readonly number[]): Promise<readonly Float32Array[]> {
    const each: Float32Array[] = []
    const { longest } = this.#ground.trust
    for (let at = 0; at < ids.length; at += longest) each.push(...rowsIn(await this.#run(ids.slice(at, at + longest), (count) => Array.from({ length: count }, (_, i) => i)), this.vocabularySize))
    return each
  }

  states(): readonly Float32Array[] {
    return this.#states
  }

  async truncate(length: number): Promise<void> {
    if (length < 0 || length > this.#length) throw new RangeError(`cannot keep ${length} of ${this.#length} tokens`)
    this.#length = length
  }

  async fork(rows: number): Promise<Branches> {
    if (this.#length === 0) throw new RangeError('there is nothing yet to go on from')
    if (!this.#ground.trust.together) return branchesInTurn(this, rows)
    const memory = await this.#ground.mover.rows(this.#held.memory, new Array<number>(rows).fill(0))
    return new DeviceBranches(this.#ground, { memory, capacity: this.#held.capacity, rows }, this.#length)
  }

  /** A decoder that holds the same and goes its own way; it must not outlive this one. */
  async copy(): Promise<DeviceDecoder> {
    return new DeviceDecoder(this.#ground, { ...this.#held, memory: await this.#ground.mover.rows(this.#held.memory, [0]) }, this.#length, false)
  }

  async dispose(): Promise<void> {
    release(this.#held.memory)
    this.#held.memory = {}
    if (this.#owner) await this.#ground.dispose()
  }

  async #run(ids: readonly number[], rows: (count: number) => readonly number[]): Promise<Float32Array> {
    if (ids.length === 0) throw new RangeError('append needs at least one token')
    if (this.#length + ids.length > this.contextLength) throw new RangeError(`${this.#length} + ${ids.length} tokens do not fit in a context of ${this.contextLength}`)
    const { longest } = this.#ground.trust
    let logits: Float32Array = new Float32Array()
    for (let at = 0; at < ids.length; at += longest) {
      const part = ids.slice(at, at + longest)
      const said = await this.#ground.run({ held: this.#held, ids: [part], before: [this.#length], rows: rows(part.length) })
      logits = said.logits
      this.#states = said.states
      this.#length += part.length
    }
    return logits
  }
}

/** A row that rests, or that forgot, only holds fewer positions than its buffer: what it had is written over. */
class DeviceBranches implements Branches {
  readonly #ground: Ground
  #held: Held
  #lengths: readonly number[]
  #states: readonly Float32Array[] = []

  constructor(ground: Ground, held: Held, length: number) {
    this.#ground = ground
    this.#held = held
    this.#lengths = new Array<number>(held.rows).fill(length)
  }

  get lengths(): readonly number[] {
    return this.#lengths
  }

  async append(ids: readonly (number | null)[]): Promise<readonly (Float32Array | null)[]> {
    const context = this.#ground.model.sizes.context
    if (ids.length !== this.#lengths.length) throw new RangeError(`${ids.length} tokens for ${this.#lengths.length} rows`)
    const full = this.#lengths.findIndex((length, i) => ids[i] !== null && length >= context)
    if (full >= 0) throw new RangeError(`row ${full} already holds ${context} tokens`)
    const { logits, states } = await this.#ground.run({ held: this.#held, ids: ids.map((id) => [id ?? 0]), before: this.#lengths, rows: ids.map((_, i) => i) })
    this.#states = states
    this.#lengths = this.#lengths.map((length, i) => (ids[i] === null ? length : length + 1))
    return rowsOf(logits, ids)
  }

  states(): readonly Float32Array[] {
    return this.#states
  }

  async truncate(row: number, length: number): Promise<void> {
    const now = this.#lengths[row]
    if (now === undefined || length < 1 || length > now) throw new RangeError(`cannot keep ${length} of ${now ?? 'no'} tokens`)
    this.#lengths = this.#lengths.map((held, i) => (i === row ? length : held))
  }

  async select(from: readonly number[]): Promise<void> {
    const lengths = from.map((i) => this.#lengths[i] ?? -1)
    if (from.length === 0 || lengths.includes(-1)) throw new RangeError(`rows ${from.join(', ')} of ${this.#lengths.length} were asked for`)
    const memory = await this.#ground.mover.rows(this.#held.memory, from)
    release(this.#held.memory)
    this.#held = { memory, capacity: this.#held.capacity, rows: from.length }
    this.#lengths = lengths
  }

  async dispose(): Promise<void> {
    release(this.#held.memory)
    this.#held.memory = {}
    this.#lengths = []
  }
}
