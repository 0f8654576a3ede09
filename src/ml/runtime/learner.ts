// A model that learns, on ONNX Runtime: the Learner of ml/training. Knows graphs and tensors; knows no text, no clock and no file.
import type { Model } from '../models/architecture.ts'
import type { LinearFactory, WeightSpec } from '../nn/build.ts'
import { chance } from '../nn/chance.ts'
import { createRandom, seedState } from '../random.ts'
import type { Applied, ApplyOptions, Batch, Learner, NamedArray, Scored } from '../training/learner.ts'
import { applyProgram, averageName, optimisers, type OptimiserName, type OptimiserOptions, stateNames, stayingShare } from '../training/optimisers.ts'
import { accumulateProgram, carriesState, gradientsProgram, keepProgram, lossProgram, names, normProgram, targetsOf, withoutLast } from '../training/programs.ts'
import { pieces } from '../training/pieces.ts'
import { compileBlockwise } from './blockwise.ts'
import { bytes, type Engine, floats, type Into, longs, numbers, type Program, scalar, type Tensor, type Tensors } from './engine.ts'

export interface LearnerOptions {
  readonly model: Model
  readonly linear: LinearFactory
  /** How layers are made for learning, where that differs: something is left to chance. */
  readonly learning?: LinearFactory
  readonly trainable: (weight: string) => boolean
  /** Values of every weight, trained or not; those that are not may be packed. */
  readonly weights: ReadonlyMap<string, Float32Array | Int8Array | Uint8Array>
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
  /** Of what is left to chance. */
  readonly seed?: number
  /** A block at a time, working out twice what is not kept between: less memory, a third more time. For models that can be taken apart. */
  readonly blockwise?: boolean
  /**
   * Share of the way from the first weights to the learned ones that is kept when measuring, speaking and saving (Wortsman et al. 2022, "WiSE-FT"):
   * less than all costs a little on the books learned from and helps on books unlike them. Learning itself goes on from the learned weights.
   */
  readonly keep?: number
}

/** What each weight's state is made of. */
interface Keeping { readonly optimiser: OptimiserName; readonly average: number | null; readonly averaged: boolean }
const keepingOf = ({ optimiser = 'adamw', average = null }: LearnerOptions): Keeping => ({ optimiser, average, averaged: average !== null })
const everywhere = (): boolean => true

/** The optimiser for some of the weights: over all at once a step needs a tenth more memory (measured). */
interface Applying { readonly weights: readonly WeightSpec[]; readonly program: Program }

const elementsOf = (w: WeightSpec): number => w.shape.reduce((a, b) => a * b, 1)
/** Elements that share a program of the optimiser. */
const APPLIED_TOGETHER = 2 ** 20

function inPortions(weights: readonly WeightSpec[]): readonly (readonly WeightSpec[])[] {
  const portions: WeightSpec[][] = []
  let room = 0
  for (const w of weights) {
    if (room < elementsOf(w) || portions.length === 0) {
      portions.push([])
      room = APPLIED_TOGETHER
    }
    portions.at(-1)?.push(w)
    room -= elementsOf(w)
  }
  return portions
}

interface Programs { readonly gradients: Program; readonly loss: Program; readonly norm: Program; readonly apply: readonly Applying[]; readonly accumulate: Program; readonly keep: Program | null }

/** An adapter's way is measured from nothing by its second matrix alone: half of B is half of the change. */
const isOnTheWay = ({ name }: WeightSpec): boolean => !name.includes('.lora_') || name.endsWith('.lora_B.weight')

const countedTargets = (targets: BigInt64Array): number => targets.reduce((n, t) => n + (t === -100n ? 0 : 1), 0)

export class OnnxLearner implements Learner {
  readonly device: string
  readonly trainableParameters: number
  readonly #engine: Engine
  readonly #programs: Programs
  readonly #specs: readonly WeightSpec[]
  /** Inputs of the learning graph that are drawn by chance. */
  readonly #drawn: readonly string[]
  readonly #trained: readonly WeightSpec[]
  readonly #options: LearnerOptions
  readonly #keeping: Keeping
  /** Weights, the optimiser's slots and the means, by name. */
  readonly #state = new Map<string, Tensor>()
  #sum: Tensors | null = null
  #counted = 0
  /** Where the voice stands between the first weights and the learned ones, and whether it is up to date. */
  readonly #kept = new Map<string, Tensor>()
  #keptIsCurrent = false
  /** What a recurrent model remembers of the rows it read last, by the names of its inputs; empty at a beginning. */
  readonly #carried = new Map<string, Tensor>()
  /** Gradient buffers of a host run, written over step after step. */
  #buffers: Into | null = null

  private constructor(engine: Engine, options: LearnerOptions, { graph, weights }: ReturnType<typeof gradientsProgram>, trained: readonly WeightSpec[], programs: Programs) {
    this.device = engine.device
    this.#engine = engine
    this.#options = options
    this.#keeping = keepingOf(options)
    this.#specs = weights
    this.#drawn = graph.inputs.map((v) => v.name).filter((name) => name.startsWith('chance.')).sort()
    this.#trained = trained
    this.#programs = programs
    this.trainableParameters = trained.reduce((n, w) => n + w.shape.reduce((a, b) => a * b, 1), 0)
  }

  static async create(engine: Engine, options: LearnerOptions): Promise<OnnxLearner> {
    const { model, linear, learning = linear, trainable, momentum, decays = everywhere, labelSmoothing = 0, blockwise = false } = options
    // A loop over rows costs a processor nothing; a GPU would hand its state to and fro.
    const chunked = engine.device === 'cpu'
    const gradients = gradientsProgram(model, learning, trainable, { smoothing: labelSmoothing, chunked, carried: carriesState(model) })
    const trained = gradients.weights.filter((w) => trainable(w.name))
    const learner = new OnnxLearner(engine, options, gradients, trained, {
      gradients: blockwise ? await compileBlockwise(engine, pieces(model, learning, trainable, { smoothing: labelSmoothing, chunked })) : await engine.compile(gradients.graph, { host: [names.nll] }),
      loss: await engine.compile(lossProgram(model, linear, { chunked }).graph, { host: [names.nll], sparing: blockwise }),
      norm: await engine.compile(normProgram(trained), { host: ['squared_norm'] }),
      apply: await Promise.all(inPortions(trained).map(async (weights) => ({
        weights, program: await engine.compile(applyProgram(weights, { ...keepingOf(options), momentum: 0.9, nesterov: false, ...momentum, decays }), { host: [], sparing: true })
      }))),
      accumulate: await engine.compile(accumulateProgram(trained), { host: [] }),
      keep: (options.keep ?? 1) < 1 ? await engine.compile(keepProgram(trained.filter(isOnTheWay)), { host: [] }) : null
    })
    await learner.#load(gradients.weights)
    return learner
  }

  async accumulate(batch: Batch, draw = 0): Promise<Scored> {
    const all = targetsOf(this.#options.model.objective, batch)
    const [read, targets] = this.carries ? [{ ...batch, inputIds: withoutLast(batch.inputIds, batch.length), length: batch.length - 1 }, withoutLast(all, batch.length)] : [batch, all]
    const tokens = countedTargets(targets)
    const given = { chance: this.#chance(read, draw), memory: this.#remembered(batch) }
    const results = await this.#run(this.#programs.gradients, this.#state, read, targets, { ...given, ...(this.#sum === null ? { into: this.#gradientBuffers() } : {}) })
    this.#remember(results)
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
    const targets = targetsOf(this.#options.model.objective, batch)
    const results = await this.#run(this.#programs.loss, await this.weights(), batch, targets)
    return { nll: numbers(results[names.nll])[0] ?? NaN, tokens: countedTargets(targets) }
  }

  /** Gradients summed since the last `apply`, under their weights' names; for verification. */
  async gradients(): Promise<readonly NamedArray[]> {
    const sum = this.#sum
    if (sum === null) throw new RangeError('no gradients yet')
    return Promise.all(this.#trained.map(async (w) => ({ name: w.name, shape: w.shape, data: numbers(await this.#engine.download(tensor(sum, names.gradient(w.name)))).slice() })))
  }

  async parameters(): Promise<readonly NamedArray[]> {
    const speaking = await this.weights()
    return this.#read(this.#trained.map((w) => ({ name: w.name, shape: w.shape })), speaking)
  }

  async state(): Promise<readonly NamedArray[]> {
    const carried = await this.#read([...this.#carried].map(([name, { dims }]) => ({ name, shape: dims })), this.#carried)
    const learned = await this.#read(this.#trained.flatMap((w) => stateNames(w.name, this.#keeping).map((name) => ({ name, shape: w.shape }))), this.#state)
    return [...learned, ...carried]
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
    this.#forget()
    for (const { past } of this.#options.model.memory) {
      const found = this.carries ? given.get(past) : undefined
      if (found) this.#carried.set(past, await this.#engine.upload(floats(found.data.slice(), found.shape)))
    }
    this.#keptIsCurrent = false
    this.#clearSum()
  }

  get carries(): boolean {
    return carriesState(this.#options.model)
  }

  get engine(): Engine {
    return this.#engine
  }

  /** Every weight's tensor on the device, as it speaks and is measured: the mean, where one is kept, and as much of the way as is kept. */
  async weights(): Promise<ReadonlyMap<string, Tensor>> {
    await this.#keepShare()
    const held = Object.fromEntries(this.#state)
    const spoken = this.#trained.map((w) => [w.name, this.#kept.get(w.name) ?? tensor(held, this.#learnedName(w.name))] as const)
    return new Map([...this.#state, ...spoken])
  }

  async dispose(): Promise<void> {
    this.#clearSum()
    this.#forget()
    for (const t of [...this.#state.values(), ...this.#kept.values()]) t.dispose()
    this.#state.clear()
    this.#kept.clear()
    const { apply, ...others } = this.#programs
    for (const program of [...apply.map((a) => a.program), ...Object.values(others)]) await (program as Program | null)?.dispose()
  }

  async #load(specs: readonly WeightSpec[]): Promise<void> {
    const trained = new Set(this.#trained)
    for (const spec of specs) {
      const data = this.#options.weights.get(spec.name)
      if (!data) throw new RangeError(`no values were given for ${spec.name}`)
      if (!(data instanceof Float32Array)) {
        // Packed bytes lie on the host: the runtime moves them where it unpacks them.
        this.#state.set(spec.name, bytes(data, spec.shape))
        continue
      }
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

  #run(program: Program, weights: ReadonlyMap<string, Tensor>, batch: Batch, targets: BigInt64Array, { into, chance: drawn = {}, memory = {} }: { readonly into?: Into | undefined; readonly chance?: Tensors; readonly memory?: Tensors } = {}): Promise<Tensors> {
    const inputs = Object.fromEntries(this.#specs.map((w) => [w.name, weights.get(w.name)]).filter((entry): entry is [string, Tensor] => entry[1] !== undefined))
    return program.run({ ...inputs, ...drawn, ...memory, [names.ids]: longs(batch.inputIds, [batch.batch, batch.length]), [names.targets]: longs(targets, [targets.length]) }, into)
  }

  /** The random numbers of one batch: a function of the seed and the draw, so that a run that goes on draws what it would have drawn. */
  #chance(batch: Batch, draw: number): Tensors {
    if (this.#drawn.length === 0) return {}
    const random = createRandom(seedState(this.#options.seed ?? 0, draw, this.#drawn.length))
    const between = (count: number, [low, high]: readonly [number, number]): Tensor => floats(Float32Array.from({ length: count }, () => low + (high - low) * random.float()), [count])
    return Object.fromEntries(this.#drawn.map((name) => [name, name === chance.rows
      ? between(batch.batch * batch.length, chance.rowRange) : between(Number(name.slice(chance.columns.length)), chance.columnRange)]))
  }

  #gradientBuffers(): Into | undefined {
    if (this.#engine.device !== 'cpu') return undefined
    this.#buffers ??= Object.fromEntries([[names.nll, scalar(0)] as const,
      ...this.#trained.map((w) => [names.gradient(w.name), floats(new Float32Array(w.shape.reduce((a, b) => a * b, 1)), w.shape)] as const),
      ...(this.carries ? this.#options.model.memory : []).map((m) => [m.present, null] as const)])
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
    this.#keptIsCurrent = false
    const scalars = this.#scalars({
      scale, ...optimisers[optimiser].scalars({ learningRate, count: step, weightDecay: this.#options.weightDecay }), ...(average === null ? {} : { stay: stayingShare(average, step) })
    })
    for (const portion of this.#programs.apply) await this.#stepPortion(portion, gradients, scalars)
  }

  async #stepPortion({ weights, program }: Applying, gradients: Tensors, scalars: Tensors): Promise<void> {
    const held = Object.fromEntries(this.#state)
    const state = Object.fromEntries(weights.flatMap((w) => stateNames(w.name, this.#keeping)).map((name) => [name, tensor(held, name)]))
    const own = Object.fromEntries(weights.map((w) => [names.gradient(w.name), tensor(gradients, names.gradient(w.name))]))
    const into = Object.fromEntries(Object.entries(state).map(([name, t]) => [names.next(name), t]))
    const results = await program.run({ ...state, ...own, ...scalars }, into)
    if (this.#engine.device === 'cpu') return
    for (const [name, before] of Object.entries(state)) {
      this.#state.set(name, tensor(results, names.next(name)))
      before.dispose()
    }
  }

  /** The state the batch's rows go on from: the one kept, or nothing. */
  #remembered({ batch, continues = false }: Batch): Tensors {
    if (!this.carries) return {}
    const held = Object.fromEntries(this.#carried)
    return Object.fromEntries(this.#options.model.memory.map(({ past, shape }) => {
      const dims = shape(batch, 0).map(Number)
      const kept = continues ? held[past] : undefined
      return [past, kept?.dims[0] === batch ? kept : floats(new Float32Array(dims.reduce((a, b) => a * b, 1)), dims)]
    }))
  }

  #remember(results: Tensors): void {
    if (!this.carries) return
    this.#forget()
    for (const { past, present } of this.#options.model.memory) this.#carried.set(past, tensor(results, present))
  }

  #forget(): void {
    if (this.#engine.device !== 'cpu') this.#release(Object.fromEntries(this.#carried))
    this.#carried.clear()
  }

  #learnedName(weight: string): string {
    return this.#keeping.averaged ? averageName(weight) : weight
  }

  async #keepShare(): Promise<void> {
    const { keep } = this.#programs
    if (keep === null || this.#keptIsCurrent) return
    const held = Object.fromEntries(this.#state)
    const onTheWay = this.#trained.filter(isOnTheWay)
    const inputs = onTheWay.flatMap((w) => [[names.base(w.name), this.#first(w)], [w.name, tensor(held, this.#learnedName(w.name))]] as const)
    const into = this.#engine.device === 'cpu' && this.#kept.size > 0 ? Object.fromEntries(onTheWay.map((w) => [names.next(w.name), tensor(Object.fromEntries(this.#kept), w.name)])) : undefined
    const results = await keep.run({ ...Object.fromEntries(inputs), share: scalar(this.#options.keep ?? 1) }, into)
    for (const w of onTheWay) {
      if (this.#engine.device !== 'cpu') this.#kept.get(w.name)?.dispose()
      this.#kept.set(w.name, tensor(results, names.next(w.name)))
    }
    this.#keptIsCurrent = true
  }

  /** A weight as the run found it: on the host, shared with whoever loaded it. */
  #first(w: WeightSpec): Tensor {
    const data = this.#options.weights.get(w.name)
    if (!(data instanceof Float32Array)) throw new RangeError(`no values were given for ${w.name}`)
    return floats(data, w.shape)
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
