// A model as other programs open it, in whole numbers or few bits: what speed of writing is held against. Knows folders, ONNX and GGUF; measures nothing.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { toGguf } from '#ml/export/gguf/index.ts'
import { generationGraph, onnxConfigOf } from '#ml/export/onnx.ts'
import type { Json } from '#ml/models/config.ts'
import { type WrittenType, writeGguf } from '#ml/gguf/index.ts'
import { linearLayers, weightSpecs } from '#ml/models/layers.ts'
import { modelFor } from '#ml/models/registry.ts'
import { keptAs, type Precision } from '#ml/nn/nbits.ts'
import { encodeBeside } from '#ml/onnx/external.ts'
import { plainLinear } from '#ml/nn/linear.ts'
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

const blocks: Readonly<Record<Precision, WrittenType>> = { f32: 'f32', int8: 'q8_0', int4: 'q4_0' }

/** The same weights for llama.cpp; its tokens have numbers for names. */
export async function inGguf(config: Json, weights: ReadonlyMap<string, Float32Array>, precision: Precision): Promise<string> {
  const model = modelFor(config)
  const whole = wholeFrom(weights)
  const tensors = await Promise.all(weightSpecs(model, plainLinear).map(async ({ name, shape }) => ({ name, shape: shape.map(Number), data: await whole(name) })))
  const vocab = Object.fromEntries(Array.from({ length: model.sizes.vocabulary }, (_, i) => [`t${i}`, i]))
  const tokenizer = { definition: { model: { type: 'BPE', vocab, merges: [] }, pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, use_regex: true } }, config: {} }
  const file = join(mkdtempSync(join(tmpdir(), 'aurore-bench-')), 'model.gguf')
  writeFileSync(file, writeGguf(toGguf({ config, merged: { model, tensors }, tokenizer, about: { name: 'bench', base: 'bench', licence: '', languages: [] } }, blocks[precision])))
  return file
}
