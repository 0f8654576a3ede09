// A model that learns, on ONNX Runtime: the Learner of ml/training. Knows graphs and tensors; knows no text, no clock and no file.
import type { Model } from '../models/architecture.ts'
import type { Chance, LinearFactory, WeightSpec } from '../nn/build.ts'
import { halfOf, inHalves } from '../graph/halves.ts'
import { chance, saltOf } from '../nn/chance.ts'
import { createRandom, seedState } from '../random.ts'
import type { Applied, ApplyOptions, Batch, Learner, NamedArray, Scored } from '../training/learner.ts'
import { afterGood, afterOverflow, canShrink, type LossScale, scaleFrom, scaleName, scaleNumbers, startingScale } from '../training/loss-scale.ts'
import { averageName, optimisers, type OptimiserName, type OptimiserOptions, stateNames, stayingShare } from '../training/optimisers.ts'
import { carriesState, gradientsProgram, keepProgram, lossProgram, names, targetsOf, withoutLast } from '../training/programs.ts'
import { lossPieces, pieces } from '../training/pieces.ts'
import { compileBlockwise, type Made } from './blockwise.ts'
import { bytes, type Engine, floats, type Into, longs, numbers, type Program, scalar, type Tensor, type Tensors } from './engine.ts'
import { halvesOf } from './halves.ts'
import { ByReach, type Reach, reachOf } from './heads.ts'
import { type Stepping, steppingOn } from './stepping.ts'

export interface LearnerOptions {
  readonly model: Model
  readonly linear: LinearFactory
  /** How layers are made for learning, where that differs: something is left to chance. */
  readonly learning?: LinearFactory
  /** What the model itself leaves out by chance while it learns; absent: nothing. */
  readonly chance?: Chance | null
  readonly trainable: (weight: string) => boolean
  /** Values of every weight, trained or not; those that are not may be packed. */
  readonly weights: ReadonlyMap<string, Float32Array | Int8Array | Uint8Array>
  /** The values are the learner's from now on: memory of those it has laid elsewhere is given back at once. */
  readonly yielded?: boolean
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
  /** What matrix products are computed in; f16 with a loss scale that finds itself. Weights, and what the optimiser keeps, are f32. */
  readonly precision?: 'f32' | 'f16'
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

interface Programs { readonly gradients: ByReach; readonly loss: ByReach; readonly keep: Program | null }

/** An adapter's way is measured from nothing by its second matrix alone: half of B is half of the change. */
const isOnTheWay = ({ name }: WeightSpec): boolean => !name.includes('.lora_') || name.endsWith('.lora_B.weight')

/** Not only forgotten: a large array that nobody holds stays until the collector comes by, and a step may need the room before (half a gigabyte of GPT-2's three, measured). */
function giveBack({ buffer, byteLength }: Float32Array): void {
  if (byteLength === buffer.byteLength) (buffer as ArrayBuffer & { transfer(bytes: number): ArrayBuffer }).transfer(0)
}

const countedPositions = (targets: BigInt64Array): BigInt64Array => BigInt64Array.from([...targets.keys()].filter((i) => targets[i] !== -100n), BigInt)
const countedTargets = (targets: BigInt64Array): number => countedPositions(targets).length
const headAt = (reach: Reach): { readonly chunked: boolean; readonly counted: boolean } => ({ chunked: reach === 'rows', counted: reach === 'counted' })

export class OnnxLearner implements Learner {
  readonly device: string
  readonly trainableParameters: number
  readonly #engine: Engine
  readonly #programs: Programs
  readonly #specs: readonly WeightSpec[]
  /** Inputs of the learning graph that are drawn by chance. */
  readonly #drawn: readonly string[]
  /** Numbers that belong to the layers which leave something to chance. */
  readonly #salts: Tensors
  readonly #trained: readonly WeightSpec[]
  readonly #options: Omit<LearnerOptions, 'weights'>
  /** The weights as they were given: of those that are learned only where part of the way from them is kept, since they have a copy of their own. */
  readonly #given: Map<string, Float32Array | Int8Array | Uint8Array>
  readonly #keeping: Keeping
  /** Weights, the optimiser's slots and the means, by name. */
  readonly #state: Map<string, Tensor>
  readonly #stepping: Stepping
  /** Frozen matrices in sixteen bits, which products read; measuring and speaking read the whole ones. None where products are whole. */
  #halves: Tensors = {}
  #sum: Tensors | null = null
  #counted = 0
  /** Where the voice stands between the first weights and the learned ones, and whether it is up to date. */
  readonly #kept = new Map<string, Tensor>()
  #keptIsCurrent = false
  /** null: products in f32, and nothing is scaled. */
  #scale: LossScale | null
  /** Positions of a step's first batch: the scale is of the mean loss, or long batches would overflow before short ones. */
  #nominal = 1
  /** What a recurrent model remembers of the rows it read last, by the names of its inputs; empty at a beginning. */
  readonly #carried = new Map<string, Tensor>()

  private constructor(engine: Engine, options: LearnerOptions, { graph, weights }: ReturnType<typeof gradientsProgram>, trained: readonly WeightSpec[], state: Map<string, Tensor>, stepping: Stepping, programs: Programs) {
    this.device = engine.device
    this.#engine = engine
    const { weights: given, ...rest } = options
    this.#options = rest
    this.#given = new Map(given)
    this.#keeping = keepingOf(options)
    this.#scale = options.precision === 'f16' ? startingScale : null
    this.#specs = weights
    const ofChance = graph.inputs.map((v) => v.name).filter((name) => name.startsWith('chance.'))
    this.#drawn = ofChance.filter((name) => !name.startsWith(chance.salt)).sort()
    this.#salts = Object.fromEntries(ofChance.filter((name) => name.startsWith(chance.salt)).map((name) => [name, scalar(saltOf(name.slice(chance.salt.length)))]))
    this.#trained = trained
    this.#state = state
    this.#stepping = stepping
    this.#programs = programs
    this.trainableParameters = trained.reduce((n, w) => n + w.shape.reduce((a, b) => a * b, 1), 0)
  }

  static async create(engine: Engine, options: LearnerOptions): Promise<OnnxLearner> {
    const { model, linear, learning = linear, trainable, momentum, decays = everywhere, labelSmoothing = 0, blockwise = false, precision = 'f32', chance: left = null } = options
    const scaled = precision === 'f16'
    const losing = { smoothing: labelSmoothing, scaled, carried: carriesState(model), chance: left }
    const learned = (reach: Reach): ReturnType<typeof gradientsProgram> => gradientsProgram(model, learning, trainable, { ...losing, ...headAt(reach) })
    const gradients = learned('all')
    const trained = gradients.weights.filter((w) => trainable(w.name))
    const frozen = new Set(gradients.weights.filter((w) => !trainable(w.name) && w.dtype === 'float32' && w.shape.length === 2).map((w) => w.name))
    const made: Made = (graph, weightOf) => (scaled ? inHalves(graph, { held: engine.device === 'cpu', ready: (input) => frozen.has(weightOf(input)) }) : graph)
    const itself = (name: string): string => name
    const compile = (reach: Reach): Promise<Program> => blockwise
      ? compileBlockwise(engine, pieces(model, learning, trainable, { ...losing, ...headAt(reach) }), made) : engine.compile(made(learned(reach).graph, itself), { host: [names.nll] })
    const state = new Map<string, Tensor>()
    const stepping = await steppingOn(engine, trained, { ...keepingOf(options), momentum: 0.9, nesterov: false, ...momentum, decays }, state)
    const learner = new OnnxLearner(engine, options, gradients, trained, state, stepping, {
      gradients: new ByReach(compile),
      loss: new ByReach((reach) => (blockwise ? compileBlockwise(engine, lossPieces(model, linear, headAt(reach))) : engine.compile(lossProgram(model, linear, headAt(reach)).graph, { host: [names.nll] }))),
      keep: (options.keep ?? 1) < 1 ? await engine.compile(keepProgram(trained.filter(isOnTheWay)), { host: [] }) : null
    })
    await learner.#load(gradients.weights)
    const halved = made(gradients.graph, itself).inputs.map(({ name }) => halfOf(name)).filter((name) => name !== null)
    const held = Object.fromEntries(state)
    if (halved.length > 0) learner.#halves = await halvesOf(engine, Object.fromEntries(halved.map((name) => [name, tensor(held, name)])))
    return learner
  }

  async accumulate(batch: Batch, draw = 0): Promise<Scored> {
    const all = targetsOf(this.#options.model.objective, batch)
    const [read, targets] = this.carries ? [{ ...batch, inputIds: withoutLast(batch.inputIds, batch.length), length: batch.length - 1 }, withoutLast(all, batch.length)] : [batch, all]
    const tokens = countedTargets(targets)
    if (this.#sum === null) this.#nominal = Math.max(1, tokens)
    const given = { chance: this.#chance(read, draw), memory: this.#remembered(batch), into: this.#into() }
    const results = await this.#run(this.#programs.gradients, this.#state, read, targets, given)
    this.#remember(results)
    const gradients = Object.fromEntries(this.#trained.map((w) => [names.gradient(w.name), tensor(results, names.gradient(w.name))]))
    this.#sum = this.#sum === null ? gradients : await this.#stepping.add(this.#sum, gradients)
    this.#counted += tokens
    return { nll: numbers(results[names.nll])[0] ?? NaN, tokens }
  }

  async apply(options: ApplyOptions): Promise<Applied> {
    if (this.#sum === null || this.#counted === 0) throw new RangeError('apply needs gradients: call accumulate first')
    const scale = this.#factor
    const gradientNorm = Math.sqrt(await this.#stepping.squaredNorm(this.#sum)) / this.#counted / scale
    const isFinite = Number.isFinite(gradientNorm)
    if (isFinite) await this.#step(options, this.#sum, Math.min(1, this.#options.clip / (gradientNorm + 1e-6)) / this.#counted / scale)
    this.#clearSum()
    const adapted = !isFinite && this.#scale !== null && canShrink(this.#scale)
    if (this.#scale !== null) this.#scale = isFinite ? afterGood(this.#scale) : afterOverflow(this.#scale)
    return { gradientNorm, skipped: !isFinite && !adapted, ...(adapted ? { adapted } : {}) }
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
    const scale = this.#factor
    return Promise.all(this.#trained.map(async (w) => ({ name: w.name, shape: w.shape, data: numbers(await this.#engine.download(tensor(sum, names.gradient(w.name)))).map((g) => g / scale) })))
  }

  async parameters(): Promise<readonly NamedArray[]> {
    const speaking = await this.weights()
    return this.#read(this.#trained.map((w) => ({ name: w.name, shape: w.shape })), speaking)
  }

  async state(): Promise<readonly NamedArray[]> {
    const carried = await this.#read([...this.#carried].map(([name, { dims }]) => ({ name, shape: dims })), this.#carried)
    const learned = await this.#read(this.#trained.flatMap((w) => stateNames(w.name, this.#keeping).map((name) => ({ name, shape: w.shape }))), this.#state)
    return [...learned, ...carried, ...(this.#scale === null ? [] : [{ name: scaleName, shape: [2], data: scaleNumbers(this.#scale) }])]
  }

  async restore(state: readonly NamedArray[]): Promise<void> {
    const given = new Map(state.map((s) => [s.name, s]))
    for (const w of this.#trained) {
      for (const name of stateNames(w.name, this.#keeping)) {
        const found = given.get(name)
        if (!found || found.shape.join() !== w.shape.join()) throw new RangeError(`the saved state has no ${name} of shape [${w.shape.join(', ')}]`)
        await this.#stepping.put(name, w.shape, found.data)
      }
    }
    const scale = given.get(scaleName)
    if (scale && this.#scale !== null) this.#scale = scaleFrom(scale.data)
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

  /** What the summed loss is multiplied by before it is walked back. */
  get #factor(): number {
    return this.#scale === null ? 1 : this.#scale.scale / this.#nominal
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
    for (const t of [...this.#state.values(), ...this.#kept.values(), ...Object.values(this.#halves)]) t.dispose()
    this.#state.clear()
    this.#kept.clear()
    for (const program of Object.values(this.#programs)) await (program as ByReach | Program | null)?.dispose()
    await this.#stepping.dispose()
  }

  async #load(specs: readonly WeightSpec[]): Promise<void> {
    const trained = new Set(this.#trained)
    for (const spec of specs) {
      const data = this.#given.get(spec.name)
      if (!data) throw new RangeError(`no values were given for ${spec.name}`)
      if (!(data instanceof Float32Array)) {
        // Packed bytes lie on the host: the runtime moves them where it unpacks them.
        this.#state.set(spec.name, bytes(data, spec.shape))
        continue
      }
      if (!trained.has(spec)) this.#state.set(spec.name, await this.#engine.upload(floats(data, spec.shape)))
      else await this.#begin(spec, data)
      if (!trained.has(spec) || this.#programs.keep !== null) continue
      this.#given.delete(spec.name)
      if (this.#engine.onHost && this.#options.yielded === true) giveBack(data)
    }
  }

  /** A weight as it begins: slots at nothing, the mean where the weight is. */
  async #begin({ name: weight, shape }: WeightSpec, data: Float32Array): Promise<void> {
    const started = new Set([weight, averageName(weight)])
    for (const name of stateNames(weight, this.#keeping)) await this.#stepping.put(name, shape, started.has(name) ? data : new Float32Array(data.length))
  }

  #read(wanted: readonly { readonly name: string; readonly shape: readonly number[] }[], from: ReadonlyMap<string, Tensor>): Promise<readonly NamedArray[]> {
    return Promise.all(wanted.map(async ({ name, shape }) => {
      const held = from.get(name)
      if (!held) throw new RangeError(`no state called ${name}`)
      return { name, shape, data: numbers(await this.#engine.download(held)).slice() }
    }))
  }

  async #run(programs: ByReach, weights: ReadonlyMap<string, Tensor>, batch: Batch, targets: BigInt64Array, { into, chance: drawn = {}, memory = {} }: { readonly into?: Into | undefined; readonly chance?: Tensors; readonly memory?: Tensors } = {}): Promise<Tensors> {
    const inputs = Object.fromEntries(this.#specs.map((w) => [w.name, weights.get(w.name)]).filter((entry): entry is [string, Tensor] => entry[1] !== undefined))
    const which = countedPositions(targets)
    const reach = this.#reach(batch, which.length)
    const program = await programs.of(reach)
    const counted = reach === 'counted' ? { [names.counted]: longs(which, [which.length]) } : {}
    const scale = this.#scale === null || programs === this.#programs.loss ? {} : { [names.lossScale]: scalar(this.#factor), ...this.#halves }
    return program.run({ ...inputs, ...drawn, ...memory, ...counted, ...scale, [names.ids]: longs(batch.inputIds, [batch.batch, batch.length]), [names.targets]: longs(targets, [targets.length]) }, into)
  }

  /**
   * A loop over rows costs a processor nothing; a GPU would hand its state to and fro, and make its programs anew for every number of positions. A class has one position a row.
   * In sixteen bits there is no loop: the head's own gradients must be scaled, and so be made with the others.
   */
  #reach({ batch: rows, length }: Batch, counted: number): Reach {
    const { model, blockwise = false } = this.#options
    const loops = this.device === 'cpu' && this.#scale === null
    const reach = reachOf({ rows, length, counted }, loops)
    return reach === 'counted' && (blockwise || model.objective === 'class') ? reachOf({ rows, length, counted: rows * length }, loops) : reach
  }

  /** The random numbers of one batch: a function of the seed and the draw, so that a run that goes on draws what it would have drawn. */
  #chance(batch: Batch, draw: number): Tensors {
    if (this.#drawn.length === 0) return {}
    const random = createRandom(seedState(this.#options.seed ?? 0, draw, this.#drawn.length))
    const between = (count: number, [low, high]: readonly [number, number]): Tensor => floats(Float32Array.from({ length: count }, () => low + (high - low) * random.float()), [count])
    const rows: Readonly<Record<string, number>> = { [chance.rows]: batch.batch * batch.length, [chance.texts]: batch.batch }
    const columns = (name: string): number => (name === chance.keys ? batch.length : Number(name.slice(chance.columns.length)))
    const drawn = this.#drawn.map((name) => [name, rows[name] ? between(rows[name], chance.rowRange) : between(columns(name), chance.columnRange)] as const)
    return { ...this.#salts, ...Object.fromEntries(drawn) }
  }

  /** Where a batch's results are written, on a host. */
  #into(): Into | undefined {
    const gradients = this.#stepping.buffers(this.#sum === null)
    if (gradients === null) return undefined
    const memory = (this.carries ? this.#options.model.memory : []).map((m) => [m.present, null] as const)
    return { [names.nll]: scalar(0), ...gradients, ...Object.fromEntries(memory) }
  }

  async #step({ learningRate, step }: ApplyOptions, gradients: Tensors, scale: number): Promise<void> {
    const { optimiser, average } = this.#keeping
    this.#keptIsCurrent = false
    const scalars = this.#scalars({
      scale, ...optimisers[optimiser].scalars({ learningRate, count: step, weightDecay: this.#options.weightDecay }), ...(average === null ? {} : { stay: stayingShare(average, step) })
    })
    await this.#stepping.step(gradients, scalars)
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
    if (!this.#engine.onHost) this.#release(Object.fromEntries(this.#carried))
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
    const into = this.#engine.onHost && this.#kept.size > 0 ? Object.fromEntries(onTheWay.map((w) => [names.next(w.name), tensor(Object.fromEntries(this.#kept), w.name)])) : undefined
    const results = await keep.run({ ...Object.fromEntries(inputs), share: scalar(this.#options.keep ?? 1) }, into)
    for (const w of onTheWay) {
      if (!this.#engine.onHost) this.#kept.get(w.name)?.dispose()
      this.#kept.set(w.name, tensor(results, names.next(w.name)))
    }
    this.#keptIsCurrent = true
  }

  /** A weight as the run found it: on the host, shared with whoever loaded it. */
  #first(w: WeightSpec): Tensor {
    const data = this.#given.get(w.name)
    if (!(data instanceof Float32Array)) throw new RangeError(`no values were given for ${w.name}`)
    return floats(data, w.shape)
  }

  #scalars(numbers: Readonly<Record<string, number>>): Tensors {
    return Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, scalar(value)]))
  }

  #clearSum(): void {
    if (this.#sum) this.#stepping.release(this.#sum)
    this.#sum = null
    this.#counted = 0
  }

  #release(tensors: Tensors): void {
    if (!this.#engine.onHost) for (const t of Object.values(tensors)) t.dispose()
  }
}

function tensor(tensors: Tensors, name: string): Tensor {
  const found = tensors[name]
  if (!found) throw new RangeError(`the program gave no ${name}`)
  return found
}
