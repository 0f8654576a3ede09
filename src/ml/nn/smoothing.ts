// Label smoothing (Szegedy et al. 2016, section 7): a share of each target is spread evenly over the vocabulary. Knows logits and targets, not models.
import type { Value } from '../graph/graph.ts'
import { add, equal, exp, mul, neg, sub, where } from '../ops/elementwise.ts'
import { first } from '../ops/emit.ts'
import { logSoftmax } from '../ops/linear.ts'
import { dimAt, reduceMean, reshape, sumAll } from '../ops/shape.ts'
import { ignored, negativeLogLikelihood } from './loss.ts'

/** The summed cross-entropy against an even spread over the vocabulary: −Σ mean(log p) over counted rows. Its gradient is softmax − 1/V, in one pass. */
export function evenCrossEntropy(logits: Value, targets: Value): Value {
  const graph = logits.graph
  const column = reshape(targets, [dimAt(targets, 0), 1]) // [N, 1]
  const counts = where(equal(column, reshape(graph.ints([ignored]), [1, 1])), 0, 1) // [N, 1]
  const logProbabilities = graph.unrecorded(() => logSoftmax(logits)) // [N, V]
  const backward = (g: Value): Value => mul(sub(exp(logProbabilities), 1 / Number(dimAt(logits, 1))), mul(counts, g))
  return first(graph.composite('EvenCrossEntropy', [logits], () => [neg(sumAll(mul(reduceMean(logProbabilities, [-1]), counts)))], ([g]) => [g ? backward(g) : null]))
}

/** What is learned from and, beside it, the plain loss that is told. */
export function smoothedLoss(logits: Value, targets: Value, smoothing: number): { readonly learned: Value; readonly told: Value } {
  const told = negativeLogLikelihood(logits, targets)
  return { told, learned: smoothing === 0 ? told : add(mul(told, 1 - smoothing), mul(evenCrossEntropy(logits, targets), smoothing)) }
}
