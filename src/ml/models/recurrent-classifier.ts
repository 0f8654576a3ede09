// A text's class from a bidirectional LSTM or GRU: the last state of each direction, joined, and a linear head. Padding stands at the end and is not read.
// Weight names as torch.nn.LSTM(bidirectional=True) writes them; the configuration is this project's own (`model_type: recurrent-classifier`).
import type { Value } from '../graph/graph.ts'
import type { Build, Forward, Initial, MemorySpec, Sequence } from '../nn/build.ts'
import { leaveOut } from '../nn/chance.ts'
import { type CellKind, cells, embeddingStart } from '../nn/recurrent.ts'
import { add, equal, mul, sub, where } from '../ops/elementwise.ts'
import { gemm } from '../ops/linear.ts'
import { product } from '../graph/dim.ts'
import { concat, dimAt, gather, range, reduceSum, reshape, reverseSequences, transpose, zeros } from '../ops/shape.ts'
import type { Architecture, Model, Sizes } from './architecture.ts'
import { ConfigReader, type Json, UnsupportedConfig } from './config.ts'
import { labelsOf } from './reading.ts'

interface Config extends Sizes {
  readonly cell: CellKind
  readonly embedding: number
  readonly classes: number
  readonly padding: number
  /** Share left out by chance, while learning, of what each layer reads and of what the class is told from. */
  readonly dropout: number
}

const isCell = (name: unknown): name is CellKind => typeof name === 'string' && Object.hasOwn(cells, name)

function readConfig(json: Json): Config {
  const c = new ConfigReader(json)
  const cell = c.raw('cell')
  if (!isCell(cell)) throw new UnsupportedConfig('cell', cell)
  const hidden = c.size('hidden_size')
  const config: Config = {
    vocabulary: c.size('vocab_size'), hidden, embedding: c.size('embedding_size'), cell, layers: c.size('num_layers'), heads: 1, kvHeads: 1, headDim: hidden,
    feedForward: cells[cell].gates * hidden, context: c.size('max_position_embeddings', 8192), classes: c.size('num_labels', labelsOf(json)?.length ?? 2), padding: c.number('pad_token_id', 0), dropout: c.share('dropout', 0)
  }
  c.finish()
  return config
}

type End = '' | '_reverse'

class RecurrentClassifier implements Model {
  readonly architecture = 'recurrent-classifier'
  readonly objective = 'class'
  readonly loraTargets = []
  readonly sizes: Config
  readonly memory: readonly MemorySpec[] = []

  constructor(config: Config) {
    this.sizes = config
  }

  forward(build: Build, ids: Value, s: Sequence): Forward {
    const c = this.sizes
    const lengths = lengthsOf(ids, s, c.padding) // [B]
    let x = gather(build.weights.get('embedding.weight', [c.vocabulary, c.embedding], embeddingStart), transpose(ids, [1, 0])) // [T, B, E]
    let ends: readonly Value[] = []
    for (let i = 0; i < c.layers; i++) {
      x = this.#thin(build, x, s, i)
      const ahead = this.#direction(build, i, x, s, '')
      const back = this.#direction(build, i, reverseSequences(x, lengths), s, '_reverse')
      ends = [ahead, back].map((y) => lastOfEach(y, lengths, s)) // [B, H] each
      x = concat([ahead, reverseSequences(back, lengths)], 2) // [T, B, 2H]
    }
    return { hidden: concat(ends, 1), memory: [] }
  }

  head(build: Build, hidden: Value): Value {
    const { hidden: width, classes, dropout } = this.sizes
    return gemm(leaveOut(build, hidden, dropout, 'classifier'), build.weights.get('classifier.weight', [classes, 2 * width], { within: 1 / Math.sqrt(2 * width) }), { transB: true, bias: build.weights.get('classifier.bias', [classes], 'zeros') }) // [B, classes]
  }

  spellings(name: string): readonly string[] {
    return [name]
  }

  /** x [T, B, in]. */
  #thin(build: Build, x: Value, s: Sequence, layer: number): Value {
    const width = dimAt(x, 2)
    return reshape(leaveOut(build, reshape(x, [s.rows, width]), this.sizes.dropout, `rnn.${layer}`), [s.length, s.batch, width])
  }

  /** x [T, B, in] -> every hidden state, [T, B, H], in the order read. */
  #direction(build: Build, i: number, x: Value, s: Sequence, end: End): Value {
    const { hidden, embedding, cell } = this.sizes
    const [width, gates] = [i === 0 ? embedding : 2 * hidden, cells[cell].gates * hidden]
    const weight = (name: string, shape: readonly number[], initial: Initial): Value => build.weights.get(`rnn.${name}_l${i}${end}`, shape, initial)
    const starts = cells[cell].starts(hidden)
    const projected = gemm(reshape(x, [s.rows, width]), weight('weight_ih', [gates, width], starts.matrix), { transB: true, bias: weight('bias_ih', [gates], starts.bias) })
    const given = { hidden: weight('weight_hh', [gates, hidden], starts.matrix), hiddenBias: weight('bias_hh', [gates], 'zeros') }
    const begin = cells[cell].states.map(() => zeros(build.graph, [s.batch, hidden]))
    return cells[cell].run(reshape(projected, [s.length, s.batch, gates]), begin, given).outputs
  }
}

/** Tokens of each row that are not padding, int64 [B]; at least one. */
function lengthsOf(ids: Value, s: Sequence, padding: number): Value {
  const { graph } = ids
  const whole = (n: number): Value => reshape(graph.ints([n]), [1, 1])
  return graph.unrecorded(() => {
    const real = where(equal(ids, whole(padding)), whole(0), whole(1)) // [B, T]
    const count = reduceSum(real, [1], false)
    return where(equal(count, graph.ints([0])), graph.ints([1]), reshape(count, [s.batch]))
  })
}

/** y [T, B, H] -> the state after each row's last token, [B, H]. */
function lastOfEach(y: Value, lengths: Value, s: Sequence): Value {
  const { graph } = y
  const rows = graph.unrecorded(() => add(mul(sub(lengths, graph.ints([1])), graph.size(s.batch)), range(graph, graph.size(0), graph.size(s.batch), s.batch)))
  return gather(reshape(y, [product([s.length, s.batch]), ...y.shape.slice(2)]), rows)
}

export const recurrentClassifier: Architecture = { modelTypes: ['recurrent-classifier'], read: (config) => new RecurrentClassifier(readConfig(config)) }
