// BLOOM (BigScience 2022): no position embedding, a bias linear in the distance instead (Press et al. 2022, "ALiBi"). Weight names as Hugging Face writes them.
import type { Value } from '../graph/graph.ts'
import { activations } from '../nn/activation.ts'
import { alibiSlopes, attend, causalBias, linearBias } from '../nn/attention.ts'
import { type Build, type Forward, keyValueMemory, type Memory, type MemorySpec, type Sequence } from '../nn/build.ts'
import { leaveOut } from '../nn/chance.ts'
import { add } from '../ops/elementwise.ts'
import { gemm, layerNormalization } from '../ops/linear.ts'
import { gather, reshape, split } from '../ops/shape.ts'
import { type Architecture, type Block, climb, type Model, type Pile, type Sizes } from './architecture.ts'
import { ConfigReader, type Json, UnsupportedConfig } from './config.ts'

interface Config extends Sizes { readonly epsilon: number; readonly tied: boolean }

/** Older files say `n_embed` or `num_attention_heads` for the same sizes. */
function aliased(c: ConfigReader, ...fields: readonly string[]): number {
  const found = fields.map((f) => [f, c.raw(f)] as const).find(([, value]) => value !== undefined && value !== null)
  return c.size(found?.[0] ?? fields[0] ?? '')
}

function readConfig(json: Json): Config {
  const c = new ConfigReader(json)
  const [hidden, heads] = [aliased(c, 'hidden_size', 'n_embed'), aliased(c, 'n_head', 'num_attention_heads')]
  if (hidden % heads !== 0) throw new UnsupportedConfig('n_head', heads)
  c.mustBe('apply_residual_connection_post_layernorm', false)
  c.mustBe('n_inner', 4 * hidden)
  // How the model was sharded when it was made, and which fused kernels were used: no number depends on them but by rounding.
  for (const field of ['pretraining_tp', 'slow_but_exact', 'masked_softmax_fusion', 'attention_softmax_in_fp32', 'bias_dropout_fusion', 'skip_bias_add', 'skip_bias_add_qkv', 'offset_alibi']) c.raw(field)
  const config: Config = {
    vocabulary: c.size('vocab_size'), hidden, heads, kvHeads: heads, headDim: hidden / heads, layers: aliased(c, 'n_layer', 'num_hidden_layers'), feedForward: 4 * hidden,
    context: c.size('seq_length', 2048), epsilon: c.number('layer_norm_epsilon', 1e-5), tied: c.flag('tie_word_embeddings', true)
  }
  c.finish()
  return config
}

class Bloom implements Model {
  readonly architecture = 'bloom'
  readonly objective = 'next'
  readonly loraTargets = ['query_key_value', 'dense', 'dense_h_to_4h', 'dense_4h_to_h']
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
    const bias = add(causalBias(build.graph, s), linearBias(build.graph, s, alibiSlopes(c.heads))) // [heads, 1, T, S]
    const block = (_: unknown, i: number): Block => (x, past) => {
      const { output, key, value } = this.#attention(build, `transformer.h.${i}.`, x, s, bias, past)
      return { output: this.#feedForward(build, `transformer.h.${i}.`, add(x, output)), key, value } // [N, H]
    }
    return {
      embed: (ids) => {
        const embedding = build.weights.get('transformer.word_embeddings.weight', [c.vocabulary, c.hidden])
        return leaveOut(build, this.#norm(build, 'transformer.word_embeddings_layernorm', gather(embedding, reshape(ids, [s.rows]))), 0, 'transformer.word_embeddings') // [N, H]
      },
      blocks: Array.from({ length: c.layers }, block),
      close: (x) => this.#norm(build, 'transformer.ln_f', x)
    }
  }

  head(build: Build, hidden: Value): Value {
    const c = this.sizes
    return gemm(hidden, build.weights.get(c.tied ? 'transformer.word_embeddings.weight' : 'lm_head.weight', [c.vocabulary, c.hidden]), { transB: true }) // [M, V]
  }

  spellings(name: string): readonly string[] {
    return [name, name.replace(/^transformer\./, '')]
  }

  #norm(build: Build, name: string, x: Value): Value {
    const { hidden, epsilon } = this.sizes
    return layerNormalization(x, build.weights.get(`${name}.weight`, [hidden], 'ones'), build.weights.get(`${name}.bias`, [hidden], 'zeros'), epsilon).y
  }

  #linear(build: Build, name: string, inFeatures: number, outFeatures: number, among = 1): (x: Value) => Value {
    return build.linear(build.weights, { name, inFeatures, outFeatures, bias: true, layout: 'out-in', among })
  }

  /** Queries, keys and values lie head by head in one matrix: [heads, 3, headDim] a row. */
  #attention(build: Build, prefix: string, x: Value, s: Sequence, bias: Value, past: { key: Value; value: Value } | null): { output: Value; key: Value; value: Value } {
    const { hidden, heads, kvHeads, headDim, layers } = this.sizes
    const joined = this.#linear(build, `${prefix}self_attention.query_key_value`, hidden, 3 * hidden)(this.#norm(build, `${prefix}input_layernorm`, x))
    const [q, k, v] = split(reshape(joined, [s.rows, heads, 3, headDim]), 2, [1, 1, 1]).map((part) => reshape(part, [s.rows, hidden])) // [N, H] each
    if (!q || !k || !v) throw new Error('Split gave too few pieces')
    const { context, key, value } = attend(q, k, v, { heads, kvHeads, headDim, sequence: s, bias, rotation: null, past })
    return { output: leaveOut(build, this.#linear(build, `${prefix}self_attention.dense`, hidden, hidden, 2 * layers)(context), 0, `${prefix}self_attention`), key, value }
  }

  #feedForward(build: Build, prefix: string, x: Value): Value {
    const { hidden, feedForward, layers } = this.sizes
    const inner = this.#linear(build, `${prefix}mlp.dense_h_to_4h`, hidden, feedForward)(this.#norm(build, `${prefix}post_attention_layernorm`, x))
    return add(x, leaveOut(build, this.#linear(build, `${prefix}mlp.dense_4h_to_h`, feedForward, hidden, 2 * layers)(activations.gelu_new(inner)), 0, `${prefix}mlp`))
  }
}

export const bloom: Architecture = { modelTypes: ['bloom'], read: (config) => new Bloom(readConfig(config)) }
