// A merged model as a Hugging Face folder holds it: its configuration and its tensors, in float32 or float16. Knows no file.
import { toHalf } from '../half.ts'
import type { Json } from '../models/config.ts'
import type { TensorToCome } from '../safetensors/index.ts'
import type { MergedModel } from './merge.ts'

export type Precision = 'f32' | 'f16'

const stored = { f32: 'F32', f16: 'F16' } as const
const torchTypes: Readonly<Record<Precision, string>> = { f32: 'float32', f16: 'float16' }

/** The class that `transformers` opens a model type with, for folders that name none. */
const classes: Readonly<Record<string, string>> = {
  llama: 'LlamaForCausalLM', mistral: 'MistralForCausalLM', smollm3: 'SmolLM3ForCausalLM', qwen2: 'Qwen2ForCausalLM', qwen3: 'Qwen3ForCausalLM', gemma3_text: 'Gemma3ForCausalLM',
  gpt2: 'GPT2LMHeadModel', bloom: 'BloomForCausalLM'
}

export function configOf(config: Json, precision: Precision): Json {
  const { dtype: _, quantization_config: __, ...kept } = config
  const name = classes[String(config['model_type'])]
  return { ...(name === undefined ? {} : { architectures: [name] }), ...kept, torch_dtype: torchTypes[precision] }
}

/** What `generate` begins and ends with, where the model says it. */
export function generationConfigOf(config: Json): Json {
  const fields = ['bos_token_id', 'eos_token_id', 'pad_token_id'].filter((field) => typeof config[field] === 'number' || Array.isArray(config[field]))
  return { _from_model_config: true, ...Object.fromEntries(fields.map((field) => [field, config[field]])) }
}

const bytesOf = (data: Float32Array | Uint16Array): Uint8Array => new Uint8Array(data.buffer, data.byteOffset, data.byteLength)

export const tensorsOf = ({ tensors }: Pick<MergedModel, 'tensors'>, precision: Precision): readonly TensorToCome[] =>
  tensors.map(({ name, shape, data }) => ({ name, shape, dtype: stored[precision], bytes: () => bytesOf(precision === 'f32' ? data : toHalf(data)) }))
