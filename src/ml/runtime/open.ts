// Opening models for learning, speaking and scoring, from their folders. Knows folders and methods; knows no text and no app.
import { join } from 'node:path'
import { Graph } from '../graph/graph.ts'
import type { Decoder } from '../generation/decoder.ts'
import type { Model } from '../models/architecture.ts'
import { UnsupportedConfig } from '../models/config.ts'
import { type LinearFactory, sequence, type WeightSpec, Weights } from '../nn/build.ts'
import { loraLinear, plainLinear } from '../nn/linear.ts'
import { readAdapterConfig, targeting } from '../peft.ts'
import { gaussians } from '../training/initial.ts'
import type { OptimiserName } from '../training/optimisers.ts'
import type { Batch, Learner, Scored } from '../training/learner.ts'
import { lossProgram, names, shiftLabels } from '../training/programs.ts'
import { OnnxDecoder } from './decoder.ts'
import { type DeviceName, Engine, floats, longs, numbers, type Tensor } from './engine.ts'
import { BadModel, loadWeights, readJson, readModel, TensorFile } from './folder.ts'
import { type LearnerOptions, OnnxLearner } from './learner.ts'

export type Method = 'lora' | 'full' | 'scratch'

export interface LearnerRequest {
  readonly model: string
  readonly method: Method
  readonly device: DeviceName
  readonly rank: number
  readonly alpha: number
  readonly weightDecay: number
  readonly clip: number
  /** Decides LoRA's and from-scratch's first values. */
  readonly seed: number
  readonly optimiser?: OptimiserName
  readonly momentum?: number
  readonly nesterov?: boolean
  /** Weight decay is for matrices; on norms and biases too only when asked for. */
  readonly decayNorms?: boolean
  readonly labelSmoothing?: number
  readonly average?: number | null
}

const isAdapter = (name: string): boolean => name.includes('.lora_')

/** All weights a model has under a way of making its linear layers. */
export function weightSpecs(model: Model, linear: LinearFactory): readonly WeightSpec[] {
  const graph = new Graph()
  const weights = new Weights(graph)
  const build = { graph, weights, linear }
  model.head(build, model.forward(build, graph.input('input_ids', 'int64', ['B', 'T']), sequence('B', 'T', 0), null).hidden)
  return weights.specs
}

export const linearFor = (model: Model, method: Method, rank: number, alpha: number): LinearFactory =>
  method === 'lora' ? loraLinear({ rank, scale: alpha / rank, targets: targeting(model.loraTargets) }) : plainLinear

export async function openLearner(request: LearnerRequest): Promise<OnnxLearner & Learner> {
  const model = await readModel(request.model)
  const linear = linearFor(model, request.method, request.rank, request.alpha)
  const specs = weightSpecs(model, linear)
  const fromFile = specs.filter((s) => request.method !== 'scratch' && !isAdapter(s.name))
  const weights = new Map(await loadWeights(request.model, model, fromFile))
  for (const [i, spec] of specs.entries()) if (!weights.has(spec.name)) weights.set(spec.name, initialValues(spec, request.seed, i))
  const trainable = request.method === 'lora' ? isAdapter : (): boolean => true
  return OnnxLearner.create(new Engine(request.device), { model, linear, trainable, weights, ...waysOf(request) })
}

type Ways = Omit<LearnerOptions, 'model' | 'linear' | 'trainable' | 'weights'>

/** Norms and biases are the weights of one axis, in every architecture here. */
function waysOf({ weightDecay, clip, optimiser = 'adamw', momentum = 0.9, nesterov = false, decayNorms = false, labelSmoothing = 0, average = null }: LearnerRequest): Ways {
  return { weightDecay, clip, optimiser, momentum: { momentum, nesterov }, decays: (w) => decayNorms || w.shape.length > 1, labelSmoothing, average }
}

/** Matrices: normal, deviation 0.02 (GPT-2); LoRA's A: normal with deviation 1/√in, its B zero; norms one, biases zero. */
function initialValues(spec: WeightSpec, seed: number, index: number): Float32Array {
  const count = spec.shape.reduce((a, b) => a * b, 1)
  if (spec.initial !== 'normal') return new Float32Array(count).fill(spec.initial === 'ones' ? 1 : 0)
  const deviation = isAdapter(spec.name) ? 1 / Math.sqrt(spec.shape[1] ?? 1) : 0.02
  return gaussians(count, deviation, seed, index)
}

export interface SpeakerRequest { readonly model: string; readonly adapter: string | null; readonly device: DeviceName }

/** A speaker's weights: the model's own, and the adapter's over them, with the way of making layers that uses both. */
export async function loadSpeaker({ model: folder, adapter }: SpeakerRequest): Promise<{ readonly model: Model; readonly linear: LinearFactory; readonly weights: ReadonlyMap<string, Float32Array> }> {
  const model = await readModel(folder)
  const base = await loadWeights(folder, model, weightSpecs(model, plainLinear))
  if (adapter === null) return { model, linear: plainLinear, weights: base }
  const { linear, weights } = await loadAdapter(model, adapter)
  return { model, linear, weights: new Map([...base, ...weights]) }
}

/** An adapter in PEFT's layout, made here or elsewhere. A tensor that no layer asks for is refused: left out, it would change the voice. */
async function loadAdapter(model: Model, folder: string): Promise<{ readonly linear: LinearFactory; readonly weights: ReadonlyMap<string, Float32Array> }> {
  const json = await readJson(join(folder, 'adapter_config.json')).catch((cause: unknown) => { throw new BadModel(`no readable adapter_config.json in ${folder}`, { cause }) })
  const { rank, scale, dora, targets } = readAdapterConfig(json)
  if (dora) throw new UnsupportedConfig('use_dora', dora)
  const linear = loraLinear({ rank, scale, targets })
  const file = await TensorFile.open(join(folder, 'adapter_model.safetensors'))
  const left = new Set(file.entries.keys())
  const weights = new Map<string, Float32Array>()
  for (const spec of weightSpecs(model, linear).filter((s) => isAdapter(s.name))) {
    const { shape, data } = await file.floats(spec.name)
    if (shape.join() !== spec.shape.join()) throw new BadModel(`${spec.name} is [${shape.join(', ')}], the model asks for [${spec.shape.join(', ')}]`)
    weights.set(spec.name, data)
    left.delete(spec.name)
  }
  const [unknown] = left
  if (unknown !== undefined) throw new BadModel(`${file.path} has a tensor that this model does not know: ${unknown}`)
  return { linear, weights }
}

export async function openDecoder(request: SpeakerRequest): Promise<Decoder> {
  return OnnxDecoder.create(new Engine(request.device), await loadSpeaker(request))
}

/** A decoder over a learner's own weights, as they stand: for samples while training. It owns no weight. */
export async function openDecoderOf(learner: OnnxLearner, request: LearnerRequest): Promise<Decoder> {
  const model = await readModel(request.model)
  return OnnxDecoder.create(learner.engine, { model, linear: linearFor(model, request.method, request.rank, request.alpha), weights: learner.weights() })
}

export interface Scorer {
  readonly contextLength: number
  score(batch: Batch): Promise<Scored>
  dispose(): Promise<void>
}

export async function openScorer(request: SpeakerRequest): Promise<Scorer> {
  const engine = new Engine(request.device)
  const { model, linear, weights } = await loadSpeaker(request)
  const { graph, weights: specs } = lossProgram(model, linear)
  const program = await engine.compile(graph, { host: [names.nll] })
  const tensors: Record<string, Tensor> = {}
  for (const spec of specs) tensors[spec.name] = await engine.upload(floats(weights.get(spec.name) ?? new Float32Array(), spec.shape))
  return {
    contextLength: model.sizes.context,
    score: async (batch) => {
      const targets = shiftLabels(batch.labels, batch.length)
      const results = await program.run({ ...tensors, [names.ids]: longs(batch.inputIds, [batch.batch, batch.length]), [names.targets]: longs(targets, [targets.length]) })
      return { nll: numbers(results[names.nll])[0] ?? NaN, tokens: targets.reduce((n, t) => n + (t === -100n ? 0 : 1), 0) }
    },
    dispose: async () => {
      for (const t of Object.values(tensors)) t.dispose()
      await program.dispose()
      await engine.dispose()
    }
  }
}

