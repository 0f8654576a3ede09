// Opening a model to learn: which way of making layers, which weights are trained, with which values they begin. Knows folders and methods; knows no text and no app.
import type { Decoder } from '../generation/decoder.ts'
import type { Model } from '../models/architecture.ts'
import { type Chance, type LinearFactory, type WeightSpec, Weights } from '../nn/build.ts'
import { loraLinear, type LoraOptions, plainLinear, startingMagnitudes } from '../nn/linear.ts'
import { type BaseWeights, baseMatrices, originOf, packWeight } from '../nn/packed.ts'
import { targeting } from '../peft.ts'
import { Graph } from '../graph/graph.ts'
import { evenNumbers, gaussians } from '../training/initial.ts'
import type { Learner } from '../training/learner.ts'
import type { OptimiserName } from '../training/optimisers.ts'
import { OnnxDecoder } from './decoder.ts'
import { bytes, type DeviceName, Engine, floats, numbers, type Tensor } from './engine.ts'
import { BadModel, loadWeights, readConfig, readModel, weightsThere } from './folder.ts'
import { type LearnerOptions, OnnxLearner } from './learner.ts'
import { headOnly, isAdapter, linearLayers, trainedWeights, weightSpecs } from '../models/layers.ts'
import { lendsItsHead, type ReadingHead, saysTheSame, withHead } from '../models/reading.ts'

export type Method = 'lora' | 'full' | 'scratch'

/** What is left out is as the defaults of the author's settings have it. */
export interface LearnerRequest {
  readonly model: string
  /** What a model that reads is to say, whatever its folder's head says; absent: it is learned as it is. */
  readonly reading?: ReadingHead | null | undefined
  readonly method: Method
  readonly device: DeviceName
  readonly rank: number
  readonly alpha: number
  readonly weightDecay: number
  readonly clip: number
  /** Decides first values, and what is left out by chance. */
  readonly seed: number
  readonly optimiser?: OptimiserName
  readonly momentum?: number
  readonly nesterov?: boolean
  /** Weight decay is for matrices; on norms and biases too only when asked for. */
  readonly decayNorms?: boolean
  readonly labelSmoothing?: number
  readonly average?: number | null
  /** Share of the way from the base to what was learned that the voice keeps. */
  readonly keep?: number
  readonly rslora?: boolean
  readonly dora?: boolean
  readonly loraDropout?: number
  /** Share that the model itself leaves out while it learns; null: as the configuration of one that reads has it, none for one that continues texts. */
  readonly dropout?: number | null
  /** Layers that get an adapter, by the last part of their name; null: the architecture's own choice. */
  readonly targets?: readonly string[] | null
  /** Without an adapter: only the last blocks, the final norm and a head of its own are trained; null: all. */
  readonly lastLayers?: number | null
  readonly freezeEmbeddings?: boolean
  /** How the frozen model under an adapter is kept. */
  readonly baseWeights?: BaseWeights
  /** What products are computed in; `auto` must have been decided before. */
  readonly precision?: 'auto' | 'f32' | 'f16'
  /** Gradient checkpointing, block by block; `auto` must have been decided before. */
  readonly checkpointing?: 'auto' | 'on' | 'off'
}

/** What is left to chance in the model itself. */
export const chanceOf = ({ reading = null, dropout = null }: Pick<LearnerRequest, 'reading' | 'dropout'>): Chance | null => (reading !== null || dropout !== null ? { share: dropout } : null)

export type Shaping = Pick<LearnerRequest, 'method' | 'rank' | 'alpha' | 'rslora' | 'dora' | 'loraDropout' | 'targets' | 'baseWeights'>

function loraOptions(model: Model, { rank, alpha, rslora = false, dora = false, targets = null, baseWeights = 'f32' }: Shaping): LoraOptions {
  return { base: baseMatrices[baseWeights], rank, scale: alpha / (rslora ? Math.sqrt(rank) : rank), dora, targets: targeting(targets ?? model.loraTargets) }
}

/** As the model speaks and is measured: nothing is left to chance. */
export const linearFor = (model: Model, request: Shaping): LinearFactory => (request.method === 'lora' ? loraLinear(loraOptions(model, request)) : plainLinear)

/** As it learns. */
const learningLinear = (model: Model, request: Shaping): LinearFactory =>
  request.method === 'lora' ? loraLinear({ ...loraOptions(model, request), dropout: request.loraDropout ?? 0 }) : plainLinear

/** Names of layers that were asked for and that no layer has. */
export function strangeTargets(model: Model, targets: readonly string[]): readonly string[] {
  const layers = linearLayers(model).map((l) => l.name)
  return targets.filter((t) => !layers.some(targeting([t])))
}

export async function openLearner(request: LearnerRequest): Promise<OnnxLearner & Learner> {
  const model = await readModel(request.model, request.reading)
  const [strange] = strangeTargets(model, request.targets ?? [])
  if (strange !== undefined) throw new BadModel(`no layer of this model is called ${strange}; its layers are ${[...new Set(linearLayers(model).map((l) => l.name.split('.').at(-1)))].join(', ')}`)
  if (request.method === 'lora' && !linearLayers(model).some(({ name }) => targeting(request.targets ?? model.loraTargets)(name))) throw new BadModel(`no layer of a ${model.architecture} can carry an adapter: let it be learned whole`)
  const linear = linearFor(model, request)
  const specs = weightSpecs(model, linear)
  const weights = await firstValues(model, specs, request)
  const trainable = trainedWeights(specs, { ...request, head: learnedHead(model, request) })
  return OnnxLearner.create(new Engine(request.device, (request.baseWeights ?? 'f32') !== 'f32'), { model, linear, learning: learningLinear(model, request), chance: chanceOf(request), trainable, weights, yielded: true, ...waysOf(request) })
}

/** Beside an adapter a model that tells classes learns its head whole, as PEFT's `modules_to_save` has it: an adapter cannot make what was never there. */
export const learnedHead = (model: Model, { method, reading = null }: Pick<LearnerRequest, 'method' | 'reading'>): ReadonlySet<string> =>
  (method === 'lora' && reading?.objective === 'class' ? headOnly(model) : new Set())

type Ways = Omit<LearnerOptions, 'model' | 'linear' | 'learning' | 'chance' | 'trainable' | 'weights'>

/** Norms and biases are the weights of one axis, in every architecture here. */
function waysOf({ weightDecay, clip, seed, optimiser = 'adamw', momentum = 0.9, nesterov = false, decayNorms = false, labelSmoothing = 0, average = null, keep = 1, checkpointing = 'off', precision = 'f32' }: LearnerRequest): Ways {
  return { weightDecay, clip, seed, optimiser, momentum: { momentum, nesterov }, decays: (w) => decayNorms || w.shape.length > 1, labelSmoothing, average, keep, blockwise: checkpointing === 'on', precision: precision === 'f16' ? 'f16' : 'f32' }
}

type Values = Map<string, Float32Array | Int8Array | Uint8Array>

/** Packed one by one as they are read, so that the whole model is never there in full. */
async function packedValues(folder: string, model: Model, specs: readonly WeightSpec[]): Promise<Values> {
  const values: Values = new Map()
  for (const spec of specs) {
    const origin = originOf(spec.name, spec.shape)
    if (origin === null) continue
    const { kind, weight, stored } = origin
    const data = (await loadWeights(folder, model, [{ name: weight, shape: stored, initial: 'normal', dtype: 'float32' }])).get(weight) ?? new Float32Array()
    for (const [name, packed] of packWeight(kind, weight, data, stored)) values.set(name, packed)
  }
  return values
}

/** Weights that begin anew, whatever the folder has: all from scratch, an adapter's, and a head that is another than the folder's. */
async function beginners(model: Model, specs: readonly WeightSpec[], { model: folder, method, reading = null }: LearnerRequest): Promise<(name: string) => boolean> {
  if (method === 'scratch') return () => true
  if (reading === null) return isAdapter
  const before = await readConfig(folder)
  const after = withHead(before, reading)
  if (saysTheSame(before, after)) return isAdapter
  const head = headOnly(model)
  const there = lendsItsHead(before, after) ? await weightsThere(folder, model, specs) : new Set<string>()
  if (method === 'lora' && reading.objective === 'masked' && [...head].some((name) => !there.has(name))) throw new BadModel('it has no head that names hidden words, and an adapter cannot make one: let it be learned whole')
  return (name) => isAdapter(name) || (head.has(name) && !there.has(name))
}

async function firstValues(model: Model, specs: readonly WeightSpec[], request: LearnerRequest): Promise<Values> {
  const packed = await packedValues(request.model, model, specs)
  const isNew = await beginners(model, specs, request)
  const fromFile = specs.filter((s) => !isNew(s.name) && !packed.has(s.name))
  const weights: Values = new Map([...packed, ...(await loadWeights(request.model, model, fromFile))])
  for (const [i, spec] of specs.entries()) if (!weights.has(spec.name)) weights.set(spec.name, initialValues(spec, request.seed, i))
  if (request.method === 'lora' && request.dora === true) for (const [name, data] of await magnitudes(model, loraOptions(model, request), weights)) weights.set(name, data)
  return weights
}

/** Matrices of which nothing else is said: normal, deviation 0.02 (GPT-2); LoRA's A: normal with deviation 1/√in, its B zero; norms one, biases zero. */
function initialValues({ name, shape, initial }: WeightSpec, seed: number, index: number): Float32Array {
  const count = shape.reduce((a, b) => a * b, 1)
  if (initial === 'ones' || initial === 'zeros') return new Float32Array(count).fill(initial === 'ones' ? 1 : 0)
  if (initial === 'normal') return gaussians(count, isAdapter(name) ? 1 / Math.sqrt(shape[1] ?? 1) : 0.02, seed, index)
  if ('ones' in initial) return new Float32Array(count).fill(1, ...initial.ones)
  return 'within' in initial ? evenNumbers(count, initial.within, seed, index) : gaussians(count, initial.deviation, seed, index)
}

const hostTensor = (data: Float32Array | Int8Array | Uint8Array, shape: readonly number[]): Tensor => (data instanceof Float32Array ? floats(data, shape) : bytes(data, shape))

/** DoRA's magnitudes of every adapted layer, from the layers' weights. On the processor, whatever learns later. */
async function magnitudes(model: Model, options: LoraOptions, weights: Values): Promise<readonly (readonly [string, Float32Array])[]> {
  const engine = new Engine('cpu')
  const found: (readonly [string, Float32Array])[] = []
  for (const layer of linearLayers(model).filter((l) => options.targets(l.name))) {
    const graph = new Graph()
    const asked = new Weights(graph)
    graph.output(startingMagnitudes(asked, layer, options), 'magnitude')
    const program = await engine.compile(graph, { host: ['magnitude'] })
    const inputs = asked.specs.map((s) => [s.name, hostTensor(weights.get(s.name) ?? new Float32Array(), s.shape)] as const)
    const { magnitude } = await program.run(Object.fromEntries(inputs))
    found.push([`base_model.model.${layer.name}.lora_magnitude_vector`, numbers(magnitude).slice()])
    await program.dispose()
  }
  return found
}

/** A decoder over a learner's own weights, as they stand: for samples while training. It owns no weight. */
export async function openDecoderOf(learner: OnnxLearner, request: LearnerRequest): Promise<Decoder> {
  const model = await readModel(request.model)
  return OnnxDecoder.create(learner.engine, { model, linear: linearFor(model, request), weights: await learner.weights() })
}
