// Recurrent language models: an embedding, layers of LSTM or GRU, a linear head. Weight names as torch.nn.LSTM and torch.nn.GRU write them.
// The configuration is this project's own (`model_type: recurrent-lm`): Hugging Face has none for them.
import type { Value } from '../graph/graph.ts'
import type { Build, Forward, Initial, Memory, MemorySpec, Sequence } from '../nn/build.ts'
import { leaveOut } from '../nn/chance.ts'
import { type CellKind, cells, embeddingStart } from '../nn/recurrent.ts'
import { gemm } from '../ops/linear.ts'
import { gather, reshape, transpose, zeros } from '../ops/shape.ts'
import type { Architecture, Model, Sizes } from './architecture.ts'
import { ConfigReader, type Json, UnsupportedConfig } from './config.ts'

interface Config extends Sizes { readonly cell: CellKind; readonly embedding: number; readonly tied: boolean }

const isCell = (name: unknown): name is CellKind => typeof name === 'string' && Object.hasOwn(cells, name)

/** The state forgets by itself; this only bounds how much is read at once. */
const nominalContext = 8192

function readConfig(json: Json): Config {
  const c = new ConfigReader(json)
  const cell = c.raw('cell')
  if (!isCell(cell)) throw new UnsupportedConfig('cell', cell)
  const [hidden, embedding, tied] = [c.size('hidden_size'), c.size('embedding_size'), c.flag('tie_word_embeddings', false)]
  if (tied && embedding !== hidden) throw new UnsupportedConfig('tie_word_embeddings', tied)
  const config: Config = {
    vocabulary: c.size('vocab_size'), hidden, embedding, cell, tied, layers: c.size('num_layers'), heads: 1, kvHeads: 1, headDim: hidden, feedForward: cells[cell].gates * hidden,
    context: c.size('max_position_embeddings', nominalContext)
  }
  c.finish()
  return config
}

class Recurrent implements Model {
  readonly architecture: CellKind
  readonly objective = 'next'
  /** The recurrent matrices are not linear layers of their own: LoRA has nothing to take hold of. */
  readonly loraTargets = []
  readonly sizes: Config
  readonly memory: readonly MemorySpec[]

  constructor(config: Config) {
    this.sizes = config
    this.architecture = config.cell
    this.memory = Array.from({ length: config.layers }, (_, i) => cells[config.cell].states.map((state): MemorySpec => ({
      past: `past_state.${i}.${state}`, present: `present_state.${i}.${state}`, shape: (batch) => [batch, config.hidden], grows: false
    }))).flat()
  }

  forward(build: Build, ids: Value, s: Sequence, memory: Memory | null): Forward {
    const c = this.sizes
    const perLayer = cells[c.cell].states.length
    const begin = memory ?? this.memory.map((m) => zeros(build.graph, m.shape(s.batch, 0)))
    let x = gather(build.weights.get('embedding.weight', [c.vocabulary, c.embedding], embeddingStart), transpose(ids, [1, 0])) // [T, B, E]
    const after: Value[] = []
    for (let i = 0; i < c.layers; i++) {
      const { outputs, states } = this.#layer(build, i, x, s, begin.slice(i * perLayer, (i + 1) * perLayer))
      x = outputs // [T, B, H]
      after.push(...states)
    }
    return { hidden: leaveOut(build, reshape(transpose(x, [1, 0, 2]), [s.rows, c.hidden]), 0, 'lm_head'), memory: after }
  }

  head(build: Build, hidden: Value): Value {
    const { vocabulary, tied, hidden: width } = this.sizes
    const weight = build.weights.get(tied ? 'embedding.weight' : 'lm_head.weight', [vocabulary, width], { within: 1 / Math.sqrt(width) })
    return gemm(hidden, weight, { transB: true, bias: build.weights.get('lm_head.bias', [vocabulary], 'zeros') }) // [M, V]
  }

  spellings(name: string): readonly string[] {
    return [name]
  }

  /** x [T, B, in]; the input's products for all moments are one product. */
  #layer(build: Build, i: number, x: Value, s: Sequence, states: readonly Value[]): { readonly outputs: Value; readonly states: readonly Value[] } {
    const { hidden, embedding, cell } = this.sizes
    const [width, gates] = [i === 0 ? embedding : hidden, cells[cell].gates * hidden]
    const weight = (name: string, shape: readonly number[], initial: Initial): Value => build.weights.get(`rnn.${name}_l${i}`, shape, initial)
    const starts = cells[cell].starts(hidden)
    const projected = gemm(leaveOut(build, reshape(x, [s.rows, width]), 0, `rnn.${i}`), weight('weight_ih', [gates, width], starts.matrix), { transB: true, bias: weight('bias_ih', [gates], starts.bias) })
    const given = { hidden: weight('weight_hh', [gates, hidden], starts.matrix), hiddenBias: weight('bias_hh', [gates], 'zeros') }
    return cells[cell].run(reshape(projected, [s.length, s.batch, gates]), states, given)
  }
}

export const recurrent: Architecture = { modelTypes: ['recurrent-lm'], read: (config) => new Recurrent(readConfig(config)) }
