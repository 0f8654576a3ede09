// Gradients worked out block by block are those of the whole graph: every family, whatever learns.
import { describe, expect, it } from 'vitest'
import { isAdapter, trainedWeights, weightSpecs } from '#ml/models/layers.ts'
import { modelFor } from '#ml/models/registry.ts'
import type { Chance, LinearFactory } from '#ml/nn/build.ts'
import { loraLinear, plainLinear } from '#ml/nn/linear.ts'
import { encodeModel } from '#ml/onnx/model.ts'
import { createRandom, seedState } from '#ml/random.ts'
import { Engine } from '#ml/runtime/engine.ts'
import { OnnxLearner, type LearnerOptions } from '#ml/runtime/learner.ts'
import { gaussians } from '#ml/training/initial.ts'
import type { Batch, NamedArray } from '#ml/training/index.ts'
import { pieces } from '#ml/training/pieces.ts'

const llamaLike = { vocab_size: 50, hidden_size: 16, intermediate_size: 24, num_hidden_layers: 3, num_attention_heads: 4, num_key_value_heads: 2, max_position_embeddings: 32, rms_norm_eps: 1e-6 }
const configs = {
  'Llama, tied': { model_type: 'llama', ...llamaLike, tie_word_embeddings: true },
  'Qwen3, a head of its own': { model_type: 'qwen3', ...llamaLike, head_dim: 8, tie_word_embeddings: false },
  'SmolLM3, a layer without positions': { model_type: 'smollm3', ...llamaLike, no_rope_layer_interval: 2 },
  'GPT-2': { model_type: 'gpt2', vocab_size: 50, n_embd: 16, n_head: 2, n_layer: 3, n_positions: 32 },
  BLOOM: { model_type: 'bloom', vocab_size: 50, hidden_size: 16, n_head: 2, n_layer: 3 },
  'Gemma 3, two kinds of layers': { model_type: 'gemma3_text', ...llamaLike, head_dim: 8, query_pre_attn_scalar: 8, sliding_window: 6, sliding_window_pattern: 2, tie_word_embeddings: true }
} as const

const lora = (dropout: number): LinearFactory => loraLinear({ rank: 2, scale: 2, dropout, targets: () => true })

interface Way { readonly linear: LinearFactory; readonly learning: LinearFactory; readonly chance?: Chance; readonly trained: (model: ReturnType<typeof modelFor>) => (name: string) => boolean }
const full = (changes: { lastLayers?: number; freezeEmbeddings?: boolean } = {}): Way => ({
  linear: plainLinear, learning: plainLinear, trained: (model) => trainedWeights(weightSpecs(model, plainLinear), { method: 'full', ...changes })
})
const ways = {
  'all weights': full(), 'all weights, parts left out': { ...full(), chance: { share: 0.3 } }, 'the last two blocks': full({ lastLayers: 2 }), 'all but the embeddings': full({ freezeEmbeddings: true }),
  LoRA: { linear: lora(0), learning: lora(0), trained: () => isAdapter }, 'LoRA with dropout': { linear: lora(0), learning: lora(0.3), trained: () => isAdapter }
} as const satisfies Readonly<Record<string, Way>>

function batchOf(seed: number, batch = 2, length = 12): Batch {
  const random = createRandom(seedState(seed))
  const ids = BigInt64Array.from({ length: batch * length }, () => BigInt(random.below(50)))
  return { inputIds: ids, labels: ids.map((id, i) => (i % length < 3 ? -100n : id)), batch, length }
}

async function learnt(options: LearnerOptions): Promise<{ readonly losses: readonly number[]; readonly gradients: readonly NamedArray[]; readonly parameters: readonly NamedArray[] }> {
  const learner = await OnnxLearner.create(new Engine('cpu'), options)
  const losses = [(await learner.accumulate(batchOf(1), 0)).nll, (await learner.accumulate(batchOf(2, 1, 9), 1)).nll]
  const gradients = await learner.gradients()
  await learner.apply({ learningRate: 0.01, step: 1 })
  losses.push((await learner.accumulate(batchOf(3), 2)).nll, (await learner.evaluate(batchOf(4))).nll)
  const parameters = await learner.parameters()
  await learner.dispose()
  return { losses, gradients, parameters }
}

/** Sums in another order differ by float32's last bits. */
function expectAlike(found: readonly NamedArray[], expected: readonly NamedArray[]): void {
  expect(found.map((a) => a.name)).toEqual(expected.map((a) => a.name))
  for (const [i, { name, data }] of expected.entries()) {
    const largest = data.reduce((most, x) => Math.max(most, Math.abs(x)), 0)
    expect(largest, name).toBeGreaterThan(0)
    const off = data.reduce((most, x, j) => Math.max(most, Math.abs(x - (found[i]?.data[j] ?? NaN))), 0)
    expect(off, name).toBeLessThanOrEqual(1e-5 * largest + 1e-7)
  }
}

const names = Object.keys(configs) as (keyof typeof configs)[]
const cases = [
  ...names.flatMap((name) => (['all weights', 'all weights, parts left out', 'LoRA'] as const).map((way) => [name, way] as const)),
  ...(['the last two blocks', 'all but the embeddings', 'LoRA with dropout'] as const).map((way) => ['Llama, tied', way] as const)
]

describe('a block at a time', () => {
  it.each(cases)('%s, %s: the same losses and gradients', async (name, way) => {
    const { linear, learning, trained, chance }: Way = ways[way]
    const model = modelFor(configs[name])
    const weights = new Map(weightSpecs(model, linear).map((w, i) => [w.name, gaussians(w.shape.reduce((a, b) => a * b, 1), 0.15, 7, i)]))
    const options = { model, linear, learning, chance: chance ?? null, trainable: trained(model), weights, weightDecay: 0.1, clip: 1, seed: 3 }
    const [whole, cut] = [await learnt(options), await learnt({ ...options, blockwise: true })]
    for (const [i, loss] of whole.losses.entries()) expect(cut.losses[i]).toBeCloseTo(loss, 3)
    expectAlike(cut.gradients, whole.gradients)
    expectAlike(cut.parameters, whole.parameters)
  })
})

describe('blocks of one shape', () => {
  it.each([0, 0.3])('are one graph, whatever their number; with %d left to chance too', (dropout) => {
    const { forward, back } = pieces(modelFor(configs['Llama, tied']), lora(dropout), isAdapter, {})
    const graphs = (list: typeof forward): readonly string[] => list.map((p) => Buffer.from(encodeModel(p.graph)).toString('base64'))
    expect(new Set(graphs(forward)).size).toBe(1)
    expect(new Set(graphs(back.filter((p) => p !== null))).size).toBe(1)
  })

  it('below the lowest that learns are not walked back', () => {
    const model = modelFor(configs['GPT-2'])
    const { back, embedBack } = pieces(model, plainLinear, trainedWeights(weightSpecs(model, plainLinear), { method: 'full', lastLayers: 1 }), {})
    expect(back.map((p) => p !== null)).toEqual([false, false, true])
    expect(embedBack).toBeNull()
  })

  it('are asked for in vain of a model that has none', () => {
    const model = modelFor({ model_type: 'recurrent-lm', cell: 'gru', vocab_size: 50, hidden_size: 8, embedding_size: 8, num_layers: 1 })
    expect(() => pieces(model, plainLinear, () => true, {})).toThrow(/gru/)
  })
})
