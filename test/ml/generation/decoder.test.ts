// A decoder's memory, of both kinds: keys and values that can be cut, and a recurrent state that cannot. The law: going back changes nothing.
import { describe, expect, it } from 'vitest'
import type { Json } from '#ml/models/config.ts'
import { modelFor } from '#ml/models/registry.ts'
import { plainLinear } from '#ml/nn/linear.ts'
import { createRandom, seedState } from '#ml/random.ts'
import { OnnxDecoder } from '#ml/runtime/decoder.ts'
import { Engine } from '#ml/runtime/engine.ts'
import { weightSpecs } from '#ml/models/layers.ts'
import { gaussians } from '#ml/training/initial.ts'

const configs: Readonly<Record<string, Json>> = {
  llama: { model_type: 'llama', vocab_size: 40, hidden_size: 16, intermediate_size: 24, num_hidden_layers: 2, num_attention_heads: 4, num_key_value_heads: 2, max_position_embeddings: 64, tie_word_embeddings: true },
  bloom: { model_type: 'bloom', vocab_size: 40, hidden_size: 18, n_layer: 2, n_head: 3 },
  lstm: { model_type: 'recurrent-lm', cell: 'lstm', vocab_size: 40, embedding_size: 10, hidden_size: 16, num_layers: 2 },
  gru: { model_type: 'recurrent-lm', cell: 'gru', vocab_size: 40, embedding_size: 10, hidden_size: 16, num_layers: 1 }
}

async function decoderOf(config: Json): Promise<OnnxDecoder> {
  const model = modelFor(config)
  const weights = new Map(weightSpecs(model, plainLinear).map((w, i) => [w.name, gaussians(w.shape.reduce((a, b) => a * b, 1), 0.3, 5, i)]))
  return OnnxDecoder.create(new Engine('cpu'), { model, linear: plainLinear, weights })
}

const farthest = (one: Float32Array, other: Float32Array): number => one.reduce((most, x, i) => Math.max(most, Math.abs(x - (other[i] ?? NaN))), 0)

describe('what a decoder remembers', () => {
  it.each(Object.keys(configs))('%s: after twenty random edits, the same logits as from the beginning', async (name) => {
    const [edited, fresh] = [await decoderOf(configs[name] ?? {}), await decoderOf(configs[name] ?? {})]
    const random = createRandom(seedState(11))
    let held: readonly number[] = []
    for (let turn = 0; turn < 20; turn++) {
      const kept = held.length < 40 ? random.below(held.length + 1) : random.below(10)
      const added = Array.from({ length: 1 + random.below(5) }, () => random.below(40))
      await edited.truncate(kept)
      const logits = await edited.append(added)
      held = [...held.slice(0, kept), ...added]
      await fresh.truncate(0)
      expect(farthest(logits, await fresh.append(held))).toBeLessThan(1e-4)
      expect(edited.length).toBe(held.length)
    }
    await edited.dispose()
    await fresh.dispose()
  })
})
