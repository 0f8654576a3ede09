// The graphs that speak: the first tokens, and tokens after a cache. Knows models, not sampling and not devices.
import { Graph, type Value } from '../graph/graph.ts'
import type { Model } from '../models/architecture.ts'
import { type Cache, type LinearFactory, sequence, type WeightSpec, Weights } from '../nn/build.ts'
import { sub } from '../ops/elementwise.ts'
import { gather } from '../ops/shape.ts'

export const cacheNames = {
  past: (layer: number, what: 'key' | 'value'): string => `past_key_values.${layer}.${what}`,
  present: (layer: number, what: 'key' | 'value'): string => `present.${layer}.${what}`
} as const

function pastInputs(graph: Graph, model: Model): Cache {
  const { layers, kvHeads, headDim } = model.sizes
  const inputs = (what: 'key' | 'value'): Value[] =>
    Array.from({ length: layers }, (_, i) => graph.input(cacheNames.past(i, what), 'float32', [1, kvHeads, 'P', headDim]))
  return { keys: inputs('key'), values: inputs('value') }
}

/**
 * ids [1, T] (and, with a cache, past keys and values [1, kvHeads, P, headDim]) -> logits after the last token [1, V] and the grown cache.
 * Names of inputs and outputs are Optimum's.
 */
export function generationProgram(model: Model, linear: LinearFactory, withCache: boolean): { readonly graph: Graph; readonly weights: readonly WeightSpec[] } {
  const graph = new Graph()
  const ids = graph.input('input_ids', 'int64', [1, 'T'])
  const cache = withCache ? pastInputs(graph, model) : null
  const build = { graph, weights: new Weights(graph), linear }
  const { hidden, cache: grown } = model.forward(build, ids, sequence(1, 'T', withCache ? 'P' : 0), cache)
  const last = gather(hidden, sub(graph.size('T'), graph.ints([1]))) // [1, H]
  graph.output(model.head(build, last), 'logits')
  for (const [i, key] of grown.keys.entries()) graph.output(key, cacheNames.present(i, 'key'))
  for (const [i, value] of grown.values.entries()) graph.output(value, cacheNames.present(i, 'value'))
  return { graph, weights: build.weights.specs }
}
