// A model that reads, from its folder: whole, or an adapter over the model that the adapter names. Knows folders and PEFT's layout; knows no text.
import { access } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import type { MergedModel } from '../export/merge.ts'
import type { Model } from '../models/architecture.ts'
import type { Json } from '../models/config.ts'
import { isAdapter, weightSpecs } from '../models/layers.ts'
import { labelsOf, withHead } from '../models/reading.ts'
import { modelFor } from '../models/registry.ts'
import type { LinearFactory } from '../nn/build.ts'
import { plainLinear } from '../nn/linear.ts'
import { savedName } from '../peft.ts'
import { loadAdapter } from './adapter.ts'
import { folded } from './blend.ts'
import { BadModel, loadWeights, readConfig, readJson, TensorFile } from './folder.ts'

/** `base`: the model under an adapter, where the adapter does not say it or it lies elsewhere. */
export interface ReaderFolder { readonly model: string; readonly base?: string | null | undefined }

/** `ground`: the folder of its tokenizer and of what else belongs to the model. */
export interface LoadedReader { readonly config: Json; readonly ground: string; readonly model: Model; readonly linear: LinearFactory; readonly weights: ReadonlyMap<string, Float32Array> }

const exists = (path: string): Promise<boolean> => access(path).then(() => true, () => false)

/** The folder of the model under an adapter; the folder itself, where there is no adapter in it. */
export async function groundOfReader({ model: folder, base = null }: ReaderFolder): Promise<string> {
  if (!(await exists(join(folder, 'adapter_config.json')))) return folder
  const named = base ?? (await readJson(join(folder, 'adapter_config.json')))['base_model_name_or_path']
  const found = [base, typeof named === 'string' && isAbsolute(named) ? named : null].find((path) => path !== null && path !== undefined)
  if (!found || !(await exists(join(found, 'config.json')))) throw new BadModel(`this is an adapter over ${String(named)}, which is not on this machine: name the folder of that model`)
  return found
}

/** With the adapter's own labels; of an adapter from elsewhere, which brings none, as many as its head has rows, unless its base names them. */
async function configOver(ground: string, folder: string): Promise<Json> {
  if (await exists(join(folder, 'config.json'))) return readConfig(folder)
  const base = await readConfig(ground)
  const { entries } = await TensorFile.open(join(folder, 'adapter_model.safetensors'))
  const rows = ['classifier.weight', 'classifier.out_proj.weight'].map((name) => entries.get(savedName(name))?.shape[0]).find((count) => count !== undefined)
  if (rows === undefined || labelsOf(base)?.length === rows) return base
  return withHead(base, { objective: 'class', labels: Array.from({ length: rows }, (_, i) => `LABEL_${i}`) })
}

export async function loadReader(request: ReaderFolder): Promise<LoadedReader> {
  const ground = await groundOfReader(request)
  const config = ground === request.model ? await readConfig(ground) : await configOver(ground, request.model)
  const model = modelFor(config)
  if (ground === request.model) return { config, ground, model, linear: plainLinear, weights: await loadWeights(ground, model, weightSpecs(model, plainLinear)) }
  const { linear, weights: own } = await loadAdapter(model, request.model)
  const base = await loadWeights(ground, model, weightSpecs(model, linear).filter(({ name }) => !isAdapter(name) && !own.has(name)))
  return { config, ground, model, linear, weights: new Map([...base, ...own]) }
}

/** As one plain model, its adapter folded in, and the folder that its tokenizer lies in. */
export async function openMergedReader(request: ReaderFolder): Promise<MergedModel & { readonly config: Json; readonly ground: string }> {
  const { config, ground, model, linear, weights } = await loadReader(request)
  const whole = await folded(model, linear, weights)
  return { config, ground, model, tensors: weightSpecs(model, plainLinear).map(({ name, shape }) => ({ name, shape, data: whole.get(name) ?? new Float32Array() })) }
}
