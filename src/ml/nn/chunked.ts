// The loss over a large vocabulary, one row of the batch at a time: logits of [T, V] are there, never of [B*T, V]. The head's own gradients are summed
// on the way, so that the logits need not be made twice. Knows heads as functions; knows no architecture.
import { backward } from '../autodiff/backward.ts'
import type { Graph, Value } from '../graph/graph.ts'
import { add, mul } from '../ops/elementwise.ts'
import { scan } from '../ops/scan.ts'
import { product } from '../graph/dim.ts'
import { dimAt, reshape, zeros } from '../ops/shape.ts'
import type { Sequence } from './build.ts'
import { smoothedLoss } from './smoothing.ts'

export interface ChunkedLoss {
  /** [B*T, H]. */
  readonly hidden: Value
  /** int64 [B*T]. */
  readonly targets: Value
  readonly sequence: Sequence
  readonly smoothing: number
  /** hidden [M, H] -> logits [M, V], in the graph given. */
  readonly head: (graph: Graph, hidden: Value) => Value
  /** The head's weights to be learned; null: no gradient is wanted at all. */
  readonly learned: readonly Value[] | null
}

/** What is learned from and the plain loss that is told, both summed over the counted positions. */
export interface Losses { readonly learned: Value; readonly told: Value }

function required<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`the loop gave no ${what}`)
  return value
}

/** The losses alone. */
function measured({ head, smoothing }: ChunkedLoss, graph: Graph, rows: Value, aims: Value): Losses {
  const { states: [learned, told] } = scan(graph, {
    states: [zeros(graph, []), zeros(graph, [])], sequences: [rows, aims],
    turn: ([learnedSoFar, toldSoFar], [row, aim]) => {
      const x = required(row, 'row')
      const loss = smoothedLoss(head(x.graph, x), required(aim, 'aim'), smoothing)
      return { states: [add(required(learnedSoFar, 'sum'), loss.learned), add(required(toldSoFar, 'sum'), loss.told)], outputs: [] }
    }
  })
  return { learned: required(learned, 'loss'), told: required(told, 'loss') }
}

export function chunkedLoss(given: ChunkedLoss): Losses {
  const { hidden, targets, sequence: s, learned } = given
  const graph = hidden.graph
  const [rows, aims] = graph.unrecorded(() => [reshape(hidden, [s.batch, s.length, dimAt(hidden, 1)]), reshape(targets, [s.batch, s.length])] as const)
  if (learned === null) return graph.unrecorded(() => measured(given, graph, rows, aims))
  const run = graph.unrecorded(() => withGradients(given, graph, rows, aims, learned))
  const [loss] = graph.composite('ChunkedLoss', [hidden, ...learned], () => [run.learned], ([g]) => (g ? [run.hidden, ...run.weights].map((d) => (isOne(g) ? d : mul(d, g))) : []))
  return { learned: required(loss, 'loss'), told: run.told }
}

/** The gradient of the loss with respect to itself: nothing need be multiplied by it. */
const isOne = (g: Value): boolean => g === g.graph.scalar(1)

function withGradients({ head, smoothing, sequence: s }: ChunkedLoss, graph: Graph, rows: Value, aims: Value, weights: readonly Value[]): Losses & { readonly hidden: Value; readonly weights: readonly Value[] } {
  const run = scan(graph, {
    states: [zeros(graph, []), zeros(graph, []), ...weights.map((w) => zeros(graph, w.shape))], sequences: [rows, aims],
    turn: ([learnedSoFar, toldSoFar, ...sums], [row, aim]) => {
      const x = required(row, 'row')
      const loss = smoothedLoss(head(x.graph, x), required(aim, 'aim'), smoothing)
      const [dx, ...dw] = backward(x.graph, loss.learned, [x, ...weights])
      const summed = sums.map((sum, i) => (dw[i] ? add(dw[i], sum) : sum))
      return { states: [add(required(learnedSoFar, 'sum'), loss.learned), add(required(toldSoFar, 'sum'), loss.told), ...summed], outputs: [required(dx, 'gradient')] }
    }
  })
  const [learned, told, ...summed] = run.states
  const hidden = reshape(required(run.outputs[0], 'gradient'), [product([s.batch, s.length]), dimAt(rows, 2)])
  return { learned: required(learned, 'loss'), told: required(told, 'loss'), hidden, weights: summed }
}
