// A model that speaks, on ONNX Runtime: the Decoder of ml/generation. Its memory stays on the device. Knows no sampling and no text.
import { branchesInTurn } from '../generation/branches.ts'
import type { Branches, Decoder } from '../generation/decoder.ts'
import { branchProgram, generationProgram, type Program as Speaking } from '../generation/programs.ts'
import type { Model } from '../models/architecture.ts'
import type { LinearFactory } from '../nn/build.ts'
import { BatchedBranches, rowsIn } from './branches.ts'
import { ReadsOnly } from './folder.ts'
import { type Engine, floats, longs, numbers, type Program, type Tensor, type Tensors } from './engine.ts'
import { MemoryMover } from './memory.ts'

export interface DecoderOptions {
  readonly model: Model
  readonly linear: LinearFactory
  /** Every weight's values, or tensors that already lie on the device (shared, not owned). */
  readonly weights: ReadonlyMap<string, Float32Array> | ReadonlyMap<string, Tensor>
}

interface Moment { readonly length: number; readonly memory: Tensors }

type Kind = 'start' | 'go' | 'startEach' | 'goEach' | 'branch'

const graphs: { readonly [K in Kind]: (model: Model, linear: LinearFactory) => Speaking } = {
  start: (model, linear) => generationProgram(model, linear, { memory: false }),
  go: (model, linear) => generationProgram(model, linear, { memory: true }),
  startEach: (model, linear) => generationProgram(model, linear, { memory: false, every: true }),
  goEach: (model, linear) => generationProgram(model, linear, { memory: true, every: true }),
  branch: branchProgram
}

/** What copies of a decoder have in common: the programs, compiled when first needed, and the weights on their device. */
class Voice {
  readonly engine: Engine
  readonly model: Model
  readonly weights: Tensors
  readonly mover: MemoryMover
  readonly #linear: LinearFactory
  readonly #owned: readonly Tensor[]
  readonly #programs = new Map<Kind, Promise<Program>>()

  private constructor(engine: Engine, { model, linear }: DecoderOptions, weights: Tensors, owned: readonly Tensor[]) {
    this.engine = engine
    this.model = model
    this.weights = weights
    this.mover = new MemoryMover(engine)
    this.#linear = linear
    this.#owned = owned
  }

  static async open(engine: Engine, options: DecoderOptions): Promise<Voice> {
    const tensors: Record<string, Tensor> = {}
    const owned: Tensor[] = []
    for (const spec of graphs.start(options.model, options.linear).weights) {
      const given = options.weights.get(spec.name)
      if (!given) throw new RangeError(`no values were given for ${spec.name}`)
      const made = given instanceof Float32Array ? await engine.upload(floats(given, spec.shape)) : given
      if (given instanceof Float32Array) owned.push(made)
      tensors[spec.name] = made
    }
    const voice = new Voice(engine, options, tensors, owned)
    for (const kind of ['start', 'go'] as const) await voice.program(kind)
    return voice
  }

  program(kind: Kind): Promise<Program> {
    const known = this.#programs.get(kind)
    if (known) return known
    const made = this.engine.compile(graphs[kind](this.model, this.#linear).graph, { host: ['logits', 'states'] })
    this.#programs.set(kind, made)
    return made
  }

  async dispose(): Promise<void> {
    for (const t of this.#owned) t.dispose()
    for (const program of this.#programs.values()) await (await program).dispose()
    this.#programs.clear()
    await this.mover.dispose()
  }
}

export class OnnxDecoder implements Decoder {
  readonly #voice: Voice
  /** A copy leaves the voice to the decoder it was copied from. */
  readonly #owner: boolean
  /** What the model remembers, by the names of its inputs. */
  #held: Tensors = {}
  #length = 0
  /** Where a memory cannot be cut: the tokens so far, and the memory after some of them. */
  #ids: readonly number[] = []
  #moments: readonly Moment[] = []
  /** Hidden states behind the logits that the last run gave. */
  #states: readonly Float32Array[] = []

  private constructor(voice: Voice, owner: boolean) {
    this.#voice = voice
    this.#owner = owner
  }

  static async create(engine: Engine, options: DecoderOptions): Promise<OnnxDecoder> {
    if (options.model.objective !== 'next') throw new ReadsOnly(options.model.architecture)
    return new OnnxDecoder(await Voice.open(engine, options), true)
  }

  get device(): string {
    return this.#voice.engine.device
  }

  get vocabularySize(): number {
    return this.#voice.model.sizes.vocabulary
  }

  get contextLength(): number {
    return this.#voice.model.sizes.context
  }

  get length(): number {
    return this.#length
  }

  async append(ids: readonly number[]): Promise<Float32Array> {
    return this.#run(ids, this.#length === 0 ? 'start' : 'go')
  }

  async appendEach(ids: readonly number[]): Promise<readonly Float32Array[]> {
    const all = await this.#run(ids, this.#length === 0 ? 'startEach' : 'goEach')
    return ids.map((_, i) => all.subarray(i * this.vocabularySize, (i + 1) * this.vocabularySize))
  }

  states(): readonly Float32Array[] {
    return this.#states
  }

  async truncate(length: number): Promise<void> {
    if (length < 0 || length > this.#length) throw new RangeError(`cannot keep ${length} of ${this.#length} tokens`)
    if (length === this.#length) return
    if (!this.#cuts) return this.#goBack(length)
    const cut = length > 0 ? await this.#voice.mover.first(this.#held, length) : {}
    release(this.#held)
    this.#held = cut
    this.#length = length
    this.#ids = this.#ids.slice(0, length)
  }

  async fork(rows: number): Promise<Branches> {
    if (this.#length === 0) throw new RangeError('there is nothing yet to go on from')
    if (!this.#cuts) return branchesInTurn(this, rows)
    const { model, weights, mover } = this.#voice
    const memory = await mover.rows(this.#held, new Array<number>(rows).fill(0))
    return new BatchedBranches({ program: await this.#voice.program('branch'), weights, memory: model.memory, mover, contextLength: this.contextLength, hidden: model.sizes.hidden }, memory, rows, this.#length)
  }

  /** A decoder that holds the same and goes its own way; it must not outlive this one. */
  async copy(): Promise<OnnxDecoder> {
    const copy = new OnnxDecoder(this.#voice, false)
    copy.#length = this.#length
    copy.#ids = this.#ids
    copy.#held = await this.#voice.mover.rows(this.#held, [0])
    if (!this.#cuts) copy.#moments = [{ length: copy.#length, memory: copy.#held }]
    return copy
  }

  async dispose(): Promise<void> {
    for (const memory of this.#cuts ? [this.#held] : this.#moments.map((m) => m.memory)) release(memory)
    this.#held = {}
    this.#moments = []
    if (this.#owner) await this.#voice.dispose()
  }

  async #run(ids: readonly number[], kind: Kind): Promise<Float32Array> {
    const { model, weights } = this.#voice
    if (ids.length === 0) throw new RangeError('append needs at least one token')
    if (this.#length + ids.length > this.contextLength) throw new RangeError(`${this.#length} + ${ids.length} tokens do not fit in a context of ${this.contextLength}`)
    const program = await this.#voice.program(kind)
    const results = await program.run({ ...weights, ...this.#held, input_ids: longs(BigInt64Array.from(ids, BigInt), [1, ids.length]) })
    const grown = Object.fromEntries(model.memory.map((m) => [m.past, required(results[m.present], m.present)]))
    if (this.#cuts) release(this.#held)
    else this.#moments = [...this.#moments, { length: this.#length + ids.length, memory: grown }]
    this.#held = grown
    this.#length += ids.length
    this.#ids = [...this.#ids, ...ids]
    this.#states = rowsIn(numbers(results['states']), model.sizes.hidden)
    return numbers(results['logits'])
  }

  /** Keys and values can be cut anywhere; a recurrent state is all of the past in one. */
  get #cuts(): boolean {
    return this.#voice.model.memory.every((m) => m.grows)
  }

  /** To the last remembered moment that is not too late, and from there on again. */
  async #goBack(length: number): Promise<void> {
    const ids = this.#ids.slice(0, length)
    const moment = this.#moments.findLast((m) => m.length <= length)
    for (const later of this.#moments) if (later.length > length) release(later.memory)
    this.#moments = this.#moments.filter((m) => m.length <= length)
    this.#length = moment?.length ?? 0
    this.#held = moment?.memory ?? {}
    this.#ids = ids.slice(0, this.#length)
    if (this.#length < length) await this.append(ids.slice(this.#length))
  }
}

function release(memory: Tensors): void {
  for (const t of Object.values(memory)) t.dispose()
}

function required(tensor: Tensor | undefined, name: string): Tensor {
  if (!tensor) throw new Error(`the program gave no ${name}`)
  return tensor
}
