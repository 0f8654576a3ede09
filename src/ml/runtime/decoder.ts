// A model that speaks, on ONNX Runtime: the Decoder of ml/generation. Its memory stays on the device. Knows no sampling and no text.
import type { Decoder } from '../generation/decoder.ts'
import { generationProgram } from '../generation/programs.ts'
import type { Model } from '../models/architecture.ts'
import type { LinearFactory, MemorySpec } from '../nn/build.ts'
import { ReadsOnly } from './folder.ts'
import { type Engine, floats, longs, numbers, type Program, type Tensor, type Tensors } from './engine.ts'

export interface DecoderOptions {
  readonly model: Model
  readonly linear: LinearFactory
  /** Every weight's values, or tensors that already lie on the device (shared, not owned). */
  readonly weights: ReadonlyMap<string, Float32Array> | ReadonlyMap<string, Tensor>
}

interface Moment { readonly length: number; readonly memory: Readonly<Record<string, Tensor>> }

export class OnnxDecoder implements Decoder {
  readonly device: string
  readonly vocabularySize: number
  readonly contextLength: number
  readonly #engine: Engine
  readonly #start: Program
  readonly #go: Program
  readonly #memory: readonly MemorySpec[]
  readonly #weights: Tensors
  readonly #owned: readonly Tensor[]
  /** What the model remembers, by the names of its inputs. */
  #held: Record<string, Tensor> = {}
  #length = 0
  /** Where a memory cannot be cut: the tokens so far, and the memory after some of them. */
  #ids: readonly number[] = []
  #moments: readonly Moment[] = []

  private constructor(engine: Engine, model: Model, programs: readonly [Program, Program], weights: Tensors, owned: readonly Tensor[]) {
    this.device = engine.device
    this.vocabularySize = model.sizes.vocabulary
    this.contextLength = model.sizes.context
    this.#engine = engine
    ;[this.#start, this.#go] = programs
    this.#memory = model.memory
    this.#weights = weights
    this.#owned = owned
  }

  static async create(engine: Engine, { model, linear, weights }: DecoderOptions): Promise<OnnxDecoder> {
    if (model.objective !== 'next') throw new ReadsOnly(model.architecture)
    const start = generationProgram(model, linear, false)
    const tensors: Record<string, Tensor> = {}
    const owned: Tensor[] = []
    for (const spec of start.weights) {
      const given = weights.get(spec.name)
      if (!given) throw new RangeError(`no values were given for ${spec.name}`)
      const made = given instanceof Float32Array ? await engine.upload(floats(given, spec.shape)) : given
      if (given instanceof Float32Array) owned.push(made)
      tensors[spec.name] = made
    }
    const compile = (graph: typeof start.graph): Promise<Program> => engine.compile(graph, { host: ['logits'] })
    const programs = [await compile(start.graph), await compile(generationProgram(model, linear, true).graph)] as const
    return new OnnxDecoder(engine, model, programs, tensors, owned)
  }

  get length(): number {
    return this.#length
  }

  async append(ids: readonly number[]): Promise<Float32Array> {
    if (ids.length === 0) throw new RangeError('append needs at least one token')
    if (this.#length + ids.length > this.contextLength) throw new RangeError(`${this.#length} + ${ids.length} tokens do not fit in a context of ${this.contextLength}`)
    const input = { ...this.#weights, input_ids: longs(BigInt64Array.from(ids, BigInt), [1, ids.length]) }
    const results = await (this.#length === 0 ? this.#start.run(input) : this.#go.run({ ...input, ...this.#held }))
    const grown = Object.fromEntries(this.#memory.map((m) => [m.past, required(results[m.present], m.present)]))
    if (this.#cuts) this.#release(this.#held)
    else this.#moments = [...this.#moments, { length: this.#length + ids.length, memory: grown }]
    this.#held = grown
    this.#length += ids.length
    this.#ids = [...this.#ids, ...ids]
    return numbers(results['logits'])
  }

  async truncate(length: number): Promise<void> {
    if (length < 0 || length > this.#length) throw new RangeError(`cannot keep ${length} of ${this.#length} tokens`)
    if (length === this.#length) return
    if (!this.#cuts) return this.#goBack(length)
    const cut: Record<string, Tensor> = {}
    if (length > 0) for (const [name, t] of Object.entries(this.#held)) cut[name] = await this.#cut(t, length)
    this.#release(this.#held)
    this.#held = cut
    this.#length = length
    this.#ids = this.#ids.slice(0, length)
  }

  async dispose(): Promise<void> {
    for (const memory of this.#cuts ? [this.#held] : this.#moments.map((m) => m.memory)) this.#release(memory)
    this.#held = {}
    this.#moments = []
    for (const t of this.#owned) t.dispose()
    await this.#start.dispose()
    await this.#go.dispose()
  }

  /** Keys and values can be cut anywhere; a recurrent state is all of the past in one. */
  get #cuts(): boolean {
    return this.#memory.every((m) => m.grows)
  }

  /** To the last remembered moment that is not too late, and from there on again. */
  async #goBack(length: number): Promise<void> {
    const ids = this.#ids.slice(0, length)
    const moment = this.#moments.findLast((m) => m.length <= length)
    for (const later of this.#moments) if (later.length > length) this.#release(later.memory)
    this.#moments = this.#moments.filter((m) => m.length <= length)
    this.#length = moment?.length ?? 0
    this.#held = moment?.memory ?? {}
    this.#ids = ids.slice(0, this.#length)
    if (this.#length < length) await this.append(ids.slice(this.#length))
  }

  #release(memory: Readonly<Record<string, Tensor>>): void {
    for (const t of Object.values(memory)) t.dispose()
  }

  /** The first `length` positions of a [1, kvHeads, P, headDim] memory; rare, so it goes through the host. */
  async #cut(memory: Tensor, length: number): Promise<Tensor> {
    const [, heads = 0, , width = 0] = memory.dims
    const all = numbers(await this.#engine.download(memory))
    const kept = new Float32Array(heads * length * width)
    for (let h = 0; h < heads; h++) kept.set(all.subarray(h * this.#length * width, (h * this.#length + length) * width), h * length * width)
    return this.#engine.upload(floats(kept, [1, heads, length, width]))
  }
}

function required(tensor: Tensor | undefined, name: string): Tensor {
  if (!tensor) throw new Error(`the program gave no ${name}`)
  return tensor
}
