// The graphs that speak: the first tokens, tokens after a cache, several texts at once. Knows models, not sampling and not devices.
import { Graph, type Value } from '../graph/graph.ts'
import { sum } from '../graph/dim.ts'
import type { Model } from '../models/architecture.ts'
import { type Build, type Dim, type FusedSequence, type LinearFactory, type Memory, type Sequence, sequence, type WeightSpec, Weights } from '../nn/build.ts'
import { NotFused } from '../nn/fused.ts'
import type { Angles } from '../nn/rotary.ts'
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
 * ids [1, T] (and the memory of P positions before) -> logits after the last token [1, V] (after each: [T, V]), the hidden states they were made of, and the memory after it.
 * Names of inputs and outputs are Optimum's.
 */
export function generationProgram(model: Model, linear: LinearFactory, { memory: withMemory, every = false }: Moment): Program {
  const graph = new Graph()
  const ids = graph.input('input_ids', 'int64', [1, 'T'])
  const memory = withMemory ? memoryInputs(graph, model, 1) : null
  const build = { graph, weights: new Weights(graph), linear }
  const { hidden, memory: after } = model.forward(build, ids, sequence(1, 'T', withMemory ? 'P' : 0), memory)
  const last = every ? hidden : gather(hidden, sub(graph.size('T'), graph.ints([1]))) // [1, H] or [T, H]
  graph.output(model.head(build, graph.output(last, 'states')), 'logits')
  memoryOutputs(graph, model, after)
  return { graph, weights: build.weights.specs }
}

/** One token a row after P places, some of which a row may pass over: ids [B, 1], mask [B, P + 1], positions [B, 1] -> logits [B, V], hidden states and the memory after. */
export function branchProgram(model: Model, linear: LinearFactory): Program {
  const graph = new Graph()
  const ids = graph.input('input_ids', 'int64', ['B', 1])
  const memory = memoryInputs(graph, model, 'B')
  const given = { mask: graph.input('attention_mask', 'int64', ['B', sum('P', 1)]), positions: graph.input('position_ids', 'int64', ['B', 1]) }
  const build = { graph, weights: new Weights(graph), linear }
  const places: Sequence = { ...sequence('B', 1, 'P'), given }
  const { hidden, memory: after } = model.forward(build, ids, places, memory)
  graph.output(model.head(build, graph.output(hidden, 'states')), 'logits') // [B, H], [B, V]
  memoryOutputs(graph, model, after)
  return { graph, weights: build.weights.specs }
}

/** Cosines and sines of all positions there is room for, by the names of their inputs. */
export interface RotaryTable { readonly cos: string; readonly sin: string; readonly frequencies: Float32Array; readonly factor: number }

/** What each new token may look at, for layers that look back as far as this window. */
export interface Sight { readonly name: string; readonly window: number | null }

export interface FusedProgram extends Program {
  /** Of each tensor of the memory: its input, and the output that is the same buffer grown in place. */
  readonly memory: readonly { readonly past: string; readonly present: string }[]
  readonly tables: readonly RotaryTable[]
  readonly sights: readonly Sight[]
}

/** How a model's matrices and its table of tokens are kept. */
export type Kept = Pick<Build, 'linear' | 'table'>

/**
 * ids and positions [1, T], the last place and the total of places [1] and the sights as `FusedSequence` has them, a memory with room for C places -> logits [K, V]
 * after the tokens that `rows` [K] names, their hidden states, and the memory grown in place. Beginning, going on, alternatives and drafts are all this one program:
 * alternatives are tokens of one run that do not see each other, so that what they have in common is looked at once.
 * Throws NotFused for a model whose attention the operator cannot express.
 */
export function fusedProgram(model: Model, kept: Kept): FusedProgram {
  const graph = new Graph()
  const sights = sightsIn(graph)
  return { ...overMemory(graph, model, kept, 1, sights.of), sights: sights.known }
}

/**
 * The same for several texts in rows of their own, each as long as it is: ids and positions [B, T], the last place of each row [B] and the longest row's total [1], a memory
 * of B rows. For devices, whose operator takes no sights but windows of its own, and where what is seen need not be worked out on the host.
 */
export const rowsProgram = (model: Model, kept: Kept): Omit<FusedProgram, 'sights'> => overMemory(new Graph(), model, kept, 'B', null)

function overMemory(graph: Graph, model: Model, kept: Kept, batch: Dim, sight: FusedSequence['sight']): Omit<FusedProgram, 'sights'> {
  const ids = graph.input('input_ids', 'int64', [batch, 'T'])
  const memory = model.memory.map((m) => graph.input(m.past, 'float32', m.shape(batch, 'C')))
  if (memory.length === 0 || !model.memory.every((m) => m.grows)) throw new NotFused('a recurrent state')
  const tables = tablesIn(graph)
  const fused = { positions: graph.input('position_ids', 'int64', [batch, 'T']), last: graph.input('last', 'int32', [batch]), total: graph.input('total', 'int32', [1]), tables: tables.of, sight }
  const build = { graph, weights: new Weights(graph), ...kept, speaks: true }
  const { hidden, memory: after } = model.forward(build, ids, { ...sequence(batch, 'T', 'C'), fused }, memory)
  graph.output(model.head(build, graph.output(gather(hidden, graph.input('rows', 'int64', ['K'])), 'states')), 'logits') // [K, H], [K, V]
  const names = model.memory.map((m, i) => ({ past: m.past, present: graph.expose(at(after, i)).name }))
  return { graph, weights: build.weights.specs, memory: names, tables: tables.known }
}

/** An input for each table that layers ask for, [C, headDim / 2] a cosine and a sine. */
function tablesIn(graph: Graph): { readonly known: readonly RotaryTable[]; readonly of: (frequencies: Float32Array, factor: number) => Angles } {
  const known: RotaryTable[] = []
  const of = (frequencies: Float32Array, factor: number): Angles => {
    const found = known.findIndex((t) => t.factor === factor && t.frequencies.join() === frequencies.join())
    const n = found < 0 ? known.length : found
    const names = { cos: `rotary.${n}.cos`, sin: `rotary.${n}.sin` }
    if (found < 0) known.push({ ...names, frequencies, factor })
    const input = (name: string): Value => graph.inputs.find((v) => v.name === name) ?? graph.input(name, 'float32', ['C', frequencies.length])
    return { cos: input(names.cos), sin: input(names.sin) }
  }
  return { known, of }
}

/** An input for each window that layers ask for, [1, 1, T, S]. */
function sightsIn(graph: Graph): { readonly known: readonly Sight[]; readonly of: (window: number | null) => Value } {
  const known: Sight[] = []
  const of = (window: number | null): Value => {
    const name = `sight.${window ?? 'all'}`
    const found = graph.inputs.find((v) => v.name === name)
    if (found) return found
    known.push({ name, window })
    return graph.input(name, 'float32', [1, 1, 'T', 'S'])
  }
  return { known, of }
}
