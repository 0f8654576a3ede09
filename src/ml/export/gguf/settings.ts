// A model's settings as llama.cpp's keys, and back. What its architecture of that name would compute differently is refused by name.
// Source of keys: llama.cpp, gguf-py/gguf/constants.py.
import { float32, type Gguf, type MetaValue, numberAt, string, stringAt, uint32 } from '../../gguf/index.ts'
import type { Sizes } from '../../models/architecture.ts'
import { type Json, UnsupportedConfig } from '../../models/config.ts'
import { type Family, familyOf } from './families.ts'

const isRotary = (family: Family): boolean => family !== 'gpt2' && family !== 'bloom'

/** llama.cpp chooses the activation by the architecture's name. */
const activation: Readonly<Record<Family, readonly [field: string, known: readonly string[]]>> = {
  llama: ['hidden_act', ['silu']], qwen2: ['hidden_act', ['silu']], qwen3: ['hidden_act', ['silu']], gpt2: ['activation_function', ['gelu_new', 'gelu_pytorch_tanh']], bloom: ['hidden_act', []]
}

const absent = (value: unknown): boolean => value === undefined || value === null

export function familyFor(config: Json): Family {
  const family = familyOf[String(config['model_type'])]
  if (family === undefined) throw new UnsupportedConfig('model_type', config['model_type'])
  const [field, known] = activation[family]
  if (!absent(config[field]) && known.length > 0 && !known.includes(String(config[field]))) throw new UnsupportedConfig(field, config[field])
  const [window, used] = [config['sliding_window'], config['use_sliding_window'] !== false]
  if (used && typeof window === 'number' && window < Number(config['max_position_embeddings'])) throw new UnsupportedConfig('sliding_window', window)
  const layers = config['layer_types']
  if (Array.isArray(layers) && layers.some((type) => type !== 'full_attention')) throw new UnsupportedConfig('layer_types', layers)
  return family
}

const number = (config: Json, field: string, otherwise: number): number => (typeof config[field] === 'number' ? config[field] : otherwise)

/** What both generations of Hugging Face's configuration say of rotary positions. */
function rope(config: Json): { readonly theta: number; readonly scaling: Json } {
  const scaling = (config['rope_parameters'] ?? config['rope_scaling'] ?? {}) as Json
  return { theta: number(scaling, 'rope_theta', number(config, 'rope_theta', 10000)), scaling }
}

export function scalingType(config: Json): string {
  const { scaling } = rope(config)
  return String(scaling['rope_type'] ?? scaling['type'] ?? 'default')
}

/** Llama 3's stretching goes as a tensor of factors instead: see `ropeFactors`. */
function ropeKeys(family: Family, config: Json): readonly (readonly [string, MetaValue])[] {
  const { theta, scaling } = rope(config)
  const type = scalingType(config)
  const base = ['rope.freq_base', float32(theta)] as const
  if (type === 'default' || (type === 'llama3' && family === 'llama')) return [base]
  if (type !== 'linear' && type !== 'yarn') throw new UnsupportedConfig('rope_scaling', scaling)
  const known = new Set(['rope_type', 'type', 'rope_theta', 'factor', 'original_max_position_embeddings'])
  const unknown = Object.keys(scaling).find((field) => !known.has(field) && !absent(scaling[field]))
  if (unknown !== undefined) throw new UnsupportedConfig(`rope_scaling.${unknown}`, scaling[unknown])
  const stretch = [base, ['rope.scaling.type', string(type)], ['rope.scaling.factor', float32(number(scaling, 'factor', 1))]] as const
  const original = scaling['original_max_position_embeddings']
  return type === 'yarn' && typeof original === 'number' ? [...stretch, ['rope.scaling.original_context_length', uint32(original)]] : stretch
}

/** What each wave is slowed down by; null where nothing but the base decides. Llama 3.1's published rule. */
export function ropeFactors(config: Json, headDim: number): Float32Array | null {
  if (scalingType(config) !== 'llama3') return null
  const { theta, scaling } = rope(config)
  const [factor, low, high, original] = ['factor', 'low_freq_factor', 'high_freq_factor', 'original_max_position_embeddings'].map((field) => number(scaling, field, NaN)) as [number, number, number, number]
  return Float32Array.from({ length: headDim / 2 }, (_, i) => {
    const wavelength = 2 * Math.PI * theta ** ((2 * i) / headDim)
    if (wavelength < original / high) return 1
    if (wavelength > original / low) return factor
    const smooth = (original / wavelength - low) / (high - low)
    return 1 / ((1 - smooth) / factor + smooth)
  })
}

/** The keys of an architecture, under its name. */
export function settingsOf(family: Family, config: Json, s: Sizes): ReadonlyMap<string, MetaValue> {
  const epsilon = isRotary(family)
    ? ['attention.layer_norm_rms_epsilon', float32(number(config, 'rms_norm_eps', 1e-6))] as const
    : ['attention.layer_norm_epsilon', float32(number(config, 'layer_norm_epsilon', 1e-5))] as const
  const wide = s.headDim * s.heads === s.hidden ? [] : [['attention.key_length', uint32(s.headDim)], ['attention.value_length', uint32(s.headDim)]] as const
  const keys: readonly (readonly [string, MetaValue])[] = [
    ['vocab_size', uint32(s.vocabulary)], ['context_length', uint32(s.context)], ['embedding_length', uint32(s.hidden)], ['block_count', uint32(s.layers)],
    ['feed_forward_length', uint32(s.feedForward)], ['attention.head_count', uint32(s.heads)], ['attention.head_count_kv', uint32(s.kvHeads)], epsilon, ...wide,
    ...(isRotary(family) ? [['rope.dimension_count', uint32(s.headDim)] as const, ...ropeKeys(family, config)] : [])
  ]
  return new Map(keys.map(([key, value]) => [`${family}.${key}`, value]))
}

const families = new Set<string>(Object.values(familyOf))

/** A file's architecture, where this engine has one like it. */
export function familyIn({ metadata }: Gguf): Family {
  const name = stringAt(metadata, 'general.architecture') ?? ''
  if (!families.has(name)) throw new UnsupportedConfig('general.architecture', name)
  return name as Family
}

/** A config.json from a file's keys. Without an output matrix of its own, a model reuses its embedding. */
export function configIn(gguf: Gguf): Json {
  const family = familyIn(gguf)
  const read = (key: string, otherwise?: number): number => {
    const value = numberAt(gguf.metadata, `${family}.${key}`) ?? otherwise
    if (value === undefined) throw new UnsupportedConfig(`${family}.${key}`, undefined)
    return value
  }
  const common = {
    model_type: family, vocab_size: gguf.tensors.get('token_embd.weight')?.shape[0] ?? 0, tie_word_embeddings: !gguf.tensors.has('output.weight'),
    bos_token_id: numberAt(gguf.metadata, 'tokenizer.ggml.bos_token_id') ?? null, eos_token_id: numberAt(gguf.metadata, 'tokenizer.ggml.eos_token_id') ?? null
  }
  return { ...common, ...shapes[family](gguf, read) }
}

type Read = (key: string, otherwise?: number) => number

function rotaryShape(gguf: Gguf, read: Read): Json {
  if (gguf.tensors.has('rope_freqs.weight')) throw new UnsupportedConfig('rope_freqs.weight', 'factors of its own')
  const [hidden, heads] = [read('embedding_length'), read('attention.head_count')]
  return {
    hidden_size: hidden, intermediate_size: read('feed_forward_length'), num_hidden_layers: read('block_count'), num_attention_heads: heads, hidden_act: 'silu',
    num_key_value_heads: read('attention.head_count_kv', heads), head_dim: read('attention.key_length', hidden / heads), rms_norm_eps: read('attention.layer_norm_rms_epsilon'),
    rope_theta: read('rope.freq_base', 10000), max_position_embeddings: read('context_length'), ...scalingIn(gguf)
  }
}

function scalingIn(gguf: Gguf): Json {
  const key = (name: string): string => `${familyIn(gguf)}.rope.scaling.${name}`
  const type = stringAt(gguf.metadata, key('type')) ?? 'none'
  if (type === 'none') return {}
  if (type !== 'linear') throw new UnsupportedConfig(key('type'), type)
  return { rope_scaling: { rope_type: 'linear', factor: numberAt(gguf.metadata, key('factor')) ?? 1 } }
}

const biases = ({ tensors }: Gguf): Json => ({ attention_bias: tensors.has('blk.0.attn_q.bias'), mlp_bias: tensors.has('blk.0.ffn_up.bias') })

const shapes: Readonly<Record<Family, (gguf: Gguf, read: Read) => Json>> = {
  llama: (gguf, read) => ({ architectures: ['LlamaForCausalLM'], ...rotaryShape(gguf, read), ...biases(gguf) }),
  qwen2: (gguf, read) => ({ architectures: ['Qwen2ForCausalLM'], ...rotaryShape(gguf, read) }),
  qwen3: (gguf, read) => ({ architectures: ['Qwen3ForCausalLM'], ...rotaryShape(gguf, read), attention_bias: biases(gguf)['attention_bias'] }),
  gpt2: (_, read) => ({
    architectures: ['GPT2LMHeadModel'], n_embd: read('embedding_length'), n_head: read('attention.head_count'), n_layer: read('block_count'), n_positions: read('context_length'),
    n_inner: read('feed_forward_length'), layer_norm_epsilon: read('attention.layer_norm_epsilon'), activation_function: 'gelu_new'
  }),
  bloom: (_, read) => ({
    architectures: ['BloomForCausalLM'], hidden_size: read('embedding_length'), n_head: read('attention.head_count'), n_layer: read('block_count'), seq_length: read('context_length'),
    layer_norm_epsilon: read('attention.layer_norm_epsilon')
  })
}
