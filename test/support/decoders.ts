// Very small models of several kinds with random weights, as decoders: keys and values, and recurrent states.
import type { Json } from '#ml/models/config.ts'
import { weightSpecs } from '#ml/models/layers.ts'
import { modelFor } from '#ml/models/registry.ts'
import { plainLinear } from '#ml/nn/linear.ts'
import { OnnxDecoder } from '#ml/runtime/decoder.ts'
import { Engine } from '#ml/runtime/engine.ts'
import { gaussians } from '#ml/training/initial.ts'

export const decoderConfigs: Readonly<Record<string, Json>> = {
  llama: { model_type: 'llama', vocab_size: 40, hidden_size: 16, intermediate_size: 24, num_hidden_layers: 2, num_attention_heads: 4, num_key_value_heads: 2, max_position_embeddings: 64, tie_word_embeddings: true },
  bloom: { model_type: 'bloom', vocab_size: 40, hidden_size: 18, n_layer: 2, n_head: 3 },
  lstm: { model_type: 'recurrent-lm', cell: 'lstm', vocab_size: 40, embedding_size: 10, hidden_size: 16, num_layers: 2 },
  gru: { model_type: 'recurrent-lm', cell: 'gru', vocab_size: 40, embedding_size: 10, hidden_size: 16, num_layers: 1 }
}

export async function randomDecoder(name: string, changes: Json = {}): Promise<OnnxDecoder> {
  const model = modelFor({ ...decoderConfigs[name], ...changes })
  const weights = new Map(weightSpecs(model, plainLinear).map((w, i) => [w.name, gaussians(w.shape.reduce((a, b) => a * b, 1), 0.3, 5, i)]))
  return OnnxDecoder.create(new Engine('cpu'), { model, linear: plainLinear, weights })
}
