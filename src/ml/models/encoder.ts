// Encoders that read in both directions: BERT (Devlin et al. 2019), RoBERTa and CamemBERT (Martin et al. 2020), DistilBERT (Sanh et al. 2019), with a head
// that names masked tokens or one that names a text's class. The family differs in names and in where positions begin; a table a member says how.
import type { Value } from '../graph/graph.ts'
import { activations, type Activation, isActivation } from '../nn/activation.ts'
import { attend } from '../nn/attention.ts'
import type { Build, Forward, MemorySpec, Sequence } from '../nn/build.ts'
import { leaveOut, lookedAt } from '../nn/chance.ts'
import { positions } from '../nn/rotary.ts'
import { add, cast, equal, mul, tanh, where } from '../ops/elementwise.ts'
import { relu } from '../ops/elementwise.ts'
import { gemm, layerNormalization } from '../ops/linear.ts'
import { cumulativeSum, gather, range, reshape } from '../ops/shape.ts'
import type { Architecture, Model, Objective, Sizes } from './architecture.ts'
import { ConfigReader, type Json, UnsupportedConfig } from './config.ts'

type Member = 'bert' | 'roberta' | 'camembert' | 'xlm-roberta' | 'distilbert'

interface Names {
  readonly embeddings: string
  readonly kinds: boolean
  readonly layer: string
  readonly query: string
  readonly key: string
  readonly value: string
  readonly output: string
  readonly outputNorm: string
  readonly up: string
  readonly down: string
  readonly downNorm: string
  readonly masked: { readonly dense: string; readonly norm: string; readonly bias: string }
  /** `thinnedFirst`: whether something is left out before the first of its layers too. */
  readonly classifier: { readonly dense: string; readonly last: string; readonly activation: (x: Value) => Value; readonly thinnedFirst: boolean }
  /** Whether something is left out of what an attention gives; only of its looks, else. */
  readonly thinnedOutput: boolean
  /** RoBERTa counts positions from after the padding token's own, and not over padding. */
  readonly countsFromPadding: boolean
}

const bertLike = (prefix: string): Omit<Names, 'masked' | 'classifier' | 'countsFromPadding'> => ({
  thinnedOutput: true,
  embeddings: `${prefix}.embeddings`, kinds: true, layer: `${prefix}.encoder.layer`, query: 'attention.self.query', key: 'attention.self.key', value: 'attention.self.value',
  output: 'attention.output.dense', outputNorm: 'attention.output.LayerNorm', up: 'intermediate.dense', down: 'output.dense', downNorm: 'output.LayerNorm'
})

const roberta: Names = {
  ...bertLike('roberta'), countsFromPadding: true, masked: { dense: 'lm_head.dense', norm: 'lm_head.layer_norm', bias: 'lm_head.bias' },
  classifier: { dense: 'classifier.dense', last: 'classifier.out_proj', activation: tanh, thinnedFirst: true }
}

const members: { readonly [K in Member]: Names } = {
  bert: {
    ...bertLike('bert'), countsFromPadding: false, masked: { dense: 'cls.predictions.transform.dense', norm: 'cls.predictions.transform.LayerNorm', bias: 'cls.predictions.bias' },
    classifier: { dense: 'bert.pooler.dense', last: 'classifier', activation: tanh, thinnedFirst: false }
  },
  roberta, camembert: roberta, 'xlm-roberta': roberta,
  distilbert: {
    embeddings: 'distilbert.embeddings', kinds: false, layer: 'distilbert.transformer.layer', query: 'attention.q_lin', key: 'attention.k_lin', value: 'attention.v_lin', output: 'attention.out_lin',
    outputNorm: 'sa_layer_norm', up: 'ffn.lin1', down: 'ffn.lin2', downNorm: 'output_layer_norm', countsFromPadding: false, thinnedOutput: false,
    masked: { dense: 'vocab_transform', norm: 'vocab_layer_norm', bias: 'vocab_projector.bias' }, classifier: { dense: 'pre_classifier', last: 'classifier', activation: relu, thinnedFirst: false }
  }
}

/** Shares that are left out by chance while learning: of what goes from layer to layer, of the looks of attentions, of what a class is told from. */
interface Shares { readonly hidden: number; readonly attention: number; readonly classifier: number }

interface Config extends Sizes {
  readonly shares: Shares
  readonly names: Names
  readonly epsilon: number
  readonly activation: Activation
  readonly kinds: number
  readonly padding: number
  /** Rows of the table of positions; where they are counted from the padding's own number, more than there are positions. */
  readonly places: number
  readonly objective: Exclude<Objective, 'next'>
  readonly classes: number
}

function readObjective(c: ConfigReader): Config['objective'] {
  const [architecture] = [c.raw('architectures')].flat()
  if (architecture === undefined || architecture === null || /ForMaskedLM$/.test(String(architecture))) return 'masked'
  if (/ForSequenceClassification$/.test(String(architecture))) return 'class'
  throw new UnsupportedConfig('architectures', architecture)
}

/** `num_labels`, or as many as `id2label` names; two, as Hugging Face has it, where neither is told. */
function readClasses(c: ConfigReader): number {
  const named = c.raw('id2label')
  return c.size('num_labels', typeof named === 'object' && named !== null ? Object.keys(named).length : 2)
}

function activationOf(c: ConfigReader, field: string): Activation {
  const name = c.raw(field) ?? 'gelu'
  if (!isActivation(name)) throw new UnsupportedConfig(field, name)
  return name
}

type Shape = Pick<Config, 'hidden' | 'heads' | 'layers' | 'feedForward' | 'epsilon' | 'activation' | 'kinds' | 'shares'>

function usualShares(c: ConfigReader): Shares {
  const hidden = c.share('hidden_dropout_prob', 0.1)
  return { hidden, attention: c.share('attention_probs_dropout_prob', 0.1), classifier: c.share('classifier_dropout', hidden) }
}

const usualShape = (c: ConfigReader, bertEpsilon: number): Shape => ({
  hidden: c.size('hidden_size'), heads: c.size('num_attention_heads'), layers: c.size('num_hidden_layers'), feedForward: c.size('intermediate_size'),
  epsilon: c.number('layer_norm_eps', bertEpsilon), activation: activationOf(c, 'hidden_act'), kinds: c.size('type_vocab_size', 2), shares: usualShares(c)
})

const distilledShape = (c: ConfigReader): Shape => ({
  hidden: c.size('dim'), heads: c.size('n_heads'), layers: c.size('n_layers'), feedForward: c.size('hidden_dim'), epsilon: 1e-12, activation: activationOf(c, 'activation'), kinds: 0,
  shares: { hidden: c.share('dropout', 0.1), attention: c.share('attention_dropout', 0.1), classifier: c.share('seq_classif_dropout', 0.2) }
})

function readConfig(json: Json): Config {
  const c = new ConfigReader(json)
  const member = String(c.raw('model_type')) as Member
  const shape = member === 'distilbert' ? distilledShape(c) : usualShape(c, member === 'bert' ? 1e-12 : 1e-5)
  if (shape.hidden % shape.heads !== 0) throw new UnsupportedConfig('num_attention_heads', shape.heads)
  c.mustBe('position_embedding_type', 'absolute')
  c.mustBe('problem_type', 'single_label_classification')
  c.mustBe('tie_word_embeddings', true)
  c.mustBe('tie_weights_', true)
  c.mustBe('add_cross_attention', false)
  // Sinusoids are written out among the weights; no questions are answered here.
  for (const field of ['qa_dropout', 'sinusoidal_pos_embds', 'mask_token_id']) c.raw(field)
  const [places, padding] = [c.size('max_position_embeddings', 512), c.number('pad_token_id', member === 'bert' || member === 'distilbert' ? 0 : 1)]
  const config: Config = {
    ...shape, names: members[member], vocabulary: c.size('vocab_size'), kvHeads: shape.heads, headDim: shape.hidden / shape.heads, places,
    context: members[member].countsFromPadding ? places - padding - 1 : places, padding, objective: readObjective(c), classes: readClasses(c)
  }
  c.finish()
  return config
}

class Encoder implements Model {
  readonly architecture = 'encoder'
  readonly loraTargets: readonly string[]
  readonly objective: Objective
  readonly sizes: Config
  /** Nothing can be carried on: every position has seen all others. */
  readonly memory: readonly MemorySpec[] = []

  constructor(config: Config) {
    const { query, key, value, output, up, down } = config.names
    this.sizes = config
    this.objective = config.objective
    this.loraTargets = [query, key, value, output, up, down].map((name) => `${name}`)
  }

  forward(build: Build, ids: Value, s: Sequence): Forward {
    const c = this.sizes
    const padding = equal(ids, reshape(build.graph.ints([c.padding]), [1, 1])) // [B, T]
    const bias = reshape(where(padding, -3.4e38, 0), [s.batch, 1, 1, 1, s.length])
    let x = this.#embed(build, ids, s, padding) // [N, H]
    for (let i = 0; i < c.layers; i++) x = this.#layer(build, `${c.names.layer}.${i}.`, x, s, bias)
    return { hidden: c.objective === 'class' ? firstOfEach(x, s) : x, memory: [] }
  }

  /** Masked: hidden [M, H] -> logits over the vocabulary, by the word embeddings themselves. Class: pooled [B, H] -> [B, classes]. */
  head(build: Build, hidden: Value): Value {
    const { names: { masked, classifier, embeddings }, objective, hidden: width, classes, vocabulary, activation } = this.sizes
    const dense = (name: string, out: number, x: Value): Value => gemm(x, build.weights.get(`${name}.weight`, [out, width]), { transB: true, bias: build.weights.get(`${name}.bias`, [out], 'zeros') })
    const thin = (x: Value, place: string): Value => leaveOut(build, x, this.sizes.shares.classifier, place)
    if (objective === 'class') {
      const first = dense(classifier.dense, width, classifier.thinnedFirst ? thin(hidden, classifier.dense) : hidden) // [B, H]
      return dense(classifier.last, classes, thin(classifier.activation(first), classifier.last))
    }
    const ready = this.#norm(build, masked.norm, activations[activation](dense(masked.dense, width, hidden)))
    return gemm(ready, build.weights.get(`${embeddings}.word_embeddings.weight`, [vocabulary, width]), { transB: true, bias: build.weights.get(masked.bias, [vocabulary], 'zeros') })
  }

  /** Old files call a norm's weight gamma and its bias beta; some repeat the tied head's bias under the decoder's name. */
  spellings(name: string): readonly string[] {
    return [name, name.replace(/LayerNorm\.weight$/, 'LayerNorm.gamma').replace(/LayerNorm\.bias$/, 'LayerNorm.beta'), name.replace(/(predictions|lm_head)\.bias$/, '$1.decoder.bias')]
  }

  #norm(build: Build, name: string, x: Value): Value {
    const { hidden, epsilon } = this.sizes
    return layerNormalization(x, build.weights.get(`${name}.weight`, [hidden], 'ones'), build.weights.get(`${name}.bias`, [hidden], 'zeros'), epsilon).y
  }

  #thin(build: Build, x: Value, place: string): Value {
    return leaveOut(build, x, this.sizes.shares.hidden, place)
  }

  #embed(build: Build, ids: Value, s: Sequence, padding: Value): Value {
    const { names, vocabulary, hidden, places, kinds } = this.sizes
    const table = (name: string, rows: number): Value => build.weights.get(`${names.embeddings}.${name}.weight`, [rows, hidden])
    const words = gather(table('word_embeddings', vocabulary), ids) // [B, T, H]
    const placed = add(words, gather(table('position_embeddings', places), this.#places(build, s, padding))) // [B, T, H]
    const zero = build.graph.ints([0])
    const whole = names.kinds ? add(placed, gather(table('token_type_embeddings', kinds), zero)) : placed
    return this.#thin(build, this.#norm(build, `${names.embeddings}.LayerNorm`, reshape(whole, [s.rows, hidden])), names.embeddings)
  }

  /** int64, [T] or [B, T]. */
  #places(build: Build, s: Sequence, padding: Value): Value {
    if (!this.sizes.names.countsFromPadding) return positions(build.graph, s)
    const real = where(padding, reshape(build.graph.ints([0]), [1, 1]), reshape(build.graph.ints([1]), [1, 1])) // [B, T]
    return add(mul(cumulativeSum(real, 1), real), reshape(build.graph.ints([this.sizes.padding]), [1, 1]))
  }

  /** Each half is added to its input and then normalised. */
  #layer(build: Build, prefix: string, x: Value, s: Sequence, bias: Value): Value {
    const { names: n, hidden, heads, kvHeads, headDim, feedForward, activation, shares } = this.sizes
    const linear = (name: string, inFeatures: number, outFeatures: number): ((v: Value) => Value) =>
      build.linear(build.weights, { name: prefix + name, inFeatures, outFeatures, bias: true, layout: 'out-in' })
    const [q, k, v] = [linear(n.query, hidden, hidden)(x), linear(n.key, hidden, hidden)(x), linear(n.value, hidden, hidden)(x)]
    const kept = lookedAt(build, s, [kvHeads, heads / kvHeads], shares.attention, `${prefix}attention`)
    const { context } = attend(q, k, v, { heads, kvHeads, headDim, sequence: s, bias, kept, rotation: null, past: null })
    const output = linear(n.output, hidden, hidden)(context)
    const attended = this.#norm(build, prefix + n.outputNorm, add(x, n.thinnedOutput ? this.#thin(build, output, prefix + n.output) : output)) // [N, H]
    const fed = linear(n.down, feedForward, hidden)(activations[activation](linear(n.up, hidden, feedForward)(attended)))
    return this.#norm(build, prefix + n.downNorm, add(attended, this.#thin(build, fed, prefix + n.down)))
  }
}

/** The first position of every row: x [B*T, H] -> [B, H]. */
function firstOfEach(x: Value, s: Sequence): Value {
  const { graph } = x
  const rows = graph.unrecorded(() => mul(range(graph, graph.size(0), graph.size(s.batch), s.batch), graph.size(s.length)))
  return gather(x, cast(rows, 'int64'))
}

export const encoder: Architecture = { modelTypes: ['bert', 'roberta', 'camembert', 'xlm-roberta', 'distilbert'], read: (config) => new Encoder(readConfig(config)) }
