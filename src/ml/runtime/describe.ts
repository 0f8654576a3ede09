// What a model is and what training it will take, from its folder alone. Knows files and shapes; loads no weights.
import { stat } from 'node:fs/promises'
import type { DType } from '../graph/graph.ts'
import type { WeightSpec } from '../nn/build.ts'
import { plainLinear } from '../nn/linear.ts'
import { hasWeights, readModel, tensorFiles } from './folder.ts'
import { optimisers } from '../training/optimisers.ts'
import { trainedWeights, weightSpecs } from './layers.ts'
import { linearFor, type LearnerRequest } from './learning.ts'

export interface Description { readonly architecture: string; readonly parameters: number; readonly contextLength: number; readonly vocabularySize: number; readonly bytes: number }

const elements = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1)
const bytesOf: Readonly<Record<DType, number>> = { float32: 4, int64: 8, bool: 1, int8: 1, uint8: 1 }
const weigh = (specs: readonly WeightSpec[]): number => specs.reduce((n, s) => n + bytesOf[s.dtype] * elements(s.shape), 0)
const count = (specs: readonly { readonly shape: readonly number[] }[]): number => specs.reduce((n, s) => n + elements(s.shape), 0)

/** Throws what readModel and tensorFiles throw for a folder this engine cannot use, before anything is loaded. */
export async function describeModel(folder: string): Promise<Description> {
  const model = await readModel(folder)
  const files = (await hasWeights(folder)) ? await tensorFiles(folder) : []
  const sizes = await Promise.all(files.map((f) => stat(f.path)))
  return {
    architecture: model.architecture, parameters: count(weightSpecs(model, plainLinear)), contextLength: model.sizes.context,
    vocabularySize: model.sizes.vocabulary, bytes: sizes.reduce((n, s) => n + s.size, 0)
  }
}

export interface MemoryRequest extends Pick<LearnerRequest, 'model' | 'method' | 'rank' | 'dora' | 'targets' | 'lastLayers' | 'freezeEmbeddings' | 'optimiser' | 'average' | 'baseWeights'> { readonly batch: number; readonly context: number }
export interface MemoryEstimate { readonly memoryBytes: number; readonly diskBytes: number; readonly trainableParameters: number }

/** What the process needs before any model: the runtime itself and Node, measured. */
const processBytes = 150e6

/**
 * Weights, gradients and what the optimiser keeps in float32; activations that the backward pass keeps, a layer: the residual stream and its norms, queries,
 * keys, values and mixture, the three feed-forward products, the attention weights before and after the softmax; and the logits with
 * their log-probabilities and gradient. On disk: three times the trained state (a checkpoint, the one before it, the best).
 */
export async function estimateMemory({ model: folder, batch, context, ...shaping }: MemoryRequest): Promise<MemoryEstimate> {
  const model = await readModel(folder)
  const { hidden, layers, heads, feedForward, vocabulary } = model.sizes
  const specs = weightSpecs(model, linearFor(model, { ...shaping, alpha: 1 }))
  const isTrained = trainedWeights(specs, shaping)
  const trainable = specs.filter((s) => isTrained(s.name))
  const rows = batch * context
  const layer = rows * (12 * hidden + 6 * feedForward) + 3 * batch * heads * context * context
  // Beside a trained weight: its gradient, the optimiser's slots, its mean.
  const kept = 1 + optimisers[shaping.optimiser ?? 'adamw'].slots.length + ((shaping.average ?? null) === null ? 0 : 1)
  const floats = kept * count(trainable) + layers * layer + 3 * rows * vocabulary
  return { memoryBytes: processBytes + weigh(specs) + 4 * floats, diskBytes: 4 * (2 * kept + 1) * count(trainable), trainableParameters: count(trainable) }
}
