// A model that learns, on ONNX Runtime: the Learner of ml/training. Knows graphs and tensors; knows no text, no clock and no file.
import type { Model } from '../models/architecture.ts'
import type { LinearFactory, WeightSpec } from '../nn/build.ts'
import type { Applied, ApplyOptions, Batch, Learner, NamedArray, Scored } from '../training/learner.ts'
import { applyProgram, averageName, optimisers, type OptimiserName, type OptimiserOptions, stateNames, stayingShare } from '../training/optimisers.ts'
import { accumulateProgram, gradientsProgram, lossProgram, names, normProgram, shiftLabels } from '../training/programs.ts'
import { type Engine, floats, longs, numbers, type Program, scalar, type Tensor, type Tensors } from './engine.ts'

export interface LearnerOptions {
  readonly model: Model
  readonly linear: LinearFactory
  readonly trainable: (weight: string) => boolean
  /** Values of every weight, trained or not. */
  readonly weights: ReadonlyMap<string, Float32Array>
  readonly weightDecay: number
  /** Largest global norm of the mean gradient. */
  readonly clip: number
  readonly optimiser?: OptimiserName
  readonly momentum?: Partial<OptimiserOptions>
  /** Which weights the decay is for; all, where nothing is said. */
  readonly decays?: (weight: WeightSpec) => boolean
  /** Share of a running mean of the weights that stays at a step; measuring, speaking and the voice that is kept then use the mean. */
  readonly average?: number | null
  readonly labelSmoothing?: number
}

/** What each weight's state is made of. */
interface Keeping { readonly optimiser: OptimiserName; readonly average: number | null; readonly averaged: boolean }
const keepingOf = ({ optimiser = 'adamw', average = null }: LearnerOptions): Keeping => ({ optimiser, average, averaged: average !== null })
const everywhere = (): boolean => true

interface Programs { readonly gradients: Program; readonly loss: Program; readonly norm: Program; readonly apply: Program; readonly accumulate: Program }

const countedTargets = (targets: BigInt64Array): number => targets.reduce((n, t) => n + (t === -100n ? 0 : 1), 0)

export class OnnxLearner implements Learner {
  readonly device: string
  readonly trainableParameters: number
  readonly #engine: Engine
  readonly #programs: Programs
  readonly #specs: readonly WeightSpec[]
  readonly #trained: readonly WeightSpec[]
  readonly #options: LearnerOptions
  readonly #keeping: Keeping
  /** Weights, the optimiser's slots and the means, by name. */
  readonly #state = new Map<string, Tensor>()
  #sum: Tensors | null = null
  #counted = 0
  /** Gradient buffers of a host run, written over step after step. */
  #buffers: Tensors | null = null

  private constructor(engine: Engine, options: LearnerOptions, specs: readonly WeightSpec[], trained: readonly WeightSpec[], programs: Programs) {
    this.device = engine.device
    this.#engine = engine
    this.#options = options
    this.#keeping = keepingOf(options)
    this.#specs = specs
    this.#trained = trained
    this.#programs = programs
    this.trainableParameters = trained.reduce((n, w) => n + w.shape.reduce((a, b) => a * b, 1), 0)
  }

  static async create(engine: Engine, options: LearnerOptions): Promise<OnnxLearner> {
    const { model, linear, trainable, momentum, decays = everywhere, labelSmoothing = 0 } = options
    const gradients = gradientsProgram(model, linear, trainable, labelSmoothing)
    const trained = gradients.weights.filter((w) => trainable(w.name))
    const learner = new OnnxLearner(engine, options, gradients.weights, trained, {
      gradients: await engine.compile(gradients.graph, { host: [names.nll] }),
      loss: await engine.compile(lossProgram(model, linear).graph, { host: [names.nll] }),
      norm: await engine.compile(normProgram(trained), { host: ['squared_norm'] }),
      apply: await engine.compile(applyProgram(trained, { ...keepingOf(options), momentum: 0.9, nesterov: false, ...momentum, decays }), { host: [] }),
      accumulate: await engine.compile(accumulateProgram(trained), { host: [] })
    })
    await learner.#load(gradients.weights)
    return learner
  }

  async accumulate(batch: Batch, _draw = 0): Promise<Scored> {
    const targets = shiftLabels(batch.labels, batch.length)
    const tokens = countedTargets(targets)
    const results = await this.#run(this.#programs.gradients, this.#state, batch, targets, this.#sum === null ? this.#gradientBuffers() : undefined)
    const gradients = Object.fromEntries(this.#trained.map((w) => [names.gradient(w.name), tensor(results, names.gradient(w.name))]))
    this.#sum = this.#sum === null ? gradients : await this.#added(this.#sum, gradients)
    this.#counted += tokens
    return { nll: numbers(results[names.nll])[0] ?? NaN, tokens }
  }

  async apply(options: ApplyOptions): Promise<Applied> {
    if (this.#sum === null || this.#counted === 0) throw new RangeError('apply needs gradients: call accumulate first')
    const { squared_norm: squared } = await this.#programs.norm.run(this.#sum)
    const gradientNorm = Math.sqrt(numbers(squared)[0] ?? NaN) / this.#counted
    const skipped = !Number.isFinite(gradientNorm)
    if (!skipped) await this.#step(options, this.#sum, Math.min(1, this.#options.clip / (gradientNorm + 1e-6)) / this.#counted)
    this.#clearSum()
    return { gradientNorm, skipped }
  }

  async evaluate(batch: Batch): Promise<Scored> {
    const targets = shiftLabels(batch.labels, batch.length)
    const results = await this.#run(this.#programs.loss, this.weights(), batch, targets)
    return { nll: numbers(results[names.nll])[0] ?? NaN, tokens: countedTargets(targets) }
  }

  /** Gradients summed since the last `apply`, under their weights' names; for verification. */
  async gradients(): Promise<readonly NamedArray[]> {
    const sum = this.#sum
    if (sum === null) throw new RangeError('no gradients yet')
    return Promise.all(this.#trained.map(async (w) => ({ name: w.name, shape: w.shape, data: numbers(await this.#engine.download(tensor(sum, names.gradient(w.name)))).slice() })))
  }

  parameters(): Promise<readonly NamedArray[]> {
    const speaking = this.weights()
    return this.#read(this.#trained.map((w) => ({ name: w.name, shape: w.shape })), speaking)
  }

  state(): Promise<readonly NamedArray[]> {
    return this.#read(this.#trained.flatMap((w) => stateNames(w.name, this.#keeping).map((name) => ({ name, shape: w.shape }))), this.#state)
  }

  async restore(state: readonly NamedArray[]): Promise<void> {
    const given = new Map(state.map((s) => [s.name, s]))
    for (const w of this.#trained) {
      for (const name of stateNames(w.name, this.#keeping)) {
        const found = given.get(name)
        if (!found || found.shape.join() !== w.shape.join()) throw new RangeError(`the saved state has no ${name} of shape [${w.shape.join(', ')}]`)
        await this.#put(name, floats(found.data.slice(), w.shape))
      }
    }
    this.#clearSum()
  }

  get engine(): Engine {
    return this.#engine
  }

  /** Every weight's tensor on the device, as it speaks and is measured: the mean, where one is kept. */
  weights(): ReadonlyMap<string, Tensor> {
    if (!this.#keeping.averaged) return this.#state
    const held = Object.fromEntries(this.#state)
    return new Map([...this.#state, ...this.#trained.map((w) => [w.name, tensor(held, averageName(w.name))] as const)])
  }

  async dispose(): Promise<void> {
    this.#clearSum()
    for (const t of this.#state.values()) t.dispose()
    this.#state.clear()
    for (const program of Object.values(this.#programs)) await (program as Program).dispose()
  }

  async #load(specs: readonly WeightSpec[]): Promise<void> {
    const trained = new Set(this.#trained)
    for (const spec of specs) {
      const data = this.#options.weights.get(spec.name)
      if (!data) throw new RangeError(`no values were given for ${spec.name}`)
      await this.#put(spec.name, floats(trained.has(spec) ? data.slice() : data, spec.shape))
      if (!trained.has(spec)) continue
      for (const name of stateNames(spec.name, { ...this.#keeping, averaged: false }).slice(1)) await this.#put(name, floats(new Float32Array(data.length), spec.shape))
      if (this.#keeping.averaged) await this.#put(averageName(spec.name), floats(data.slice(), spec.shape))
    }
  }

  async #put(name: string, value: Tensor): Promise<void> {
    const uploaded = await this.#engine.upload(value)
    this.#state.get(name)?.dispose()
    this.#state.set(name, uploaded)
  }

  #read(wanted: readonly { readonly name: string; readonly shape: readonly number[] }[], from: ReadonlyMap<string, Tensor>): Promise<readonly NamedArray[]> {
    return Promise.all(wanted.map(async ({ name, shape }) => {
      const held = from.get(name)
      if (!held) throw new RangeError(`no state called ${name}`)
      return { name, shape, data: numbers(await this.#engine.download(held)).slice() }
    }))
  }

  #run(program: Program, weights: ReadonlyMap<string, Tensor>, batch: Batch, targets: BigInt64Array, into?: Tensors): Promise<Tensors> {
    const inputs = Object.fromEntries(this.#specs.map((w) => [w.name, weights.get(w.name)]).filter((entry): entry is [string, Tensor] => entry[1] !== undefined))
    return program.run({ ...inputs, [names.ids]: longs(batch.inputIds, [batch.batch, batch.length]), [names.targets]: longs(targets, [targets.length]) }, into)
  }

  #gradientBuffers(): Tensors | undefined {
    if (this.#engine.device !== 'cpu') return undefined
    this.#buffers ??= Object.fromEntries([[names.nll, scalar(0)] as const,
      ...this.#trained.map((w) => [names.gradient(w.name), floats(new Float32Array(w.shape.reduce((a, b) => a * b, 1)), w.shape)] as const)])
    return this.#buffers
  }

  async #added(sum: Tensors, gradients: Tensors): Promise<Tensors> {
    const sums = Object.fromEntries(this.#trained.map((w) => [`sum.${w.name}`, tensor(sum, names.gradient(w.name))]))
    const into = Object.fromEntries(this.#trained.map((w) => [names.next(`sum.${w.name}`), tensor(sum, names.gradient(w.name))]))
    const results = await this.#programs.accumulate.run({ ...sums, ...gradients }, into)
    this.#release(gradients)
    if (this.#engine.device !== 'cpu') this.#release(sum)
    return Object.fromEntries(this.#trained.map((w) => [names.gradient(w.name), tensor(results, names.next(`sum.${w.name}`))]))
  }

  async #step({ learningRate, step }: ApplyOptions, gradients: Tensors, scale: number): Promise<void> {
    const { optimiser, average } = this.#keeping
    const held = Object.fromEntries(this.#state)
    const state = Object.fromEntries(this.#trained.flatMap((w) => stateNames(w.name, this.#keeping)).map((name) => [name, tensor(held, name)]))
    const into = Object.fromEntries(Object.entries(state).map(([name, t]) => [names.next(name), t]))
    const results = await this.#programs.apply.run({ ...state, ...gradients, ...this.#scalars({
      scale, ...optimisers[optimiser].scalars({ learningRate, count: step, weightDecay: this.#options.weightDecay }), ...(average === null ? {} : { stay: stayingShare(average, step) })
    }) }, into)
    if (this.#engine.device === 'cpu') return
    for (const [name, before] of Object.entries(state)) {
      this.#state.set(name, tensor(results, names.next(name)))
      before.dispose()
    }
  }

  #scalars(numbers: Readonly<Record<string, number>>): Tensors {
    return Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, scalar(value)]))
  }

  #clearSum(): void {
    if (this.#sum && this.#engine.device !== 'cpu') this.#release(this.#sum)
    this.#sum = null
    this.#counted = 0
  }

  #release(tensors: Tensors): void {
    if (this.#engine.device !== 'cpu') for (const t of Object.values(tensors)) t.dispose()
  }
}

function tensor(tensors: Tensors, name: string): Tensor {
  const found = tensors[name]
  if (!found) throw new RangeError(`the program gave no ${name}`)
  return found
}
