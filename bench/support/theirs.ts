// A model as transformers.js opens it, in whole numbers or few bits: what speed of writing is held against. Knows folders and ONNX; measures nothing.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generationGraph, onnxConfigOf } from '#ml/export/onnx.ts'
import type { Json } from '#ml/models/config.ts'
import { linearLayers } from '#ml/models/layers.ts'
import { modelFor } from '#ml/models/registry.ts'
import { keptAs, type Precision } from '#ml/nn/nbits.ts'
import { encodeBeside } from '#ml/onnx/external.ts'
import { wholeFrom } from '#ml/runtime/base.ts'
import { packedWeights } from '#ml/runtime/packed.ts'
import { wholeWeights } from '#ml/runtime/whole.ts'

/** The graph that `aurore` exports, its products plain or of the same packed blocks as ours; the weights beside it, mapped by the runtime. */
export async function exported(config: Json, weights: ReadonlyMap<string, Float32Array>, precision: Precision): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'aurore-bench-'))
  const model = modelFor(config)
  const { graph, weights: specs } = generationGraph(model, keptAs(precision))
  const whole = wholeFrom(weights)
  const { places, from } = precision === 'f32' ? await wholeWeights(specs, whole) : await packedWeights(null, '', '', { kind: precision, specs, layers: linearLayers(model), whole })
  mkdirSync(join(folder, 'onnx'))
  writeFileSync(join(folder, 'config.json'), JSON.stringify(onnxConfigOf(config, { model, tensors: [] }, false)))
  writeFileSync(join(folder, 'onnx', 'model.onnx'), encodeBeside(graph, places))
  const [place] = places.values()
  if (place && 'data' in from) writeFileSync(join(folder, 'onnx', place.location), from.data)
  return folder
}
