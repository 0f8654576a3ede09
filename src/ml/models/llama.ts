// Llama and its family: Llama 2 and 3, Mistral, SmolLM2 and 3, TinyLlama, Qwen2, Qwen3. Weight names as Hugging Face writes them.
// Touvron et al. 2023; the members differ in biases, head norms, rotary scaling and how far layers look, all told by the configuration.
import type { Value } from '../graph/graph.ts'
import { activate, type Activation, isActivation } from '../nn/activation.ts'
import { attend, causalBiases } from '../nn/attention.ts'
import { type Build, type Forward, keyValueMemory, type LinearSpec, type Memory, type MemorySpec, type Sequence } from '../nn/build.ts'
import { leaveOut } from '../nn/chance.ts'
import { together } from '../nn/joined.ts'
import { attentionFactor, inverseFrequencies, rotation } from '../nn/rotary.ts'
import { add, mul } from '../ops/elementwise.ts'
import { tableOf } from '../nn/table.ts'
import { rmsNormalization } from '../ops/linear.ts'
import { reshape } from '../ops/shape.ts'
import { type Architecture, type Block, climb, type Model, type Pile, type Sizes } from './architecture.ts'
import { ConfigReader, type Json, UnsupportedConfig } from './config.ts'
import { type LayerType, readLayerTypes, readRope, type Rope, windowsOf } from './positions.ts'

/** How far back a layer looks (null: to the beginning), and whether it turns queries and keys by their positions. */
interface LayerKind { readonly window: number | null; readonly turned: boolean }

interface Config extends Sizes {
  readonly epsilon: number
  readonly rope: Rope
  readonly activation: Activation
  readonly tied: boolean
  readonly biases: { readonly query: boolean; readonly output: boolean; readonly feedForward: boolean }
  readonly headNorms: boolean
  readonly kinds: readonly LayerKind[]
}

type Family = 'llama' | 'mistral' | 'qwen2' | 'qwen3' | 'smollm3'

/** Which layers look through a window, where the configuration does not list them. */
const usualTypes: { readonly [K in Family]: (c: ConfigReader, turned: readonly boolean[]) => (layer: number) => LayerType } = {
  llama: () => () => 'full_attention',
  mistral: () => () => 'sliding_attention',
  qwen2: (c) => fromLayer(c),
  qwen3: (c) => fromLayer(c),
  smollm3: (c, turned) => (c.flag('use_sliding_window', false) ? (i) => (turned[i] ? 'full_attention' : 'sliding_attention') : () => 'full_attention')
}

function fromLayer(c: ConfigReader): (layer: number) => LayerType {
  const [used, first] = [c.flag('use_sliding_window', false), c.number('max_window_layers', 28)]
  return (i) => (used && i >= first ? 'sliding_attention' : 'full_attention')
}

function readWindow(c: ConfigReader, family: Family): number | null {
  const window = c.raw('sliding_window')
  if (window === null || window === undefined || family === 'llama') return null
  return c.size('sliding_window')
}

/** SmolLM3 leaves every fourth layer without positions ("NoPE", Yang et al. 2025): a 1 in the list is a layer that turns. */
function readTurned(c: ConfigReader, family: Family, layers: number): readonly boolean[] {
  if (family !== 'smollm3') return Array.from({ length: layers }, () => true)
  const [listed, interval] = [c.raw('no_rope_layers'), c.size('no_rope_layer_interval', 4)]
  if (Array.isArray(listed) && listed.length >= layers) return listed.slice(0, layers).map((flag) => flag === 1)
  if (listed !== null && listed !== undefined) throw new UnsupportedConfig('no_rope_layers', listed)
  return Array.from({ length: layers }, (_, i) => (i + 1) % interval !== 0)
}

function readLayers(c: ConfigReader, family: Family, layers: number, context: number): readonly LayerKind[] {
  const turned = readTurned(c, family, layers)
  const types = readLayerTypes(c, layers, usualTypes[family](c, turned))
  return windowsOf(types, readWindow(c, family), context).map((window, i) => ({ window, turned: turned[i] ?? true }))
}

function readConfig(json: Json): Config {
  const c = new ConfigReader(json)
  const type = String(c.raw('model_type')) as Family
  const [hidden, heads, context] = [c.size('hidden_size'), c.size('num_attention_heads'), c.size('max_position_embeddings')]
  const activation = c.raw('hidden_act') ?? 'silu'
  if (!isActivation(activation)) throw new UnsupportedConfig('hidden_act', activation)
  const kvHeads = c.size('num_key_value_heads', heads)
  if (heads % kvHeads !== 0) throw new UnsupportedConfig('num_key_value_heads', kvHeads)
  c.mustBe('pretraining_tp', 1)
  c.mustBe('mlp_bias', true, false)
  c.mustBe('partial_rotary_factor', 1)
  const attentionBias = c.flag('attention_bias', false)
  const config: Config = {
    vocabulary: c.size('vocab_size'), hidden, heads, kvHeads, context, headDim: c.size('head_dim', hidden / heads), layers: c.size('num_hidden_layers'),
    feedForward: c.size('intermediate_size'), epsilon: c.number('rms_norm_eps', 1e-6), rope: readRope(c, context, type === 'smollm3' ? 2e6 : 10000), activation,
    tied: c.flag('tie_word_embeddings', type === 'smollm3'),
    biases: { query: type === 'qwen2' || attentionBias, output: type !== 'qwen2' && attentionBias, feedForward: c.flag('mlp_bias', false) },
    headNorms: type === 'qwen3', kinds: readLayers(c, type, c.size('num_hidden_layers'), context)
  }
  c.finish()
  return config
}

class Llama implements Model {
  readonly architecture = 'llama'
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
    const turning = rotation(build.graph, s, inverseFrequencies(c.headDim, c.rope.theta, c.rope.scaling), attentionFactor(c.rope.scaling))
    const biasOf = causalBiases(build.graph, s, c.kinds.map((k) => k.window))
    const block = ({ window, turned }: LayerKind, i: number): Block => (x, past) => {
      const { output, key, value } = this.#attention(build, `model.layers.${i}.`, x, s, { bias: biasOf(window), window, rotation: turned ? turning : null, past })
      return { output: this.#feedForward(build, `model.layers.${i}.`, add(x, output)), key, value } // [N, H]
    }
    return {
      embed: (ids) => leaveOut(build, tableOf(build, 'model.embed_tokens.weight', [c.vocabulary, c.hidden]).rows(reshape(ids, [s.rows])), 0, 'model.embed_tokens'), // [N, H]
      blocks: c.kinds.map(block),
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

  #norm(build: Build, name: string, x: Value, width = this.sizes.hidden): Value {
    return rmsNormalization(x, build.weights.get(`${name}.weight`, [width], 'ones'), this.sizes.epsilon)
  }

  #attention(build: Build, prefix: string, x: Value, s: Sequence, shared: Pick<Parameters<typeof attend>[3], 'bias' | 'window' | 'rotation' | 'past'>): { output: Value; key: Value; value: Value } {
    const { hidden, heads, kvHeads, headDim, biases, headNorms, layers } = this.sizes
    const layer = (name: string, inFeatures: number, outFeatures: number, bias: boolean): LinearSpec => ({ name: `${prefix}self_attn.${name}`, inFeatures, outFeatures, bias, layout: 'out-in' })
    const normed = this.#norm(build, `${prefix}input_layernorm`, x)
    const read = ['q_proj', 'k_proj', 'v_proj'].map((name, i) => layer(name, hidden, (i === 0 ? heads : kvHeads) * headDim, biases.query))
    const [q, k, v] = together(build, read)(normed)
    if (!q || !k || !v) throw new Error('three layers gave too few values')
    const norms = headNorms ? {
      normQuery: (h: Value): Value => this.#norm(build, `${prefix}self_attn.q_norm`, h, headDim),
      normKey: (h: Value): Value => this.#norm(build, `${prefix}self_attn.k_norm`, h, headDim) } : {}
    const { context, key, value } = attend(q, k, v, { heads, kvHeads, headDim, sequence: s, ...shared, ...norms })
    const output = build.linear(build.weights, { ...layer('o_proj', heads * headDim, hidden, biases.output), among: 2 * layers })(context)
    return { output: leaveOut(build, output, 0, `${prefix}self_attn`), key, value }
  }

  /** SwiGLU (Shazeer 2020), added to its input. */
  #feedForward(build: Build, prefix: string, x: Value): Value {
    const { hidden, feedForward, biases, activation, layers } = this.sizes
    const linear = (name: string, inFeatures: number, outFeatures: number, among = 1): ((v: Value) => Value) =>
      build.linear(build.weights, { name: `${prefix}mlp.${name}`, inFeatures, outFeatures, bias: biases.feedForward, layout: 'out-in', among })
    const normed = this.#norm(build, `${prefix}post_attention_layernorm`, x)
    const gated = mul(activate(build, activation)(linear('gate_proj', hidden, feedForward)(normed)), linear('up_proj', hidden, feedForward)(normed)) // [N, F]
    return add(x, leaveOut(build, linear('down_proj', feedForward, hidden, 2 * layers)(gated), 0, `${prefix}mlp`))
  }
}

export const llama: Architecture = {
  modelTypes: ['llama', 'mistral', 'qwen2', 'qwen3', 'smollm3'],
  read: (config) => new Llama(readConfig(config))
}
