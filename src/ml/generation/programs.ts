// The graphs that speak: the first tokens, tokens after a cache, several texts at once. Knows models, not sampling and not devices.
import { Graph, type Value } from '../graph/graph.ts'
import { sum } from '../graph/dim.ts'
import type { Model } from '../models/architecture.ts'
import { type Dim, type LinearFactory, type Memory, type Sequence, sequence, type WeightSpec, Weights } from '../nn/build.ts'
import { sub } from '../ops/elementwise.ts'
import { gather } from '../ops/shape.ts'

export interface Program { readonly graph: Graph; readonly weights: readonly WeightSpec[] }

const memoryInputs = (graph: Graph, model: Model, batch: Dim): Memory => model.memory.map((m) => graph.input(m.past, 'float32', m.shape(batch, 'P')))

function memoryOutputs(graph: Graph, model: Model, after: Memory): void {
  for (const [i, m] of model.memory.entries()) graph.output(at(after, i), m.present)
}

function at(memory: Memory, i: number): Value {
  const value = memory[i]
  if (!value) throw new RangeError(`the model gave ${memory.length} tensors to remember, number ${i} was asked for`)
  return value
}

export interface Moment {
  /** After a memory of P positions, or at the beginning. */
  readonly memory: boolean
  /** Logits after every token instead of the last. */
  readonly every?: boolean
}

/**
 * ids [1, T] (and the memory of P positions before) -> logits after the last token [1, V] (after each: [T, V]) and the memory after it.
 * Names of inputs and outputs are Optimum's.
 */
export function generationProgram(model: Model, linear: LinearFactory, { memory: withMemory, every = false }: Moment): Program {
  const graph = new Graph()
  const ids = graph.input('input_ids', 'int64', [1, 'T'])
  const memory = withMemory ? memoryInputs(graph, model, 1) : null
  const build = { graph, weights: new Weights(graph), linear }
  const { hidden, memory: after } = model.forward(build, ids, sequence(1, 'T', withMemory ? 'P' : 0), memory)
  const last = every ? hidden : gather(hidden, sub(graph.size('T'), graph.ints([1]))) // [1, H] or [T, H]
  graph.output(model.head(build, last), 'logits')
  memoryOutputs(graph, model, after)
  return { graph, weights: build.weights.specs }
}

/** One token a row after P places, some of which a row may pass over: ids [B, 1], mask [B, P + 1], positions [B, 1] -> logits [B, V] and the memory after. */
export function branchProgram(model: Model, linear: LinearFactory): Program {
  const graph = new Graph()
  const ids = graph.input('input_ids', 'int64', ['B', 1])
  const memory = memoryInputs(graph, model, 'B')
  const given = { mask: graph.input('attention_mask', 'int64', ['B', sum('P', 1)]), positions: graph.input('position_ids', 'int64', ['B', 1]) }
  const build = { graph, weights: new Weights(graph), linear }
  const places: Sequence = { ...sequence('B', 1, 'P'), given }
  const { hidden, memory: after } = model.forward(build, ids, places, memory)
  graph.output(model.head(build, hidden), 'logits')
  memoryOutputs(graph, model, after)
  return { graph, weights: build.weights.specs }
}
