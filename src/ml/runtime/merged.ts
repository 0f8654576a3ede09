// A speaker as one plain model: its adapter, if it has one, folded into the weights. Knows folders and the CPU; knows no export format.
import { type MergedLayer, mergedLayers, type MergedModel } from '../export/merge.ts'
import { plainLinear } from '../nn/linear.ts'
import { Engine, floats, numbers, type Tensor } from './engine.ts'
import { weightSpecs } from '../models/layers.ts'
import { loadSpeaker, type SpeakerRequest } from './open.ts'

export async function openMerged(request: Pick<SpeakerRequest, 'model' | 'adapter'>): Promise<MergedModel> {
  const { model, linear, weights } = await loadSpeaker({ ...request, device: 'cpu' })
  const merged = new Map<string, Float32Array>()
  for (const layer of mergedLayers(model, linear)) merged.set(layer.weight, await merge(layer, weights))
  const tensors = weightSpecs(model, plainLinear).map(({ name, shape }) => ({ name, shape, data: merged.get(name) ?? weights.get(name) ?? new Float32Array() }))
  return { model, tensors }
}

async function merge(layer: MergedLayer, weights: ReadonlyMap<string, Float32Array>): Promise<Float32Array> {
  const program = await new Engine('cpu').compile(layer.graph, { host: ['merged'] })
  const inputs = layer.weights.map((w): readonly [string, Tensor] => [w.name, floats(weights.get(w.name) ?? new Float32Array(), w.shape)])
  const { merged } = await program.run({ ...Object.fromEntries(inputs), unit: floats(unit(layer.width), [layer.width, layer.width]) })
  await program.dispose()
  return numbers(merged)
}

function unit(width: number): Float32Array {
  const matrix = new Float32Array(width * width)
  for (let i = 0; i < width; i++) matrix[i * width + i] = 1
  return matrix
}
