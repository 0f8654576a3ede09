// Very small models of several kinds with random weights, as decoders: keys and values, and recurrent states.
import type { Model } from '#ml/models/architecture.ts'
import type { Json } from '#ml/models/config.ts'
import { weightSpecs } from '#ml/models/layers.ts'
import { modelFor } from '#ml/models/registry.ts'
import { plainLinear } from '#ml/nn/linear.ts'
import type { Precision } from '#ml/nn/nbits.ts'
import { Base, wholeFrom } from '#ml/runtime/base.ts'
import { OnnxDecoder } from '#ml/runtime/decoder.ts'
import { Engine } from '#ml/runtime/engine.ts'
import { FusedDecoder } from '#ml/runtime/fused.ts'
import { gaussians } from '#ml/training/initial.ts'

export const decoderConfigs: Readonly<Record<string, Json>> = {
  llama: { model_type: 'llama', vocab_size: 40, hidden_size: 16, intermediate_size: 24, num_hidden_layers: 2, num_attention_heads: 4, num_key_value_heads: 2, max_position_embeddings: 64, tie_word_embeddings: true },
  mistral: { model_type: 'mistral', vocab_size: 40, hidden_size: 16, intermediate_size: 24, num_hidden_layers: 2, num_attention_heads: 4, num_key_value_heads: 2, max_position_embeddings: 64, sliding_window: 6 },
  bloom: { model_type: 'bloom', vocab_size: 40, hidden_size: 18, n_layer: 2, n_head: 3 },
  lstm: { model_type: 'recurrent-lm', cell: 'lstm', vocab_size: 40, embedding_size: 10, hidden_size: 16, num_layers: 2 },
  gru: { model_type: 'recurrent-lm', cell: 'gru', vocab_size: 40, embedding_size: 10, hidden_size: 16, num_layers: 1 }
}

/** Head widths that the runtime's fused attention takes, and what it must be told: windows, layers without positions, norms of heads, stretched rotations. */
export const fusedConfigs: Readonly<Record<string, Json>> = {
  llama: { model_type: 'llama', vocab_size: 96, hidden_size: 64, intermediate_size: 96, num_hidden_layers: 2, num_attention_heads: 4, num_key_value_heads: 2, max_position_embeddings: 64, tie_word_embeddings: true },
  'llama3 scaling, biases': { model_type: 'llama', vocab_size: 96, hidden_size: 64, intermediate_size: 64, num_hidden_layers: 2, num_attention_heads: 4, num_key_value_heads: 4, max_position_embeddings: 64, attention_bias: true, rope_scaling: { rope_type: 'llama3', factor: 8, low_freq_factor: 1, high_freq_factor: 4, original_max_position_embeddings: 16 } },
  mistral: { model_type: 'mistral', vocab_size: 96, hidden_size: 64, intermediate_size: 96, num_hidden_layers: 2, num_attention_heads: 4, num_key_value_heads: 2, max_position_embeddings: 64, sliding_window: 8 },
  qwen2: { model_type: 'qwen2', vocab_size: 96, hidden_size: 64, intermediate_size: 96, num_hidden_layers: 2, num_attention_heads: 4, num_key_value_heads: 2, max_position_embeddings: 64, tie_word_embeddings: true },
  qwen3: { model_type: 'qwen3', vocab_size: 96, hidden_size: 64, intermediate_size: 96, num_hidden_layers: 2, num_attention_heads: 4, num_key_value_heads: 2, head_dim: 16, max_position_embeddings: 64, tie_word_embeddings: true },
  smollm3: { model_type: 'smollm3', vocab_size: 96, hidden_size: 64, intermediate_size: 96, num_hidden_layers: 4, num_attention_heads: 4, num_key_value_heads: 2, max_position_embeddings: 64 },
  gemma3: { model_type: 'gemma3_text', vocab_size: 96, hidden_size: 64, intermediate_size: 96, num_hidden_layers: 2, num_attention_heads: 4, num_key_value_heads: 1, head_dim: 16, query_pre_attn_scalar: 16, max_position_embeddings: 64, sliding_window: 8, sliding_window_pattern: 2 },
  gpt2: { model_type: 'gpt2', vocab_size: 96, n_positions: 64, n_embd: 64, n_layer: 2, n_head: 4 }
}

export const randomWeights = (config: Json): { readonly model: Model; readonly weights: ReadonlyMap<string, Float32Array> } => {
  const model = modelFor(config)
  return { model, weights: new Map(weightSpecs(model, plainLinear).map((w, i) => [w.name, gaussians(w.shape.reduce((a, b) => a * b, 1), 0.3, 5, i)])) }
}

/** `own`: bytes of weights that the program may make its own; the rest of them are inputs. */
export async function fusedDecoder(config: Json, precision: Precision = 'f32', own?: number): Promise<FusedDecoder> {
  const { model, weights } = randomWeights(config)
  const base = await Base.open({ model, precision, whole: wholeFrom(weights), cache: null, ...(own === undefined ? {} : { own }) })
  return new FusedDecoder({ model, ...(await base.program()), inputs: {} }, () => base.dispose())
}

export async function plainDecoder(config: Json): Promise<OnnxDecoder> {
  return OnnxDecoder.create(new Engine('cpu'), { ...randomWeights(config), linear: plainLinear })
}

export const randomDecoder = (name: string, changes: Json = {}): Promise<OnnxDecoder> => plainDecoder({ ...decoderConfigs[name], ...changes })
