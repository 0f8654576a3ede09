// Llama and its family: Llama 2 and 3, Mistral without a window, SmolLM2, TinyLlama, Qwen2, Qwen3. Weight names as Hugging Face writes them.
// Touvron et al. 2023; the members differ in biases, head norms and rotary scaling, all told by the configuration.
import type { Value } from '../graph/graph.ts'
import { activations, type Activation, isActivation } from '../nn/activation.ts'
import { attend, causalBias } from '../nn/attention.ts'
import { type Build, type Forward, keyValueMemory, layerMemory, type Memory, type MemorySpec, type Sequence } from '../nn/build.ts'
import { inverseFrequencies, type RopeScaling, rotation } from '../nn/rotary.ts'
import { add, mul } from '../ops/elementwise.ts'
import { gemm, rmsNormalization } from '../ops/linear.ts'
import { gather, reshape } from '../ops/shape.ts'
import type { Architecture, Model, Sizes } from './architecture.ts'
import { ConfigReader, type Json, UnsupportedConfig } from './config.ts'

interface Config extends Sizes {
  readonly epsilon: number
  readonly theta: number
  readonly scaling: RopeScaling
  readonly activation: Activation
  readonly tied: boolean
  readonly biases: { readonly query: boolean; readonly output: boolean; readonly feedForward: boolean }
  readonly headNorms: boolean
}

function readScaling(config: ConfigReader): { readonly theta: number; readonly scaling: RopeScaling } {
  const parameters = config.raw('rope_parameters') ?? config.raw('rope_scaling')
  const theta = config.raw('rope_theta') ?? 10000
  if (parameters === null || parameters === undefined) return { theta: Number(theta), scaling: { type: 'none' } }
  const inner = new ConfigReader(parameters as Json)
  const type = inner.raw('rope_type') ?? inner.raw('type') ?? 'default'
  const own = inner.number('rope_theta', Number(theta))
  if (type === 'default') return { theta: own, scaling: { type: 'none' } }
  if (type === 'linear') return { theta: own, scaling: { type, factor: inner.number('factor') } }
  if (type !== 'llama3') throw new UnsupportedConfig('rope_scaling', parameters)
  return { theta: own, scaling: {
    type, factor: inner.number('factor'), lowFrequencyFactor: inner.number('low_freq_factor'),
    highFrequencyFactor: inner.number('high_freq_factor'), originalContext: inner.number('original_max_position_embeddings') } }
}

/** A sliding window as wide as the context changes nothing; a narrower one would. */
function refuseWindow(config: ConfigReader, context: number): void {
  const window = config.raw('sliding_window')
  const used = config.raw('use_sliding_window') !== false
  if (used && typeof window === 'number' && window < context) throw new UnsupportedConfig('sliding_window', window)
  const types = config.raw('layer_types')
  if (Array.isArray(types) && types.some((t) => t !== 'full_attention')) throw new UnsupportedConfig('layer_types', types)
}

function readConfig(json: Json): Config {
  const c = new ConfigReader(json)
  const type = String(c.raw('model_type'))
  const [hidden, heads, context] = [c.size('hidden_size'), c.size('num_attention_heads'), c.size('max_position_embeddings')]
  const activation = c.raw('hidden_act') ?? 'silu'
  if (!isActivation(activation)) throw new UnsupportedConfig('hidden_act', activation)
  const kvHeads = c.size('num_key_value_heads', heads)
  if (heads % kvHeads !== 0) throw new UnsupportedConfig('num_key_value_heads', kvHeads)
  refuseWindow(c, context)
  c.mustBe('pretraining_tp', 1)
  c.mustBe('mlp_bias', true, false)
  c.mustBe('partial_rotary_factor', 1)
  const attentionBias = c.flag('attention_bias', false)
  const config: Config = {
    vocabulary: c.size('vocab_size'), hidden, heads, kvHeads, context, headDim: c.size('head_dim', hidden / heads), layers: c.size('num_hidden_layers'),
    feedForward: c.size('intermediate_size'), epsilon: c.number('rms_norm_eps', 1e-6), ...readScaling(c), activation, tied: c.flag('tie_word_embeddings', false),
    biases: { query: type === 'qwen2' || attentionBias, output: type !== 'qwen2' && attentionBias, feedForward: c.flag('mlp_bias', false) },
    headNorms: type === 'qwen3'
  }
  c.finish()
  return config
}

class Llama implements Model {
  readonly architecture = 'llama'
  readonly loraTargets = ['q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj']
  readonly sizes: Config
  readonly memory: readonly MemorySpec[]

  constructor(config: Config) {
    this.sizes = config
    this.memory = keyValueMemory(config.layers, config.kvHeads, config.headDim)
  }

  forward(build: Build, ids: Value, s: Sequence, memory: Memory | null): Forward {
    const c = this.sizes
    const shared = { bias: causalBias(build.graph, s), rotation: rotation(build.graph, s, inverseFrequencies(c.headDim, c.theta, c.scaling)) }
    const embedding = build.weights.get('model.embed_tokens.weight', [c.vocabulary, c.hidden])
    let x = gather(embedding, reshape(ids, [s.rows])) // [N, H]
    const grown: Value[] = []
    for (let i = 0; i < c.layers; i++) {
      const attention = this.#attention(build, `model.layers.${i}.`, x, s, { ...shared, past: layerMemory(memory, i) })
      grown.push(attention.key, attention.value)
      x = this.#feedForward(build, `model.layers.${i}.`, add(x, attention.output)) // [N, H]
    }
    return { hidden: this.#norm(build, 'model.norm', x), memory: grown }
  }

  head(build: Build, hidden: Value): Value {
    const c = this.sizes
    const weight = build.weights.get(c.tied ? 'model.embed_tokens.weight' : 'lm_head.weight', [c.vocabulary, c.hidden])
    return gemm(hidden, weight, { transB: true }) // [M, V]
  }

  spellings(name: string): readonly string[] {
    return [name, name.replace(/^model\./, '')]
  }

  #norm(build: Build, name: string, x: Value, width = this.sizes.hidden): Value {
    return rmsNormalization(x, build.weights.get(`${name}.weight`, [width], 'ones'), this.sizes.epsilon)
  }

  #attention(build: Build, prefix: string, x: Value, s: Sequence, shared: Pick<Parameters<typeof attend>[3], 'bias' | 'rotation' | 'past'>): { output: Value; key: Value; value: Value } {
    const { hidden, heads, kvHeads, headDim, biases, headNorms } = this.sizes
    const linear = (name: string, inFeatures: number, outFeatures: number, bias: boolean): ((v: Value) => Value) =>
      build.linear(build.weights, { name: `${prefix}self_attn.${name}`, inFeatures, outFeatures, bias, layout: 'out-in' })
    const normed = this.#norm(build, `${prefix}input_layernorm`, x)
    const q = linear('q_proj', hidden, heads * headDim, biases.query)(normed)
    const k = linear('k_proj', hidden, kvHeads * headDim, biases.query)(normed)
    const v = linear('v_proj', hidden, kvHeads * headDim, biases.query)(normed)
    const norms = headNorms ? {
      normQuery: (h: Value): Value => this.#norm(build, `${prefix}self_attn.q_norm`, h, headDim),
      normKey: (h: Value): Value => this.#norm(build, `${prefix}self_attn.k_norm`, h, headDim) } : {}
    const { context, key, value } = attend(q, k, v, { heads, kvHeads, headDim, sequence: s, ...shared, ...norms })
    return { output: linear('o_proj', heads * headDim, hidden, biases.output)(context), key, value }
  }

  /** SwiGLU (Shazeer 2020), added to its input. */
  #feedForward(build: Build, prefix: string, x: Value): Value {
    const { hidden, feedForward, biases, activation } = this.sizes
    const linear = (name: string, inFeatures: number, outFeatures: number): ((v: Value) => Value) =>
      build.linear(build.weights, { name: `${prefix}mlp.${name}`, inFeatures, outFeatures, bias: biases.feedForward, layout: 'out-in' })
    const normed = this.#norm(build, `${prefix}post_attention_layernorm`, x)
    const gated = mul(activations[activation](linear('gate_proj', hidden, feedForward)(normed)), linear('up_proj', hidden, feedForward)(normed)) // [N, F]
    return add(x, linear('down_proj', feedForward, hidden)(gated))
  }
}

export const llama: Architecture = {
  modelTypes: ['llama', 'mistral', 'qwen2', 'qwen3'],
  read: (config) => new Llama(readConfig(config))
}
