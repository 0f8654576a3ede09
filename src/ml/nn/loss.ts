// Cross-entropy over a vocabulary, with its gradient in one pass. Knows logits and targets, not models.
import type { Value } from '../graph/graph.ts'
import { add, equal, exp, mul, neg, where } from '../ops/elementwise.ts'
import { first } from '../ops/emit.ts'
import { logSoftmax } from '../ops/linear.ts'
import { dimAt, gatherElements, reshape, scatterElements, sumAll } from '../ops/shape.ts'

/** Targets with this value do not count. */
export const ignored = -100

/** Summed negative log likelihood, a scalar. logits [N, V]; targets int64 [N], one a row, already shifted. */
export function negativeLogLikelihood(logits: Value, targets: Value): Value {
  const graph = logits.graph
  const column = reshape(targets, [dimAt(targets, 0), 1]) // [N, 1]
  const zero = reshape(graph.ints([0]), [1, 1])
  const skipped = equal(column, reshape(graph.ints([ignored]), [1, 1]))
  const index = where(skipped, zero, column)
  const counts = where(skipped, 0, 1) // [N, 1]
  const logProbabilities = graph.unrecorded(() => logSoftmax(logits)) // [N, V]
  const picked = graph.unrecorded(() => gatherElements(logProbabilities, index, 1)) // [N, 1]

  /** softmax − one-hot, for counted rows: the one place of each row that differs is written over. */
  const backward = (g: Value): Value => {
    const weight = mul(counts, g)
    const atTarget = mul(add(exp(picked), -1), weight)
    return scatterElements(mul(exp(logProbabilities), weight), index, atTarget, 1)
  }
  return first(graph.composite('NegativeLogLikelihood', [logits], () => [neg(sumAll(mul(picked, counts)))], ([g]) => [g ? backward(g) : null]))
}

