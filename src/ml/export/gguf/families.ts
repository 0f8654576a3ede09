// The families that llama.cpp has too: its name for them, its names for their tensors, and how its matrices lie. Knows no file and no setting.
// Source of names: llama.cpp, gguf-py/gguf/constants.py and tensor_mapping.py.
import type { Sizes } from '../../models/architecture.ts'
import { apart, type Order, pairs } from './rows.ts'

export type Family = 'llama' | 'qwen2' | 'qwen3' | 'gpt2' | 'bloom'

/** By a config.json's `model_type`. */
export const familyOf: Readonly<Record<string, Family>> = { llama: 'llama', mistral: 'llama', qwen2: 'qwen2', qwen3: 'qwen3', gpt2: 'gpt2', bloom: 'bloom' }

/** Hugging Face's name, llama.cpp's, and, where they differ, how the matrix lies. `{i}` is the layer; `.weight` and `.bias` are added. */
type Name = readonly [here: string, there: string, lies?: Lies | undefined]
type Lies = 'query' | 'key' | 'joined' | 'in-out'

const rotary = (query?: Lies, key?: Lies): readonly Name[] => [
  ['model.embed_tokens', 'token_embd'], ['model.norm', 'output_norm'], ['lm_head', 'output'],
  ['model.layers.{i}.input_layernorm', 'blk.{i}.attn_norm'], ['model.layers.{i}.post_attention_layernorm', 'blk.{i}.ffn_norm'],
  ['model.layers.{i}.self_attn.q_proj', 'blk.{i}.attn_q', query], ['model.layers.{i}.self_attn.k_proj', 'blk.{i}.attn_k', key],
  ['model.layers.{i}.self_attn.v_proj', 'blk.{i}.attn_v'], ['model.layers.{i}.self_attn.o_proj', 'blk.{i}.attn_output'],
  ['model.layers.{i}.self_attn.q_norm', 'blk.{i}.attn_q_norm'], ['model.layers.{i}.self_attn.k_norm', 'blk.{i}.attn_k_norm'],
  ['model.layers.{i}.mlp.gate_proj', 'blk.{i}.ffn_gate'], ['model.layers.{i}.mlp.up_proj', 'blk.{i}.ffn_up'], ['model.layers.{i}.mlp.down_proj', 'blk.{i}.ffn_down']
]

const names: Readonly<Record<Family, readonly Name[]>> = {
  llama: rotary('query', 'key'), qwen2: rotary(), qwen3: rotary(),
  gpt2: [
    ['transformer.wte', 'token_embd'], ['transformer.wpe', 'position_embd'], ['transformer.ln_f', 'output_norm'], ['lm_head', 'output'],
    ['transformer.h.{i}.ln_1', 'blk.{i}.attn_norm'], ['transformer.h.{i}.ln_2', 'blk.{i}.ffn_norm'],
    ['transformer.h.{i}.attn.c_attn', 'blk.{i}.attn_qkv', 'in-out'], ['transformer.h.{i}.attn.c_proj', 'blk.{i}.attn_output', 'in-out'],
    ['transformer.h.{i}.mlp.c_fc', 'blk.{i}.ffn_up', 'in-out'], ['transformer.h.{i}.mlp.c_proj', 'blk.{i}.ffn_down', 'in-out']
  ],
  bloom: [
    ['transformer.word_embeddings', 'token_embd'], ['transformer.word_embeddings_layernorm', 'token_embd_norm'], ['transformer.ln_f', 'output_norm'], ['lm_head', 'output'],
    ['transformer.h.{i}.input_layernorm', 'blk.{i}.attn_norm'], ['transformer.h.{i}.post_attention_layernorm', 'blk.{i}.ffn_norm'],
    ['transformer.h.{i}.self_attention.query_key_value', 'blk.{i}.attn_qkv', 'joined'], ['transformer.h.{i}.self_attention.dense', 'blk.{i}.attn_output'],
    ['transformer.h.{i}.mlp.dense_h_to_4h', 'blk.{i}.ffn_up'], ['transformer.h.{i}.mlp.dense_4h_to_h', 'blk.{i}.ffn_down']
  ]
}

export interface Counterpart {
  readonly name: string
  /** How Hugging Face's rows become llama.cpp's. */
  readonly order: Order | null
  /** Stored as [in, out] in Hugging Face's folder. */
  readonly transposed: boolean
}

type Heads = Pick<Sizes, 'heads' | 'headDim'>

const orders: Readonly<Record<Lies, ((sizes: Heads) => Order) | null>> = {
  query: ({ headDim }) => pairs(headDim), key: ({ headDim }) => pairs(headDim), joined: ({ heads, headDim }) => apart(heads, headDim), 'in-out': null
}

/** Finds a tensor's name on the other side; null for one that the family does not have there. */
function counterpart(family: Family, name: string, sizes: Heads, from: 0 | 1): Counterpart | null {
  const [, stem = '', kind = ''] = /^(.*)\.(weight|bias)$/.exec(name) ?? []
  const layer = /\.(\d+)\./.exec(name)?.[1] ?? ''
  const numbered = stem.replace(/\.\d+\./, '.{i}.')
  const found = names[family].find((pair) => pair[from] === numbered)
  if (!found) return null
  const lies = found[2]
  return {
    name: `${found[from === 0 ? 1 : 0].replace('{i}', layer)}.${kind}`, order: lies === undefined ? null : orders[lies]?.(sizes) ?? null,
    transposed: lies === 'in-out' && kind === 'weight'
  }
}

export const there = (family: Family, name: string, sizes: Heads): Counterpart | null => counterpart(family, name, sizes, 0)
export const here = (family: Family, name: string, sizes: Heads): Counterpart | null => counterpart(family, name, sizes, 1)
