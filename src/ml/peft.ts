// PEFT's adapter_config.json, read as strictly as a model's: a field that would change the result and is not understood is refused by name.
// Source: huggingface.co/docs/peft, "LoraConfig". Knows no file and no model.
import { ConfigReader, type Json, UnsupportedConfig } from './models/config.ts'

export interface AdapterConfig {
  readonly rank: number
  /** alpha / rank; with rank-stabilised LoRA (Kalajdzievski 2023) alpha / √rank. */
  readonly scale: number
  /** Weight-decomposed (Liu et al. 2024, "DoRA"). */
  readonly dora: boolean
  /** Which layers are adapted, by their whole name. */
  readonly targets: (layer: string) => boolean
  /** Parts of the model that were learned whole and lie in the adapter's file: a classifier's head. Last parts of their names. */
  readonly saved: readonly string[]
}

/** Fields that tell how an adapter was made or where it came from, and change no number of a finished one. */
const past = [
  'peft_type', 'task_type', 'auto_mapping', 'base_model_name_or_path', 'revision', 'inference_mode', 'lora_dropout', 'fan_in_fan_out', 'megatron_config', 'megatron_core',
  'loftq_config', 'eva_config', 'corda_config', 'lora_ga_config', 'runtime_config', 'qalora_group_size', 'peft_version', 'ensure_weight_tying'
] as const

/** Starts that leave the base model as it is; the others (PiSSA, OLoRA, LoftQ…) take something away from it. */
const plainStarts = [true, false, 'gaussian', 'eva', 'orthogonal'] as const

/** Fields that are harmless only while they say nothing. */
const empty = ['layers_to_transform', 'layers_pattern', 'layer_replication', 'rank_pattern', 'alpha_pattern', 'exclude_modules', 'target_parameters', 'trainable_token_indices', 'arrow_config'] as const

const isEmpty = (value: unknown): boolean => value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0)

export function readAdapterConfig(json: Json): AdapterConfig {
  const c = new ConfigReader(json)
  if (json['peft_type'] !== 'LORA') throw new UnsupportedConfig('peft_type', json['peft_type'])
  for (const field of past) c.raw(field)
  for (const field of empty) if (!isEmpty(c.raw(field))) throw new UnsupportedConfig(field, json[field])
  c.mustBe('bias', 'none')
  c.mustBe('init_lora_weights', ...plainStarts)
  for (const field of ['lora_bias', 'use_qalora', 'use_bdlora']) c.mustBe(field, false)
  const [rank, alpha] = [c.size('r'), c.number('lora_alpha')]
  const saved = c.raw('modules_to_save') ?? []
  if (!Array.isArray(saved)) throw new UnsupportedConfig('modules_to_save', saved)
  const config: AdapterConfig = {
    saved: saved.map(String),
    rank, scale: alpha / (c.flag('use_rslora', false) ? Math.sqrt(rank) : rank), dora: c.flag('use_dora', false), targets: targetsOf(c.raw('target_modules'))
  }
  c.finish()
  return config
}

/** A list of last name parts, or one pattern for the whole name. */
function targetsOf(modules: unknown): AdapterConfig['targets'] {
  if (Array.isArray(modules)) return targeting(modules.map(String))
  if (typeof modules !== 'string') throw new UnsupportedConfig('target_modules', modules)
  try {
    const pattern = new RegExp(`^(?:${modules})$`, 'u')
    return (layer) => pattern.test(layer)
  } catch {
    throw new UnsupportedConfig('target_modules', modules)
  }
}

/** A model's own weight in an adapter's file: a part that was learned whole. */
export const savedName = (weight: string): string => `base_model.model.${weight}`

/** Layers whose name is, or ends in, one of these. */
export const targeting = (targets: readonly string[]) => (layer: string): boolean => targets.some((t) => layer === t || layer.endsWith(`.${t}`))
