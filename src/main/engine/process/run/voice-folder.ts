// Writes what was learned as others read it: an adapter in PEFT's layout, or a whole Hugging Face folder. Knows names and files; knows no graph.
import { copyFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isAdapter, weightSpecs } from '#ml/models/layers.ts'
import { type ReadingHead, withHead } from '#ml/models/reading.ts'
import { modelFor } from '#ml/models/registry.ts'
import { plainLinear } from '#ml/nn/linear.ts'
import { savedName } from '#ml/peft.ts'
import { readSafetensors, writeSafetensors, type TensorToWrite } from '#ml/safetensors/index.ts'
import type { NamedArray } from '#ml/training/index.ts'
import type { TrainingPlan } from '../../contract.ts'
import { writeDurably } from '../files.ts'
import { readConfig, travellingFiles, weightFiles } from '../model-folder.ts'

type Learned = Pick<TrainingPlan, 'model' | 'method' | 'rank' | 'alpha' | 'rslora' | 'dora' | 'loraDropout' | 'targets' | 'reading'>

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

/** `base_model.model.h.0.attn.c_attn.lora_A.weight` -> `c_attn`. */
function targets(parameters: readonly NamedArray[]): readonly string[] {
  const modules = parameters.map(({ name }) => /([^.]+)\.lora_[AB]\.weight$/.exec(name)?.[1]).filter((name) => name !== undefined)
  return [...new Set(modules)].sort()
}

/** PEFT's own field names; `fan_in_fan_out` says that GPT-2 stores its linear layers transposed. */
const adapterConfig = ({ model, rank, alpha, rslora, dora, loraDropout, targets: asked }: Learned, parameters: readonly NamedArray[], architecture: unknown) => ({
  peft_type: 'LORA', task_type: 'CAUSAL_LM', base_model_name_or_path: model, r: rank, lora_alpha: alpha, lora_dropout: loraDropout, bias: 'none',
  target_modules: asked ?? targets(parameters), fan_in_fan_out: architecture === 'gpt2', inference_mode: true, init_lora_weights: true,
  use_rslora: rslora, use_dora: dora, modules_to_save: null, layers_to_transform: null, rank_pattern: {}, alpha_pattern: {}
})

const tensors = (parameters: readonly NamedArray[]): TensorToWrite[] => parameters.map(({ name, shape, data }) => ({ name, shape, data }))

async function writeAdapter(into: string, learned: Learned, parameters: readonly NamedArray[]): Promise<void> {
  const { model_type: architecture } = await readConfig(learned.model)
  await writeDurably(join(into, 'adapter_model.safetensors'), writeSafetensors(tensors(parameters), { format: 'pt' }))
  await writeDurably(join(into, 'adapter_config.json'), json(adapterConfig(learned, parameters, architecture)))
}

/** Tensors of the base that were not learned (buffers) come along unchanged. */
async function untouched(model: string, learned: ReadonlySet<string>): Promise<TensorToWrite[]> {
  const kept: TensorToWrite[] = []
  for (const file of await weightFiles(model)) {
    for (const { name, shape, dtype, bytes } of readSafetensors(await readFile(join(model, file))).values()) {
      if (!learned.has(name)) kept.push({ name, shape, dtype, data: bytes })
    }
  }
  return kept
}

async function writeWhole(into: string, { model }: Learned, parameters: readonly NamedArray[]): Promise<void> {
  const rest = await untouched(model, new Set(parameters.map(({ name }) => name)))
  await writeDurably(join(into, 'model.safetensors'), writeSafetensors([...tensors(parameters), ...rest], { format: 'pt' }))
  await writeDurably(join(into, 'config.json'), json({ ...(await readConfig(model)), torch_dtype: 'float32' }))
  for (const file of await travellingFiles(model)) await copyFile(join(model, file), join(into, file))
}

const writers: Readonly<Record<TrainingPlan['method'], typeof writeAdapter>> = { lora: writeAdapter, full: writeWhole, scratch: writeWhole }

/** Modules of the head as PEFT names them: `bert.pooler.dense.weight` -> `pooler`. */
const modulesOf = (head: readonly NamedArray[]): readonly string[] => [...new Set(head.map(({ name }) => name.replace(/^(?:bert|roberta|distilbert)\./, '').split('.')[0] ?? name))]

/** An adapter over a model that reads, with the head that was learned beside it, as PEFT keeps it; labels lie in a configuration, since PEFT's own has no place for them. */
async function writeReaderAdapter(into: string, learned: Learned, head: ReadingHead, parameters: readonly NamedArray[]): Promise<void> {
  const config = withHead(await readConfig(learned.model), head)
  const [adapter, whole] = [parameters.filter(({ name }) => isAdapter(name)), parameters.filter(({ name }) => !isAdapter(name))]
  await writeDurably(join(into, 'adapter_model.safetensors'), writeSafetensors(tensors([...adapter, ...whole.map((one) => ({ ...one, name: savedName(one.name) }))]), { format: 'pt' }))
  await writeDurably(join(into, 'adapter_config.json'), json({
    ...adapterConfig({ ...learned, targets: learned.targets ?? [...modelFor(config).loraTargets] }, adapter, config['model_type']),
    task_type: head.objective === 'class' ? 'SEQ_CLS' : null, modules_to_save: whole.length === 0 ? null : modulesOf(whole)
  }))
  await writeDurably(join(into, 'config.json'), json(config))
  for (const file of await travellingFiles(learned.model)) await copyFile(join(learned.model, file), join(into, file))
}

/** A model that reads, with the head it learned: its own weights and nothing else, so that no head it had before is taken for it. */
async function writeReader(into: string, model: string, head: ReadingHead, parameters: readonly NamedArray[]): Promise<void> {
  const config = withHead(await readConfig(model), head)
  const reader = modelFor(config)
  const learned = new Set(parameters.map(({ name }) => name))
  const frozen = await readTensors(model, weightSpecs(reader, plainLinear).filter(({ name }) => !learned.has(name)).map(({ name }) => ({ name, spellings: reader.spellings(name) })))
  await writeDurably(join(into, 'model.safetensors'), writeSafetensors([...tensors(parameters), ...frozen], { format: 'pt' }))
  await writeDurably(join(into, 'config.json'), json({ ...config, torch_dtype: 'float32' }))
  for (const file of await travellingFiles(model)) await copyFile(join(model, file), join(into, file))
}

/** Weights as a folder stores them, under the names asked for. */
async function readTensors(model: string, wanted: readonly { readonly name: string; readonly spellings: readonly string[] }[]): Promise<TensorToWrite[]> {
  const found: TensorToWrite[] = []
  for (const file of wanted.length === 0 ? [] : await weightFiles(model)) {
    const stored = readSafetensors(await readFile(join(model, file)))
    for (const { name, spellings } of wanted) {
      const tensor = spellings.map((spelling) => stored.get(spelling)).find((one) => one !== undefined)
      if (tensor) found.push({ name, shape: tensor.shape, dtype: tensor.dtype, data: tensor.bytes })
    }
  }
  return found
}

export async function writeVoice(into: string, learned: Learned, parameters: readonly NamedArray[]): Promise<void> {
  if (!learned.reading) return writers[learned.method](into, learned, parameters)
  return learned.method === 'lora' ? writeReaderAdapter(into, learned, learned.reading, parameters) : writeReader(into, learned.model, learned.reading, parameters)
}
