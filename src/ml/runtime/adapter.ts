// An adapter's folder, made here or elsewhere. Knows PEFT's layout; knows no base model's weights.
// Source: huggingface.co/docs/peft, "PEFT checkpoint format": adapters under `base_model.model.`, and parts that were learned whole under their own names behind it.
import { join } from 'node:path'
import type { Model } from '../models/architecture.ts'
import { UnsupportedConfig } from '../models/config.ts'
import { isAdapter, weightSpecs } from '../models/layers.ts'
import type { LinearFactory } from '../nn/build.ts'
import { loraLinear, plainLinear } from '../nn/linear.ts'
import { type AdapterConfig, readAdapterConfig, savedName } from '../peft.ts'
import { BadModel, readJson, TensorFile } from './folder.ts'

/** `weights`: the adapter's, and those of the model's own that it was learned with. */
export interface LoadedAdapter { readonly config: AdapterConfig; readonly linear: LinearFactory; readonly weights: ReadonlyMap<string, Float32Array> }

/** An adapter in PEFT's layout, made here or elsewhere. A tensor that no layer asks for is refused: left out, it would change the voice. */
export async function loadAdapter(model: Model, folder: string): Promise<LoadedAdapter> {
  const json = await readJson(join(folder, 'adapter_config.json')).catch((cause: unknown) => { throw new BadModel(`no readable adapter_config.json in ${folder}`, { cause }) })
  const config = readAdapterConfig(json)
  const { rank, scale, dora, targets, saved } = config
  // A voice's changes are inputs over a base that others share; only a model that tells classes is opened for one adapter alone.
  if (saved.length > 0 && model.objective !== 'class') throw new UnsupportedConfig('modules_to_save', saved)
  const linear = loraLinear({ rank, scale, targets, dora })
  const file = await TensorFile.open(join(folder, 'adapter_model.safetensors'))
  const left = new Set(file.entries.keys())
  const weights = new Map<string, Float32Array>()
  const whole = saved.length === 0 ? [] : weightSpecs(model, plainLinear).filter((s) => file.entries.has(savedName(s.name)))
  for (const spec of [...weightSpecs(model, linear).filter((s) => isAdapter(s.name)), ...whole]) {
    // Some writers of DoRA keep the name that its magnitudes have in memory.
    const spelling = [spec.name, `${spec.name}.weight`, savedName(spec.name)].find((name) => file.entries.has(name)) ?? spec.name
    const { shape, data } = await file.floats(spelling)
    if (shape.join() !== spec.shape.join()) throw new BadModel(`${spec.name} is [${shape.join(', ')}], the model asks for [${spec.shape.join(', ')}]`)
    weights.set(spec.name, data)
    left.delete(spec.name)
    left.delete(spelling)
  }
  const [unknown] = left
  if (unknown !== undefined) throw new BadModel(`${file.path} has a tensor that this model does not know: ${unknown}`)
  return { config, linear, weights }
}
