// A loop over the first axis of its sequences, carrying state from one turn to the next. Its gradient is its user's: see nn/recurrent.ts.
import type { Dim } from '../graph/dim.ts'
import { Graph, type Value, type ValueType } from '../graph/graph.ts'
import { emitAll } from './emit.ts'
import { dimAt } from './shape.ts'

export interface Turn {
  /** The state the next turn starts from, shaped as this turn's. */
  readonly states: readonly Value[]
  /** What this turn adds to the outputs. */
  readonly outputs: readonly Value[]
}

export interface Scan {
  readonly states: readonly Value[]
  /** [T, …] each; a turn sees one […]. */
  readonly sequences: readonly Value[]
  /** From the last element to the first; outputs still stand in the sequences' order. */
  readonly reverse?: boolean
  readonly turn: (states: readonly Value[], elements: readonly Value[]) => Turn
}

const typeOf = (v: Value): ValueType => ({ dtype: v.dtype, shape: v.shape })
const declare = (body: Graph, name: string, { dtype, shape }: ValueType): Value => body.input(`${name}_${body.depth}_${body.inputs.length}`, dtype, shape)

/** The last states and, for every output of a turn, all of them as [T, …]. */
export function scan(graph: Graph, { states, sequences, reverse = false, turn }: Scan): { readonly states: readonly Value[]; readonly outputs: readonly Value[] } {
  const body = new Graph(graph)
  const carried = states.map((s) => declare(body, `${body.prefix}state`, typeOf(s)))
  const elements = sequences.map((s) => declare(body, `${body.prefix}element`, { dtype: s.dtype, shape: s.shape.slice(1) }))
  const made = turn(carried, elements)
  for (const v of [...made.states, ...made.outputs]) body.output(v, `${body.prefix}out_${body.outputs.length}`)
  const length: Dim = sequences[0] ? dimAt(sequences[0], 0) : 1
  const types = [...made.states.map(typeOf), ...made.outputs.map((o) => ({ dtype: o.dtype, shape: [length, ...o.shape] }))]
  const direction = (n: number): readonly number[] => Array.from({ length: n }, () => (reverse ? 1 : 0))
  const results = emitAll('Scan', [...states, ...sequences], {
    body: { body }, num_scan_inputs: sequences.length, scan_input_directions: direction(sequences.length), scan_output_directions: direction(made.outputs.length)
  }, types)
  return { states: results.slice(0, states.length), outputs: results.slice(states.length) }
}
