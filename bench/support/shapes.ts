// The shapes that training is measured on, as configurations of Hugging Face: their weights are random, since speed does not mind. Knows no runtime.
import type { Json } from '#ml/models/config.ts'

export interface Row { readonly title: string; readonly config: Json; readonly method: 'full' | 'lora'; readonly batch: number; readonly length: number }

export const gpt2: Json = { model_type: 'gpt2', vocab_size: 50257, n_positions: 1024, n_embd: 768, n_layer: 12, n_head: 12 }
const smallGpt2: Json = { model_type: 'gpt2', vocab_size: 8192, n_positions: 256, n_embd: 384, n_layer: 6, n_head: 6 }
export const smollm2: Json = {
  model_type: 'llama', vocab_size: 49152, hidden_size: 576, intermediate_size: 1536, num_hidden_layers: 30, num_attention_heads: 9, num_key_value_heads: 3,
  max_position_embeddings: 2048, rms_norm_eps: 1e-5, rope_theta: 100000, tie_word_embeddings: true
}

export const rows: Readonly<Record<string, Row>> = {
  'gpt2-small-full': { title: 'GPT-2 of 13.9 M, full, 4 × 256', config: smallGpt2, method: 'full', batch: 4, length: 256 },
  'gpt2-lora-1': { title: 'GPT-2 of 124 M, LoRA 8, 1 × 256', config: gpt2, method: 'lora', batch: 1, length: 256 },
  'gpt2-lora-4': { title: 'GPT-2 of 124 M, LoRA 8, 4 × 256', config: gpt2, method: 'lora', batch: 4, length: 256 },
  'gpt2-full': { title: 'GPT-2 of 124 M, full, 1 × 256', config: gpt2, method: 'full', batch: 1, length: 256 },
  'smollm2-lora': { title: 'SmolLM2 of 135 M, LoRA 8, 1 × 256', config: smollm2, method: 'lora', batch: 1, length: 256 }
}
export const rank = 8

/** What CamemBERT's own configuration says, which reads French: 110 million parameters. */
export const camembert: Json = {
  architectures: ['CamembertForMaskedLM'], model_type: 'camembert', vocab_size: 32005, hidden_size: 768, intermediate_size: 3072, num_hidden_layers: 12, num_attention_heads: 12, hidden_act: 'gelu',
  max_position_embeddings: 514, type_vocab_size: 1, layer_norm_eps: 1e-5, pad_token_id: 1, hidden_dropout_prob: 0.1, attention_probs_dropout_prob: 0.1
}

/** Base models at the edge of what a small machine can learn over. */
export const large: readonly { readonly title: string; readonly config: Json }[] = [
  { title: 'Qwen3 of 0.6 B', config: {
    model_type: 'qwen3', vocab_size: 151936, hidden_size: 1024, intermediate_size: 3072, num_hidden_layers: 28, num_attention_heads: 16, num_key_value_heads: 8, head_dim: 128,
    max_position_embeddings: 40960, rms_norm_eps: 1e-6, rope_theta: 1000000, tie_word_embeddings: true
  } },
  { title: 'Llama 3.2 of 1.2 B', config: {
    model_type: 'llama', vocab_size: 128256, hidden_size: 2048, intermediate_size: 8192, num_hidden_layers: 16, num_attention_heads: 32, num_key_value_heads: 8, head_dim: 64,
    max_position_embeddings: 131072, rms_norm_eps: 1e-5, rope_theta: 500000, tie_word_embeddings: true
  } }
]
