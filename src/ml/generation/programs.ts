// The graphs that speak: the first tokens, and tokens after a cache. Knows models, not sampling and not devices.
import { Graph, type Value } from '../graph/graph.ts'
import type { Model } from '../models/architecture.ts'
import { type LinearFactory, type Memory, sequence, type WeightSpec, Weights } from '../nn/build.ts'
import { sub } from '../ops/elementwise.ts'
import { gather } from '../ops/shape.ts'

const memoryInputs = (graph: Graph, model: Model): Memory => model.memory.map((m) => graph.input(m.past, 'float32', m.shape(1, 'P')))

/**
 * ids [1, T] (and the memory of P positions before) -> logits after the last token [1, V] and the memory after it.
 * Names of inputs and outputs are Optimum's.
 */
export function generationProgram(model: Model, linear: LinearFactory, withMemory: boolean): { readonly graph: Graph; readonly weights: readonly WeightSpec[] } {
  const graph = new Graph()
  const ids = graph.input('input_ids', 'int64', [1, 'T'])
  const memory = withMemory ? memoryInputs(graph, model) : null
  const build = { graph, weights: new Weights(graph), linear }
  const { hidden, memory: after } = model.forward(build, ids, sequence(1, 'T', withMemory ? 'P' : 0), memory)
  const last = gather(hidden, sub(graph.size('T'), graph.ints([1]))) // [1, H]
  graph.output(model.head(build, last), 'logits')
  for (const [i, m] of model.memory.entries()) graph.output(at(after, i), m.present)
  return { graph, weights: build.weights.specs }
}

function at(memory: Memory, i: number): Value {
  const value = memory[i]
  if (!value) throw new RangeError(`the model gave ${memory.length} tensors to remember, number ${i} was asked for`)
  return value
}
