// A folder in Hugging Face layout with random weights in bf16, written piece by piece: for measuring what a model of a size takes. Knows configurations.
import { closeSync, copyFileSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Json } from '#ml/models/config.ts'
import { weightSpecs } from '#ml/models/layers.ts'
import { modelFor } from '#ml/models/registry.ts'
import { plainLinear } from '#ml/nn/linear.ts'

const base = 'resources/models/aurore-base'
const elements = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1)

/** A million numbers between -0.02 and 0.02, used over and over: only how many there are matters. bf16 is the upper half of a float32. */
function someNumbers(): Uint8Array {
  const floats = Float32Array.from({ length: 2 ** 20 }, (_, i) => (((i * 7919) % 1009) / 1009 - 0.5) * 0.04)
  return new Uint8Array(Uint16Array.from(new Uint32Array(floats.buffer), (bits) => bits >>> 16).buffer)
}

/** safetensors: the header's length, the header, the tensors one behind the other. */
function writeWeights(path: string, specs: readonly { readonly name: string; readonly shape: readonly number[] }[]): void {
  let at = 0
  const header = Object.fromEntries(specs.map(({ name, shape }) => [name, { dtype: 'BF16', shape, data_offsets: [at, (at += 2 * elements(shape))] }]))
  const told = Buffer.from(JSON.stringify(header))
  const file = openSync(path, 'w')
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(told.length))
  writeSync(file, length)
  writeSync(file, told)
  const numbers = someNumbers()
  for (let left = at; left > 0; left -= numbers.length) writeSync(file, numbers, 0, Math.min(left, numbers.length))
  closeSync(file)
}

export function randomModel(folder: string, config: Json): string {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config))
  for (const file of ['tokenizer.json', 'tokenizer_config.json']) copyFileSync(join(base, file), join(folder, file))
  writeWeights(join(folder, 'model.safetensors'), weightSpecs(modelFor(config), plainLinear))
  return folder
}
