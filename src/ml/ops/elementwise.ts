// Operators that work element by element, with NumPy's broadcasting. Gradients stand in gradients.ts.
import { broadcast, sameShape, showShape } from '../graph/dim.ts'
import type { DType, Value } from '../graph/graph.ts'
import { emit } from './emit.ts'
import type { OpName } from './names.ts'

/** Numbers are promoted to constants, so that graph code reads as maths. */
export type Operand = Value | number

function pair(a: Operand, b: Operand): readonly [Value, Value] {
  if (typeof a !== 'number') return [a, typeof b === 'number' ? a.graph.scalar(b) : b]
  if (typeof b !== 'number') return [b.graph.scalar(a), b]
  throw new RangeError('two plain numbers need no graph')
}

const binary = (op: OpName, result?: DType) => (a: Operand, b: Operand): Value => {
  const [x, y] = pair(a, b)
  if (x.dtype !== y.dtype) throw new RangeError(`${op}: ${x.name} is ${x.dtype}, ${y.name} is ${y.dtype}`)
  return emit(op, [x, y], {}, result ?? x.dtype, broadcast(x.shape, y.shape))
}

const unary = (op: OpName) => (x: Value): Value => emit(op, [x], {}, x.dtype, x.shape)

export const add = binary('Add')
export const sub = binary('Sub')
export const mul = binary('Mul')
export const div = binary('Div')
export const lessOrEqual = binary('LessOrEqual', 'bool')
export const greater = binary('Greater', 'bool')
export const equal = binary('Equal', 'bool')

export const neg = unary('Neg')
export const exp = unary('Exp')
export const log = unary('Log')
export const sqrt = unary('Sqrt')
export const reciprocal = unary('Reciprocal')
export const tanh = unary('Tanh')
export const sigmoid = unary('Sigmoid')
export const erf = unary('Erf')
export const relu = unary('Relu')
export const cos = unary('Cos')
export const sin = unary('Sin')
export const floor = unary('Floor')

/** `condition ? a : b`, all three broadcast. */
export function where(condition: Value, a: Operand, b: Operand): Value {
  const x = typeof a === 'number' ? condition.graph.scalar(a) : a
  const y = typeof b === 'number' ? condition.graph.scalar(b) : b
  return emit('Where', [condition, x, y], {}, x.dtype, broadcast(condition.shape, broadcast(x.shape, y.shape)))
}

const onnxTypes: Readonly<Record<DType, number>> = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7, bool: 9, float16: 10 }

export const cast = (x: Value, to: DType): Value => (x.dtype === to ? x : emit('Cast', [x], { to: onnxTypes[to] }, to, x.shape))

/** Sum of values of one shape. */
export function sumOf(values: readonly Value[]): Value {
  return values.reduce((a, b) => {
    if (!sameShape(a.shape, b.shape)) throw new RangeError(`sum of ${showShape(a.shape)} and ${showShape(b.shape)}`)
    return add(a, b)
  })
}
