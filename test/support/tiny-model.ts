// A whole Hugging Face folder of a very small Llama with random weights and the built-in tokenizer: real for the engine, and quick.
import { copyFileSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRandom, seedState } from '#ml/random.ts'
import { writeSafetensors, type TensorToWrite } from '#ml/safetensors/index.ts'

const builtIn = join(import.meta.dirname, '../../resources/models/aurore-base')
const vocabulary = 8192

const configOf = (hidden: number) => ({
  architectures: ['LlamaForCausalLM'], model_type: 'llama', vocab_size: vocabulary, hidden_size: hidden, intermediate_size: 2 * hidden, num_hidden_layers: 1,
  num_attention_heads: 2, num_key_value_heads: 2, rms_norm_eps: 1e-5, rope_theta: 10000, hidden_act: 'silu', max_position_embeddings: 64,
  tie_word_embeddings: true, attention_bias: false, bos_token_id: 0, eos_token_id: 0, torch_dtype: 'float32'
})

const layer = 'model.layers.0.'
const matricesOf = (hidden: number, inner = 2 * hidden): Readonly<Record<string, readonly [number, number]>> => ({
  'model.embed_tokens.weight': [vocabulary, hidden],
  ...Object.fromEntries(['q', 'k', 'v', 'o'].map((name) => [`${layer}self_attn.${name}_proj.weight`, [hidden, hidden]])),
  [`${layer}mlp.gate_proj.weight`]: [inner, hidden], [`${layer}mlp.up_proj.weight`]: [inner, hidden], [`${layer}mlp.down_proj.weight`]: [hidden, inner]
})
const norms = [`${layer}input_layernorm.weight`, `${layer}post_attention_layernorm.weight`, 'model.norm.weight']

export const temporaryFolder = (name: string): string => mkdtempSync(join(tmpdir(), `aurore-${name}-`))

/** `hidden`: 32 and more has heads that fused attention takes. */
export function tinyModel(hidden = 16): string {
  const folder = join(temporaryFolder('model'), 'tiny')
  mkdirSync(folder)
  const random = createRandom(seedState(42))
  const tensors: TensorToWrite[] = [
    ...Object.entries(matricesOf(hidden)).map(([name, shape]) => ({ name, shape, data: Float32Array.from({ length: shape[0] * shape[1] }, () => (random.float() - 0.5) * 0.2) })),
    ...norms.map((name) => ({ name, shape: [hidden], data: new Float32Array(hidden).fill(1) }))
  ]
  writeFileSync(join(folder, 'model.safetensors'), writeSafetensors(tensors))
  writeFileSync(join(folder, 'config.json'), JSON.stringify(configOf(hidden)))
  for (const file of ['tokenizer.json', 'tokenizer_config.json']) copyFileSync(join(builtIn, file), join(folder, file))
  return folder
}
