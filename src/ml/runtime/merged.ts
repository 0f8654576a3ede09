// A speaker as one plain model: its adapter, if it has one, folded into the weights. Knows folders and the CPU; knows no export format.
import type { MergedModel } from '../export/merge.ts'
import { weightSpecs } from '../models/layers.ts'
import { plainLinear } from '../nn/linear.ts'
import { foldedWeights } from './blend.ts'
import { readModel } from './folder.ts'
import type { SpeakerRequest } from './open.ts'

export async function openMerged(request: Pick<SpeakerRequest, 'model' | 'adapter'>): Promise<MergedModel> {
  const model = await readModel(request.model)
  const weights = await foldedWeights(request)
  return { model, tensors: weightSpecs(model, plainLinear).map(({ name, shape }) => ({ name, shape, data: weights.get(name) ?? new Float32Array() })) }
}
