// What a model is and what training it will take, from its folder alone. Knows files and shapes; loads no weights.
import { stat } from 'node:fs/promises'
import type { DType } from '../graph/graph.ts'
import type { Model } from '../models/architecture.ts'
import type { Json } from '../models/config.ts'
import type { ReadingHead } from '../models/reading.ts'
import { modelFor } from '../models/registry.ts'
import type { Chance, LinearFactory, WeightSpec } from '../nn/build.ts'
import { plainLinear } from '../nn/linear.ts'
import { hasWeights, ReadsOnly, readModel, tensorFiles } from './folder.ts'
import { peakBytes } from '../graph/footprint.ts'
import { optimisers } from '../training/optimisers.ts'
import { isPile, type Piece, pieces } from '../training/pieces.ts'
import { gradientsProgram, names } from '../training/programs.ts'
import { trainedWeights, weightSpecs } from '../models/layers.ts'
import { chanceOf, learnedHead, linearFor, type LearnerRequest } from './learning.ts'

export interface Description { readonly architecture: string; readonly parameters: number; readonly contextLength: number; readonly vocabularySize: number; readonly bytes: number }

const elements = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1)
const bytesOf: Readonly<Record<DType, number>> = { float32: 4, float16: 2, int64: 8, int32: 4, bool: 1, int8: 1, uint8: 1 }
const weigh = (specs: readonly WeightSpec[]): number => specs.reduce((n, s) => n + bytesOf[s.dtype] * elements(s.shape), 0)
const count = (specs: readonly { readonly shape: readonly number[] }[]): number => specs.reduce((n, s) => n + elements(s.shape), 0)

/** Throws what readModel and tensorFiles throw for a folder this engine cannot use, and ReadsOnly for one that cannot write (unless it is to read: `reading`), before anything is loaded. */
export async function describeModel(folder: string, reading: ReadingHead | null = null): Promise<Description> {
  const model = await readModel(folder, reading)
  if (reading === null && model.objective !== 'next') throw new ReadsOnly(model.architecture)
  const files = (await hasWeights(folder)) ? await tensorFiles(folder) : []
  const sizes = await Promise.all(files.map((f) => stat(f.path)))
  return {
    architecture: model.architecture, parameters: count(weightSpecs(model, plainLinear)), contextLength: model.sizes.context,
    vocabularySize: model.sizes.vocabulary, bytes: sizes.reduce((n, s) => n + s.size, 0)
  }
}

export interface MemoryRequest extends Pick<LearnerRequest, 'model' | 'reading' | 'dropout' | 'method' | 'rank' | 'dora' | 'targets' | 'lastLayers' | 'freezeEmbeddings' | 'optimiser' | 'average' | 'baseWeights'> { readonly batch: number; readonly context: number; /** Share of the way that is kept; below 1 the weights as they were stay, and the kept ones lie beside them. */ readonly keep?: number | undefined }
/** `checkpointedBytes`: a block at a time; null for models that are not made of blocks. */
export interface MemoryEstimate { readonly memoryBytes: number; readonly checkpointedBytes: number | null; readonly diskBytes: number; readonly trainableParameters: number }

/** Node, ONNX Runtime and its sessions, before any weight; measured. */
const processBytes = 195e6
/** What the runtime's allocator holds beyond what the values need at the worst moment; measured over the shapes of `npm run bench -- memory`. */
const allocation = 1.2
/** The same where a run goes a block at a time, through many small sessions that give their memory back, and what those sessions take; measured likewise. */
const blockAllocation = 1.6
const blockSessions = 60e6

/**
 * Frozen weights as they were read; of each trained one its value, its gradient, the optimiser's slots and its mean, in float32; and the values of the step's graph
 * at its worst moment, worked out from its shapes. On disk: three times the trained state (a checkpoint,
 * the one before it, the best).
 */
export async function estimateMemory({ model, ...request }: MemoryRequest): Promise<MemoryEstimate> {
  return estimateFor(await readModel(model, request.reading), request)
}

function estimateFor(model: Model, { batch, context, keep = 1, ...shaping }: Omit<MemoryRequest, 'model'>): MemoryEstimate {
  const linear = linearFor(model, { ...shaping, alpha: 1 })
  const specs = weightSpecs(model, linear)
  const isTrained = trainedWeights(specs, { ...shaping, head: learnedHead(model, shaping) })
  const trainable = specs.filter((s) => isTrained(s.name))
  const kept = 1 + optimisers[shaping.optimiser ?? 'adamw'].slots.length + ((shaping.average ?? null) === null ? 0 : 1)
  const sizes = { B: batch, T: context }
  const chance = chanceOf(shaping)
  const step = peakBytes(gradientsProgram(model, linear, isTrained, { chunked: batch > 1, chance }).graph, sizes) - 4 * count(trainable)
  const beside = processBytes + weigh(specs.filter((s) => !isTrained(s.name))) + 4 * (kept + (keep < 1 ? 3 : 1)) * count(trainable)
  return {
    memoryBytes: Math.round(beside + allocation * step),
    checkpointedBytes: isPile(model) ? Math.round(beside + blockSessions + blockAllocation * checkpointedStep(model, linear, isTrained, sizes, chance)) : null,
    diskBytes: 4 * (2 * kept + 1) * count(trainable), trainableParameters: count(trainable)
  }
}

/** What is kept between the blocks, for learning and for measuring, and the values of the piece that needs most, its weights' gradients apart. */
function checkpointedStep(model: Model, linear: LinearFactory, isTrained: (name: string) => boolean, sizes: { readonly B: number; readonly T: number }, chance: Chance | null): number {
  const { embed, forward, head, back, embedBack } = pieces(model, linear, isTrained, { chunked: sizes.B > 1, chance })
  const own = ({ graph, learned }: Piece): number => {
    const gradients = new Set(learned.map(([, name]) => names.gradient(name)))
    return peakBytes(graph, sizes) - 4 * count(graph.outputs.filter((v) => gradients.has(v.name)).map((v) => ({ shape: v.shape.map(Number) })))
  }
  const hidden = 4 * sizes.B * sizes.T * model.sizes.hidden
  return 2 * (forward.length + 3) * hidden + Math.max(...[embed, ...forward, head, ...back, embedBack].filter((p) => p !== null).map(own))
}

export interface NeedsRequest { readonly config: Json; readonly batch: number; readonly context: number; readonly rank: number }
export interface Needs { readonly architecture: string; readonly parameters: number; readonly writeBytes: number; readonly learnBytes: number; readonly voiceBytes: number }

/** Positions of a text remembered while writing, in the estimate: a long scene. */
const remembered = 2048

/**
 * What a model will take here, from its config.json alone, before a byte of its weights is on the disk. To write: the weights in float32 and the
 * memory of a long scene. To learn: an adapter of `rank` over batches of `batch` × `context` tokens, a block at a time where that saves memory. A voice is what such a run leaves.
 * Throws UnsupportedConfig for a model that would not be computed exactly, ReadsOnly for one that cannot write.
 */
export function needsOf({ config, ...shape }: NeedsRequest): Needs {
  const model = modelFor(config)
  if (model.objective !== 'next') throw new ReadsOnly(model.architecture)
  const parameters = count(weightSpecs(model, plainLinear))
  const scene = Math.min(remembered, model.sizes.context)
  const memory = model.memory.reduce((n, m) => n + m.shape(1, scene).reduce<number>((a, b) => a * Number(b), 4), 0)
  const learning = estimateFor(model, { ...shape, context: Math.min(shape.context, model.sizes.context), method: 'lora' })
  return { architecture: model.architecture, parameters, writeBytes: processBytes + 4 * parameters + memory, learnBytes: Math.min(learning.memoryBytes, learning.checkpointedBytes ?? learning.memoryBytes), voiceBytes: learning.diskBytes }
}
