// Configurations: what is understood is read, what would change the result and is not understood is refused by name.
import { describe, expect, it } from 'vitest'
import { modelFor } from '#ml/models/registry.ts'
import { plainLinear } from '#ml/nn/linear.ts'
import { inverseFrequencies } from '#ml/nn/rotary.ts'
import { weightSpecs } from '#ml/models/layers.ts'

const llama = { model_type: 'llama', vocab_size: 100, hidden_size: 32, intermediate_size: 64, num_hidden_layers: 2, num_attention_heads: 4, num_key_value_heads: 2, max_position_embeddings: 128, tie_word_embeddings: true }
const gpt2 = { model_type: 'gpt2', vocab_size: 100, n_embd: 32, n_layer: 2, n_head: 4, n_positions: 64 }

describe('configurations', () => {
  it.each<readonly [string, object, RegExp]>([
    ['an unknown architecture', { ...llama, model_type: 'mamba' }, /model_type = "mamba"/],
    ['an unknown field that is on', { ...llama, clever_attention: true }, /clever_attention = true/],
    ['an activation it does not have', { ...llama, hidden_act: 'swish7' }, /hidden_act/],
    ['a rotary scaling it does not have', { ...llama, rope_scaling: { rope_type: 'longrope', factor: 4 } }, /rope_scaling/],
    ['an unknown field of a rotary scaling', { ...llama, rope_scaling: { rope_type: 'linear', factor: 4, wobble: 2 } }, /wobble = 2/],
    ['layers of a kind it does not have', { ...llama, layer_types: ['full_attention', 'chunked_attention'] }, /layer_types/],
    ['a list of the wrong length', { ...llama, model_type: 'smollm3', no_rope_layers: [1] }, /no_rope_layers/],
    ['heads that do not divide', { ...llama, num_key_value_heads: 3 }, /num_key_value_heads = 3/],
    ['a missing size', { ...llama, hidden_size: undefined }, /hidden_size/],
    ['split tensor parallelism', { ...llama, pretraining_tp: 2 }, /pretraining_tp = 2/],
    ['rescaled attention', { ...gpt2, scale_attn_by_inverse_layer_idx: true }, /scale_attn_by_inverse_layer_idx/],
    ['a GPT-2 whose heads do not divide', { ...gpt2, n_head: 5 }, /n_head = 5/]
  ])('refuses %s by name', (_, config, message) => {
    expect(() => modelFor(config as Readonly<Record<string, unknown>>)).toThrow(message)
  })

  it('takes fields that are off or only describe the file', () => {
    expect(modelFor({ ...llama, clever_attention: false, transformers_version: '4.57.0', sliding_window: null, rope_scaling: null }).sizes.layers).toBe(2)
    expect(modelFor({ ...llama, model_type: 'mistral', sliding_window: 4096 }).sizes.context).toBe(128)
  })

  it('names every weight as Hugging Face does', () => {
    const names = weightSpecs(modelFor(llama), plainLinear).map((w) => w.name)
    expect(names).toContain('model.embed_tokens.weight')
    expect(names).toContain('model.layers.1.self_attn.k_proj.weight')
    expect(names).toContain('model.norm.weight')
    expect(names).not.toContain('lm_head.weight')
    expect(weightSpecs(modelFor({ ...llama, tie_word_embeddings: false }), plainLinear).map((w) => w.name)).toContain('lm_head.weight')
    expect(modelFor(gpt2).spellings('transformer.h.0.ln_1.weight')).toContain('h.0.ln_1.weight')
  })

  it('knows biases and head norms of the family', () => {
    const names = (config: object): string[] => weightSpecs(modelFor(config as typeof llama), plainLinear).map((w) => w.name)
    expect(names({ ...llama, model_type: 'qwen2' })).toContain('model.layers.0.self_attn.q_proj.bias')
    expect(names({ ...llama, model_type: 'qwen2' })).not.toContain('model.layers.0.self_attn.o_proj.bias')
    expect(names({ ...llama, attention_bias: true })).toContain('model.layers.0.self_attn.o_proj.bias')
    expect(names({ ...llama, model_type: 'qwen3' })).toContain('model.layers.0.self_attn.q_norm.weight')
  })

  it('stretches rotary frequencies: long waves divided, short ones kept', () => {
    const plain = inverseFrequencies(64, 500000, { type: 'none' })
    const stretched = inverseFrequencies(64, 500000, { type: 'llama3', factor: 8, lowFrequencyFactor: 1, highFrequencyFactor: 4, originalContext: 8192 })
    expect(stretched[0]).toBe(plain[0])
    expect(stretched[31]).toBeCloseTo((plain[31] ?? 0) / 8, 12)
    expect(inverseFrequencies(64, 10000, { type: 'linear', factor: 4 })[3]).toBeCloseTo((inverseFrequencies(64, 10000, { type: 'none' })[3] ?? 0) / 4, 7)
  })
})
