// The graphs that look at given tokens: hidden states of all positions, and what the head makes of some of them. Knows models, not sampling and not devices.
import { Graph } from '../graph/graph.ts'
import type { Model } from '../models/architecture.ts'
import { type LinearFactory, sequence, type WeightSpec, Weights } from '../nn/build.ts'
import { cast, greater } from '../ops/elementwise.ts'
import { logSoftmax } from '../ops/linear.ts'
import { gatherElements, reduceSum, reshape, topK } from '../ops/shape.ts'

export interface Program { readonly graph: Graph; readonly weights: readonly WeightSpec[] }

export const names = {
  ids: 'input_ids', hidden: 'hidden', targets: 'targets', logprobs: 'logprobs', likelier: 'likelier', topIds: 'top_ids', topLogprobs: 'top_logprobs'
} as const

/** ids [B, T] (behind a memory of P positions) -> hidden [B*T, H] and the memory after them. */
export function hiddenProgram(model: Model, linear: LinearFactory, withMemory: boolean): Program {
  const graph = new Graph()
  const ids = graph.input(names.ids, 'int64', ['B', 'T'])
  const before = withMemory ? model.memory.map((m) => graph.input(m.past, 'float32', m.shape('B', 'P'))) : null
  const build = { graph, weights: new Weights(graph), linear }
  const { hidden, memory } = model.forward(build, ids, sequence('B', 'T', withMemory ? 'P' : 0), before)
  graph.output(hidden, names.hidden)
  for (const [i, m] of model.memory.entries()) {
    const value = memory[i]
    if (!value) throw new RangeError(`the model gave ${memory.length} tensors to remember, number ${i} was asked for`)
    graph.output(value, m.present)
  }
  return { graph, weights: build.weights.specs }
}

/**
 * hidden [M, H] and targets [M] -> the targets' log-probabilities [M], how many tokens are likelier than each [M] (in float32: exact below 2^24),
 * and the `top` likeliest of every row [M, top]. The logits never leave the graph.
 */
export function lookProgram(model: Model, linear: LinearFactory, top: number): Program {
  const graph = new Graph()
  const hidden = graph.input(names.hidden, 'float32', ['M', model.sizes.hidden])
  const targets = graph.input(names.targets, 'int64', ['M'])
  const build = { graph, weights: new Weights(graph), linear }
  const logprobs = logSoftmax(model.head(build, hidden)) // [M, V]
  const own = gatherElements(logprobs, reshape(targets, ['M', 1]), 1) // [M, 1]
  graph.output(reshape(own, ['M']), names.logprobs)
  graph.output(reduceSum(cast(greater(logprobs, own), 'float32'), [1], false), names.likelier)
  if (top > 0) {
    const { values, indices } = topK(logprobs, Math.min(top, model.sizes.vocabulary)) // [M, top]
    graph.output(values, names.topLogprobs)
    graph.output(indices, names.topIds)
  }
  return { graph, weights: build.weights.specs }
}
