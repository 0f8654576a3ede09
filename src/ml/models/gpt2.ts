// GPT-2 (Radford et al. 2019), in both naming dialects of Hugging Face: with and without the `transformer.` prefix.
import type { Value } from '../graph/graph.ts'
import { activate, type Activation, isActivation } from '../nn/activation.ts'
import { attend, causalBias } from '../nn/attention.ts'
import { type Build, type Forward, keyValueMemory, type Memory, type MemorySpec, type Sequence } from '../nn/build.ts'
import { leaveOut } from '../nn/chance.ts'
import { positions } from '../nn/rotary.ts'
import { add } from '../ops/elementwise.ts'
import { tableOf } from '../nn/table.ts'
import { layerNormalization } from '../ops/linear.ts'
import { gather, reshape, split } from '../ops/shape.ts'
import { type Architecture, type Block, climb, type Model, type Pile, type Sizes } from './architecture.ts'
import { ConfigReader, type Json, UnsupportedConfig } from './config.ts'

interface Config extends Sizes { readonly epsilon: number; readonly activation: Activation; readonly tied: boolean }

function readConfig(json: Json): Config {
  const c = new ConfigReader(json)
  const [hidden, heads] = [c.size('n_embd'), c.size('n_head')]
  if (hidden % heads !== 0) throw new UnsupportedConfig('n_head', heads)
  const activation = c.raw('activation_function') ?? 'gelu_new'
  if (!isActivation(activation)) throw new UnsupportedConfig('activation_function', activation)
  c.mustBe('scale_attn_weights', true)
  c.mustBe('scale_attn_by_inverse_layer_idx', false)
  c.mustBe('reorder_and_upcast_attn', false)
  c.mustBe('add_cross_attention', false)
  const config: Config = {
    vocabulary: c.size('vocab_size'), hidden, heads, kvHeads: heads, headDim: hidden / heads, layers: c.size('n_layer'), context: c.size('n_positions'),
    feedForward: c.size('n_inner', 4 * hidden), epsilon: c.number('layer_norm_epsilon', 1e-5), activation, tied: c.flag('tie_word_embeddings', true)
  }
  c.finish()
  return config
}

class Gpt2 implements Model {
  readonly architecture = 'gpt2'
  readonly objective = 'next'
  readonly loraTargets = ['c_attn', 'c_proj', 'c_fc']
  readonly sizes: Config
  readonly memory: readonly MemorySpec[]

  constructor(config: Config) {
    this.sizes = config
    this.memory = keyValueMemory(config.layers, config.kvHeads, config.headDim)
  }

  forward(build: Build, ids: Value, s: Sequence, memory: Memory | null): Forward {
    return climb(this.pile(build, s), ids, memory)
  }

  pile(build: Build, s: Sequence): Pile {
    const c = this.sizes
    const bias = causalBias(build.graph, s)
    const block = (_: unknown, i: number): Block => (x, past) => {
      const { output, key, value } = this.#attention(build, `transformer.h.${i}.`, x, s, bias, past)
      return { output: this.#feedForward(build, `transformer.h.${i}.`, add(x, output)), key, value } // [N, H]
    }
    return {
      embed: (ids) => {
        const tokens = tableOf(build, 'transformer.wte.weight', [c.vocabulary, c.hidden]).rows(ids) // [B, T, H]
        const places = gather(build.weights.get('transformer.wpe.weight', [c.context, c.hidden]), positions(build.graph, s)) // [T, H]
        return leaveOut(build, reshape(add(tokens, places), [s.rows, c.hidden]), 0, 'transformer.wte') // [N, H]
      },
      blocks: Array.from({ length: c.layers }, block),
      close: (x) => this.#norm(build, 'transformer.ln_f', x)
    }
  }

  head(build: Build, hidden: Value): Value {
    const c = this.sizes
    return tableOf(build, c.tied ? 'transformer.wte.weight' : 'lm_head.weight', [c.vocabulary, c.hidden]).against(hidden) // [M, V]
  }

  spellings(name: string): readonly string[] {
    return [name, name.replace(/^transformer\./, '')]
  }

  #norm(build: Build, name: string, x: Value): Value {
    const { hidden, epsilon } = this.sizes
    return layerNormalization(x, build.weights.get(`${name}.weight`, [hidden], 'ones'), build.weights.get(`${name}.bias`, [hidden], 'zeros'), epsilon).y
  }

  #linear(build: Build, name: string, inFeatures: number, outFeatures: number, among = 1): (x: Value) => Value {
    return build.linear(build.weights, { name, inFeatures, outFeatures, bias: true, layout: 'in-out', among })
  }

  #attention(build: Build, prefix: string, x: Value, s: Sequence, bias: Value, past: { key: Value; value: Value } | null): { output: Value; key: Value; value: Value } {
    const { hidden, heads, kvHeads, headDim, layers } = this.sizes
    const joined = this.#linear(build, `${prefix}attn.c_attn`, hidden, 3 * hidden)(this.#norm(build, `${prefix}ln_1`, x))
    const [q, k, v] = split(joined, -1, [hidden, hidden, hidden])
    if (!q || !k || !v) throw new Error('Split gave too few pieces')
    const { context, key, value } = attend(q, k, v, { heads, kvHeads, headDim, sequence: s, bias, window: null, rotation: null, past })
    return { output: leaveOut(build, this.#linear(build, `${prefix}attn.c_proj`, hidden, hidden, 2 * layers)(context), 0, `${prefix}attn`), key, value }
  }

  #feedForward(build: Build, prefix: string, x: Value): Value {
    const { hidden, feedForward, activation, layers } = this.sizes
    const inner = this.#linear(build, `${prefix}mlp.c_fc`, hidden, feedForward)(this.#norm(build, `${prefix}ln_2`, x))
    return add(x, leaveOut(build, this.#linear(build, `${prefix}mlp.c_proj`, feedForward, hidden, 2 * layers)(activate(build, activation)(inner)), 0, `${prefix}mlp`))
  }
}

export const gpt2: Architecture = { modelTypes: ['gpt2'], read: (config) => new Gpt2(readConfig(config)) }
