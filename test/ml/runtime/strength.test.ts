// A voice's strength and mixtures of voices, held to the weights they amount to: base + strength · Σ share · (voice − base), folded and run by plain operators.
import { describe, expect, it } from 'vitest'
import { mkdirSync, copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { plainLinear } from '#ml/nn/linear.ts'
import { blendedWeights } from '#ml/runtime/blend.ts'
import { OnnxDecoder } from '#ml/runtime/decoder.ts'
import { Engine } from '#ml/runtime/engine.ts'
import { loadWeights, readModel } from '#ml/runtime/folder.ts'
import { type DecoderRequest, openDecoder } from '#ml/runtime/index.ts'
import { weightSpecs } from '#ml/models/layers.ts'
import { writeSafetensors } from '#ml/safetensors/index.ts'
import { randomAdapter } from '../../support/adapter.ts'
import { temporaryFolder, tinyModel } from '../../support/tiny-model.ts'

const model = tinyModel(32)
const targets = ['q_proj', 'v_proj', 'down_proj']
const [lora, wide, dora] = [randomAdapter(model, targets), randomAdapter(model, ['q_proj', 'up_proj'], {}, 0.5), randomAdapter(model, targets, { use_dora: true })]

/** A whole model learned from the tiny one: every weight a little elsewhere. */
async function wholeVoice(): Promise<string> {
  const folder = join(temporaryFolder('voice'), 'voice')
  mkdirSync(folder)
  const shape = await readModel(model)
  const specs = weightSpecs(shape, plainLinear)
  const weights = await loadWeights(model, shape, specs)
  const tensors = specs.map(({ name, shape: dims }) => ({ name, shape: dims, data: (weights.get(name) ?? new Float32Array()).map((x, i) => x + 0.05 * Math.sin(i)) }))
  writeFileSync(join(folder, 'model.safetensors'), writeSafetensors(tensors))
  for (const file of ['config.json', 'tokenizer.json', 'tokenizer_config.json']) copyFileSync(join(model, file), join(folder, file))
  return folder
}
const voice = await wholeVoice()

const ids = [11, 22, 33, 44]
async function logitsOf(request: Omit<DecoderRequest, 'device'>): Promise<Float32Array> {
  const decoder = await openDecoder({ ...request, device: 'cpu' })
  const logits = await decoder.append(ids)
  await decoder.dispose()
  return logits
}
async function foldedLogits(request: Omit<DecoderRequest, 'device'>): Promise<Float32Array> {
  const shape = await readModel(model)
  const decoder = await OnnxDecoder.create(new Engine('cpu'), { model: shape, linear: plainLinear, weights: await blendedWeights(shape, request) })
  const logits = await decoder.append(ids)
  await decoder.dispose()
  return logits
}
const farthest = (one: Float32Array, other: Float32Array): number => one.reduce((most, x, i) => Math.max(most, Math.abs(x - (other[i] ?? NaN))), 0)

const voices: readonly (readonly [string, Omit<DecoderRequest, 'device'>])[] = [
  ['an adapter', { model, adapter: lora }], ['DoRA', { model, adapter: dora }], ['a whole model', { model: voice, adapter: null, base: model }],
  ['two adapters', { model, adapter: lora, mix: [{ model, adapter: wide, share: 0.3 }] }],
  ['an adapter and DoRA', { model, adapter: dora, mix: [{ model, adapter: wide, share: 0.4 }] }],
  ['an adapter and a whole model', { model, adapter: lora, mix: [{ model: voice, adapter: null, share: 0.25 }] }]
]

describe('strength', () => {
  it.each(voices)('%s: nothing of it at 0, all at 1, and between and beyond what the folded weights say', async (_, request) => {
    const base = await logitsOf({ model, adapter: null })
    expect(farthest(await logitsOf({ ...request, strength: 0 }), base)).toBe(0)
    for (const strength of [0.5, 1, 1.5]) {
      const found = await logitsOf({ ...request, strength })
      expect(farthest(found, await foldedLogits({ ...request, strength }))).toBeLessThan(1e-4)
      expect(farthest(found, base)).toBeGreaterThan(1e-3)
    }
    expect(await logitsOf(request)).toEqual(await logitsOf({ ...request, strength: 1 }))
  })

  it('is 1 for a whole voice whose base model is not known', async () => {
    expect(await logitsOf({ model: voice, adapter: null, strength: 0.5 })).toEqual(await logitsOf({ model: voice, adapter: null }))
  })

  it('refuses to mix voices of different base models', async () => {
    await expect(logitsOf({ model, adapter: lora, mix: [{ model: tinyModel(32), adapter: wide, share: 0.5 }] })).rejects.toThrow(/another base model/)
  })

  it('stays with packed weights, which are kept in the cache and made anew when the model has changed', async () => {
    const cache = temporaryFolder('packed')
    const packed = { model, adapter: lora, precision: 'int8', cache } as const
    const first = await logitsOf({ ...packed, strength: 1.2 })
    expect(await logitsOf({ ...packed, strength: 1.2 })).toEqual(first)
    expect(await logitsOf({ ...packed, strength: 1.2, cache: null })).toEqual(first)
    expect(farthest(first, await foldedLogits({ model, adapter: lora, strength: 1.2 }))).toBeLessThan(0.1)
  })
})
