// An adapter as PEFT writes one, with random numbers in both factors, for any model folder; and what a model says after it.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { linearLayers } from '#ml/models/layers.ts'
import { modelFor } from '#ml/models/registry.ts'
import type { LinearSpec } from '#ml/nn/build.ts'
import { createRandom, seedState } from '#ml/random.ts'
import { openDecoder, type SpeakerRequest } from '#ml/runtime/index.ts'
import { writeSafetensors } from '#ml/safetensors/index.ts'
import { temporaryFolder } from './tiny-model.ts'

export const adapterConfig = { peft_type: 'LORA', task_type: 'CAUSAL_LM', base_model_name_or_path: 'somewhere/else', r: 4, lora_alpha: 12, lora_dropout: 0.05, bias: 'none', inference_mode: true }

/** Every linear layer of a model's folder. */
export const layersOf = (folder: string): readonly LinearSpec[] => linearLayers(modelFor(JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as Record<string, unknown>))

/** Over the layers whose last name part is among the targets; `changes` go into its configuration. */
export function randomAdapter(model: string, targets: readonly string[], changes: Readonly<Record<string, unknown>> = {}, size = 0.3): string {
  const folder = join(temporaryFolder('adapter'), 'adapter')
  mkdirSync(folder)
  const random = createRandom(seedState(11))
  const tensor = (name: string, shape: readonly [number, number]) =>
    ({ name: `base_model.model.${name}`, shape, data: Float32Array.from({ length: shape[0] * shape[1] }, () => (random.float() - 0.5) * size) })
  const rank = adapterConfig.r
  const magnitudes = (name: string, count: number) => (changes['use_dora'] === true
    ? [{ name: `base_model.model.${name}.lora_magnitude_vector`, shape: [count], data: Float32Array.from({ length: count }, () => 0.5 + random.float()) }] : [])
  const tensors = layersOf(model).filter(({ name }) => targets.includes(name.split('.').at(-1) ?? '')).flatMap(({ name, inFeatures, outFeatures }) =>
    [tensor(`${name}.lora_A.weight`, [rank, inFeatures]), tensor(`${name}.lora_B.weight`, [outFeatures, rank]), ...magnitudes(name, outFeatures)])
  writeFileSync(join(folder, 'adapter_model.safetensors'), writeSafetensors(tensors, { format: 'pt' }))
  writeFileSync(join(folder, 'adapter_config.json'), JSON.stringify({ ...adapterConfig, target_modules: targets, ...changes }))
  return folder
}

export interface Said { readonly tokens: readonly number[]; readonly logits: readonly Float32Array[] }

const largest = (logits: Float32Array): number => logits.reduce((best, x, i) => (x > (logits[best] ?? -Infinity) ? i : best), 0)

/** The likeliest tokens after a prompt, one by one, with the logits that chose them. */
export async function sayGreedily(speaker: Omit<SpeakerRequest, 'device'>, prompt: readonly number[], tokens: number): Promise<Said> {
  const decoder = await openDecoder({ ...speaker, device: 'cpu' })
  const said: { tokens: number[]; logits: Float32Array[] } = { tokens: [], logits: [] }
  let next: readonly number[] = prompt
  while (said.tokens.length < tokens) {
    const logits = await decoder.append(next)
    next = [largest(logits)]
    said.tokens.push(...next)
    said.logits.push(logits)
  }
  await decoder.dispose()
  return said
}

export const farthest = (a: readonly Float32Array[], b: readonly Float32Array[]): number =>
  a.reduce((most, row, i) => row.reduce((worst, x, j) => Math.max(worst, Math.abs(x - (b[i]?.[j] ?? NaN))), most), 0)
