// A model that speaks, on ONNX Runtime: the Decoder of ml/generation. Its cache stays on the device. Knows no sampling and no text.
import type { Decoder } from '../generation/decoder.ts'
import { cacheNames, generationProgram } from '../generation/programs.ts'
import type { Model } from '../models/architecture.ts'
import type { LinearFactory } from '../nn/build.ts'
import { type Engine, floats, longs, numbers, type Program, type Tensor, type Tensors } from './engine.ts'

export interface DecoderOptions {
  readonly model: Model
  readonly linear: LinearFactory
  /** Every weight's values, or tensors that already lie on the device (shared, not owned). */
  readonly weights: ReadonlyMap<string, Float32Array> | ReadonlyMap<string, Tensor>
}

export class OnnxDecoder implements Decoder {
  readonly device: string
  readonly vocabularySize: number
  readonly contextLength: number
  readonly #engine: Engine
  readonly #start: Program
  readonly #go: Program
  readonly #layers: number
  readonly #cacheShape: readonly [number, number]
  readonly #weights: Tensors
  readonly #owned: readonly Tensor[]
  #cache: Record<string, Tensor> = {}
  #length = 0

  private constructor(engine: Engine, model: Model, programs: readonly [Program, Program], weights: Tensors, owned: readonly Tensor[]) {
    this.device = engine.device
    this.vocabularySize = model.sizes.vocabulary
    this.contextLength = model.sizes.context
    this.#engine = engine
    ;[this.#start, this.#go] = programs
    this.#layers = model.sizes.layers
    this.#cacheShape = [model.sizes.kvHeads, model.sizes.headDim]
    this.#weights = weights
    this.#owned = owned
  }

  static async create(engine: Engine, { model, linear, weights }: DecoderOptions): Promise<OnnxDecoder> {
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
    const results = await (this.#length === 0 ? this.#start.run(input) : this.#go.run({ ...input, ...this.#cache }))
    this.#replaceCache((layer, what) => results[cacheNames.present(layer, what)])
    this.#length += ids.length
    return numbers(results['logits'])
  }

  async truncate(length: number): Promise<void> {
    if (length < 0 || length > this.#length) throw new RangeError(`cannot keep ${length} of ${this.#length} tokens`)
    if (length === this.#length) return
    const cut = new Map<string, Tensor>()
    if (length > 0) for (const [name, t] of Object.entries(this.#cache)) cut.set(name, await this.#cut(t, length))
    this.#replaceCache((layer, what) => cut.get(cacheNames.past(layer, what)))
    this.#length = length
  }

  async dispose(): Promise<void> {
    this.#replaceCache(() => undefined)
    for (const t of this.#owned) t.dispose()
    await this.#start.dispose()
    await this.#go.dispose()
  }

  #replaceCache(next: (layer: number, what: 'key' | 'value') => Tensor | undefined): void {
    const grown: Record<string, Tensor> = {}
    for (let i = 0; i < this.#layers; i++) {
      for (const what of ['key', 'value'] as const) {
        const t = next(i, what)
        if (t) grown[cacheNames.past(i, what)] = t
      }
    }
    for (const old of Object.values(this.#cache)) old.dispose()
    this.#cache = grown
  }

  /** The first `length` positions of a [1, kvHeads, P, headDim] cache; rare, so it goes through the host. */
  async #cut(cache: Tensor, length: number): Promise<Tensor> {
    const [heads, width] = this.#cacheShape
    const all = numbers(await this.#engine.download(cache))
    const kept = new Float32Array(heads * length * width)
    for (let h = 0; h < heads; h++) kept.set(all.subarray(h * this.#length * width, (h * this.#length + length) * width), h * length * width)
    return this.#engine.upload(floats(kept, [1, heads, length, width]))
  }
}
