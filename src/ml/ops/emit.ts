// The one way from an operator's name to its values. Knows shapes have been worked out by the caller.
import type { Shape } from '../graph/dim.ts'
import type { Attributes, DType, Value, ValueType } from '../graph/graph.ts'
import type { OpName } from './names.ts'

/** The graph a node over these values belongs to: in a loop's body, the innermost. */
export function graphOf(values: readonly (Value | null)[]): Value['graph'] {
  const graphs = values.filter((v) => v !== null).map((v) => v.graph)
  return graphs.reduce((inner, g) => (g.depth > inner.depth ? g : inner), firstOf(graphs))
}

function firstOf<T>(list: readonly T[]): T {
  const item = list[0]
  if (item === undefined) throw new RangeError('an operator needs at least one value')
  return item
}

export function emitAll(op: OpName, inputs: readonly (Value | null)[], attributes: Attributes, types: readonly ValueType[], domain = ''): readonly Value[] {
  return graphOf(inputs).emit(op, inputs, attributes, types, { domain })
}

export function emit(op: OpName, inputs: readonly (Value | null)[], attributes: Attributes, dtype: DType, shape: Shape): Value {
  return first(emitAll(op, inputs, attributes, [{ dtype, shape }]))
}

export function first(values: readonly Value[]): Value {
  const value = values[0]
  if (!value) throw new Error('an operator gave no output')
  return value
}
