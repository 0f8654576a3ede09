// Gemma 3, text only (Gemma team 2025): norms before and after each half of a block, weights counted from one, local layers with a rotary base of their own.
// Weight names as Hugging Face writes them.
import type { Value } from '../graph/graph.ts'
import { activate, type Activation, isActivation } from '../nn/activation.ts'
import { attend, causalBiases } from '../nn/attention.ts'
import { type Build, type Forward, keyValueMemory, type LinearSpec, type Memory, type MemorySpec, type Sequence } from '../nn/build.ts'
import { leaveOut } from '../nn/chance.ts'
import { together } from '../nn/joined.ts'
import { attentionFactor, inverseFrequencies, type Rotation, rotation } from '../nn/rotary.ts'
import { add, mul } from '../ops/elementwise.ts'
import { tableOf } from '../nn/table.ts'
import { rmsNormalization } from '../ops/linear.ts'
import { reshape } from '../ops/shape.ts'
import { type Architecture, type Block, climb, type Model, type Pile, type Sizes } from './architecture.ts'
import { ConfigReader, type Json, UnsupportedConfig } from './config.ts'
import { type LayerType, readLayerTypes, readRope, readRopeParameters, type Rope, windowsOf } from './positions.ts'

interface Config extends Sizes {
  readonly epsilon: number
  /** Scores are divided by the square root of this. */
  readonly queryScale: number
  readonly activation: Activation
  readonly tied: boolean
  readonly bias: boolean
  readonly types: readonly LayerType[]
  readonly windows: readonly (number | null)[]
  readonly ropes: { readonly [K in LayerType]: Rope }
}

/** One set for each kind of layer (newer files), or a global one and a local base (older). */
function readRopes(c: ConfigReader, context: number): Config['ropes'] {
  const local = c.number('rope_local_base_freq', 10000)
  const parameters = c.raw('rope_parameters')
  if (typeof parameters === 'object' && parameters !== null && 'full_attention' in parameters) {
    c.raw('rope_theta')
    const both = parameters as Readonly<Record<LayerType, unknown>>
    return { full_attention: readRopeParameters(both.full_attention, 1e6, context), sliding_attention: readRopeParameters(both.sliding_attention, local, context) }
  }
  return { full_attention: readRope(c, context, 1e6), sliding_attention: { theta: local, scaling: { type: 'none' } } }
}

function readConfig(json: Json): Config {
  const c = new ConfigReader(json)
  const [hidden, heads, layers, context] = [c.size('hidden_size'), c.size('num_attention_heads'), c.size('num_hidden_layers'), c.size('max_position_embeddings', 131_072)]
  const activation = c.raw('hidden_activation') ?? c.raw('hidden_act') ?? 'gelu_pytorch_tanh'
  if (!isActivation(activation)) throw new UnsupportedConfig('hidden_activation', activation)
  const kvHeads = c.size('num_key_value_heads', heads)
  if (heads % kvHeads !== 0) throw new UnsupportedConfig('num_key_value_heads', kvHeads)
  c.mustBe('attn_logit_softcapping', null)
  c.mustBe('final_logit_softcapping', null)
  c.mustBe('use_bidirectional_attention', false)
  const pattern = c.size('sliding_window_pattern', c.size('_sliding_window_pattern', 6))
  const types = readLayerTypes(c, layers, (i) => ((i + 1) % pattern === 0 ? 'full_attention' : 'sliding_attention'))
  const config: Config = {
    vocabulary: c.size('vocab_size'), hidden, heads, kvHeads, layers, context, headDim: c.size('head_dim', 256), feedForward: c.size('intermediate_size'),
    epsilon: c.number('rms_norm_eps', 1e-6), queryScale: c.number('query_pre_attn_scalar', 256), activation, tied: c.flag('tie_word_embeddings', true),
    bias: c.flag('attention_bias', false), types, windows: windowsOf(types, c.size('sliding_window', 4096), context), ropes: readRopes(c, context)
  }
  c.raw('hidden_act')
  c.finish()
  return config
}

type Surroundings = Pick<Parameters<typeof attend>[3], 'bias' | 'window' | 'rotation' | 'past'>

class Gemma3 implements Model {
  readonly architecture = 'gemma3'
  readonly objective = 'next'
  readonly loraTargets = ['q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj']
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
    const turns = (type: LayerType): Rotation => {
      const { theta, scaling } = c.ropes[type]
      return rotation(build.graph, s, inverseFrequencies(c.headDim, theta, scaling), attentionFactor(scaling))
    }
    const rotations = { full_attention: turns('full_attention'), sliding_attention: turns('sliding_attention') }
    const biasOf = causalBiases(build.graph, s, c.windows)
    const block = (type: LayerType, i: number): Block => (x, past) => {
      const { output, key, value } = this.#attention(build, `model.layers.${i}.`, x, s, { bias: biasOf(c.windows[i] ?? null), window: c.windows[i] ?? null, rotation: rotations[type], past })
      return { output: this.#feedForward(build, `model.layers.${i}.`, output), key, value } // [N, H]
    }
    return {
      embed: (ids) => leaveOut(build, mul(tableOf(build, 'model.embed_tokens.weight', [c.vocabulary, c.hidden]).rows(reshape(ids, [s.rows])), Math.sqrt(c.hidden)), 0, 'model.embed_tokens'), // [N, H]
      blocks: c.types.map(block),
      close: (x) => this.#norm(build, 'model.norm', x)
    }
  }

  head(build: Build, hidden: Value): Value {
    const c = this.sizes
    return tableOf(build, c.tied ? 'model.embed_tokens.weight' : 'lm_head.weight', [c.vocabulary, c.hidden]).against(hidden) // [M, V]
  }

  spellings(name: string): readonly string[] {
    return [name, name.replace(/^model\./, '')]
  }

  /** The stored weight is what is added to one. */
  #norm(build: Build, name: string, x: Value, width = this.sizes.hidden): Value {
    return rmsNormalization(x, add(build.weights.get(`${name}.weight`, [width], 'zeros'), 1), this.sizes.epsilon)
  }

  #attention(build: Build, prefix: string, x: Value, s: Sequence, surroundings: Surroundings): { readonly output: Value; readonly key: Value; readonly value: Value } {
    const { hidden, heads, kvHeads, headDim, queryScale, bias } = this.sizes
    const layer = (name: string, inFeatures: number, outFeatures: number): LinearSpec => ({ name: `${prefix}self_attn.${name}`, inFeatures, outFeatures, bias, layout: 'out-in' })
    const read = ['q_proj', 'k_proj', 'v_proj'].map((name, i) => layer(name, hidden, (i === 0 ? heads : kvHeads) * headDim))
    const [q, k, v] = together(build, read)(this.#norm(build, `${prefix}input_layernorm`, x))
    if (!q || !k || !v) throw new Error('three layers gave too few values')
    const { context, key, value } = attend(q, k, v, {
      heads, kvHeads, headDim, sequence: s, ...surroundings, scale: 1 / Math.sqrt(queryScale),
      normQuery: (h) => this.#norm(build, `${prefix}self_attn.q_norm`, h, headDim), normKey: (h) => this.#norm(build, `${prefix}self_attn.k_norm`, h, headDim)
    })
    const mixed = build.linear(build.weights, layer('o_proj', heads * headDim, hidden))(context)
    return { output: add(x, leaveOut(build, this.#norm(build, `${prefix}post_attention_layernorm`, mixed), 0, `${prefix}self_attn`)), key, value }
  }

  /** GeGLU (Shazeer 2020) between two norms, added to its input. */
  #feedForward(build: Build, prefix: string, x: Value): Value {
    const { hidden, feedForward, activation } = this.sizes
    const linear = (name: string, inFeatures: number, outFeatures: number): ((v: Value) => Value) =>
      build.linear(build.weights, { name: `${prefix}mlp.${name}`, inFeatures, outFeatures, bias: false, layout: 'out-in' })
    const normed = this.#norm(build, `${prefix}pre_feedforward_layernorm`, x)
    const gated = mul(activate(build, activation)(linear('gate_proj', hidden, feedForward)(normed)), linear('up_proj', hidden, feedForward)(normed)) // [N, F]
    return add(x, leaveOut(build, this.#norm(build, `${prefix}post_feedforward_layernorm`, linear('down_proj', feedForward, hidden)(gated)), 0, `${prefix}mlp`))
  }
}

export const gemma3: Architecture = { modelTypes: ['gemma3_text'], read: (config) => new Gemma3(readConfig(config)) }
