// A speaker as one plain model: its adapter, if it has one, folded into the weights. Knows folders and the CPU; knows no export format.
import { mergedLayers } from '../export/merge.ts'
import type { Model } from '../models/architecture.ts'
import { Engine, floats, numbers, type Tensor } from './engine.ts'
import { loadSpeaker, type SpeakerRequest } from './open.ts'

/** Weights under their Hugging Face names, float32, as the model without any adapter asks for them. */
export interface MergedModel { readonly model: Model; readonly weights: ReadonlyMap<string, Float32Array> }

export async function openMerged(request: Pick<SpeakerRequest, 'model' | 'adapter'>): Promise<MergedModel> {
  const { model, linear, weights } = await loadSpeaker({ ...request, device: 'cpu' })
  const layers = mergedLayers(model, linear)
  const merged = new Map(weights)
  const engine = new Engine('cpu')
  for (const layer of layers) {
    const program = await engine.compile(layer.graph, { host: ['merged'] })
    const inputs = layer.weights.map((w): readonly [string, Tensor] => [w.name, floats(weights.get(w.name) ?? new Float32Array(), w.shape)])
    const { merged: matrix } = await program.run({ ...Object.fromEntries(inputs), unit: floats(unit(layer.width), [layer.width, layer.width]) })
    merged.set(layer.weight, numbers(matrix))
    await program.dispose()
  }
  for (const { name } of layers.flatMap((l) => l.weights)) if (!layers.some((l) => l.weight === name)) merged.delete(name)
  return { model, weights: merged }
}

function unit(width: number): Float32Array {
  const matrix = new Float32Array(width * width)
  for (let i = 0; i < width; i++) matrix[i * width + i] = 1
  return matrix
}
