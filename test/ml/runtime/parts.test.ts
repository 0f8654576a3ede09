// Which weights learn: the last blocks, all but the embeddings; and that the others are neither changed nor differentiated.
import { describe, expect, it } from 'vitest'
import { modelFor } from '#ml/models/registry.ts'
import { plainLinear } from '#ml/nn/linear.ts'
import { trainedWeights, weightSpecs, type Part } from '#ml/models/layers.ts'
import { gradientsProgram } from '#ml/training/programs.ts'

const llama = { model_type: 'llama', vocab_size: 100, hidden_size: 32, intermediate_size: 64, num_hidden_layers: 3, num_attention_heads: 4, max_position_embeddings: 128 }
const gpt2 = { model_type: 'gpt2', vocab_size: 100, n_embd: 32, n_layer: 3, n_head: 4, n_positions: 64 }
const models = {
  llama: modelFor({ ...llama, tie_word_embeddings: true }), untied: modelFor({ ...llama, tie_word_embeddings: false }), gpt2: modelFor(gpt2),
  bloom: modelFor({ model_type: 'bloom', vocab_size: 100, hidden_size: 32, n_layer: 3, n_head: 4 })
}
type Name = keyof typeof models
const trained = (name: Name, part: Omit<Part, 'method'>): string[] => {
  const specs = weightSpecs(models[name], plainLinear)
  return specs.map((s) => s.name).filter(trainedWeights(specs, { method: 'full', ...part }))
}
const blocks = (names: readonly string[]): string[] => [...new Set(names.flatMap((n) => /\.(\d+)\./.exec(n)?.[1] ?? []))]
const others = (names: readonly string[]): string[] => names.filter((n) => !/\.\d+\./.test(n))

describe('the last layers', () => {
  it.each<[Name, string[]]>([
    ['llama', ['model.norm.weight']], ['untied', ['model.norm.weight', 'lm_head.weight']],
    ['gpt2', ['transformer.ln_f.weight', 'transformer.ln_f.bias']], ['bloom', ['transformer.ln_f.weight', 'transformer.ln_f.bias']]
  ])('of %s: the blocks asked for, the final norm, a head of its own', (name, rest) => {
    expect(blocks(trained(name, { lastLayers: 1 }))).toEqual(['2'])
    expect(blocks(trained(name, { lastLayers: 2 }))).toEqual(['1', '2'])
    expect(blocks(trained(name, { lastLayers: 9 }))).toEqual(['0', '1', '2'])
    expect(others(trained(name, { lastLayers: 1 })).sort()).toEqual(rest.toSorted())
  })

  it('cost less: nothing before them is differentiated', () => {
    const nodes = (part: Omit<Part, 'method'>): number => {
      const specs = weightSpecs(models.llama, plainLinear)
      return gradientsProgram(models.llama, plainLinear, trainedWeights(specs, { method: 'full', ...part })).graph.nodes.length
    }
    const [all, two, one] = [nodes({}), nodes({ lastLayers: 2 }), nodes({ lastLayers: 1 })]
    expect(one).toBeLessThan(two)
    expect(two).toBeLessThan(all)
  })
})

describe('embeddings', () => {
  it.each<[Name, string[]]>([
    ['llama', ['model.embed_tokens.weight']], ['untied', ['model.embed_tokens.weight']], ['gpt2', ['transformer.wte.weight', 'transformer.wpe.weight']],
    ['bloom', ['transformer.word_embeddings.weight', 'transformer.word_embeddings_layernorm.weight', 'transformer.word_embeddings_layernorm.bias']]
  ])('of %s stay when asked to, and nothing else does', (name, frozen) => {
    const all = trained(name, {})
    expect(all).toEqual(weightSpecs(models[name], plainLinear).map((s) => s.name))
    expect(all.filter((n) => !trained(name, { freezeEmbeddings: true }).includes(n)).sort()).toEqual(frozen.toSorted())
  })
})
