// Operators that move, cut, join and count elements without arithmetic between them, and reductions over axes.
import { type Dim, product, type Shape, showShape, sum } from '../graph/dim.ts'
import type { Value } from '../graph/graph.ts'
import { emit, emitAll, first } from './emit.ts'
import type { OpName } from './names.ts'

const axisOf = (x: Value, axis: number): number => (axis < 0 ? axis + x.shape.length : axis)

/** At most one dimension may be unknown to plain numbers for ONNX's own "-1"; otherwise the shape is computed at run time. */
export function reshape(x: Value, shape: Shape): Value {
  if (product(x.shape) !== product(shape)) throw new RangeError(`cannot reshape ${showShape(x.shape)} to ${showShape(shape)}`)
  const unknown = shape.filter((d) => typeof d !== 'number').length
  const target = unknown <= 1 ? x.graph.ints(shape.map((d) => (typeof d === 'number' ? d : -1))) : x.graph.sizes(shape)
  return emit('Reshape', [x, target], {}, x.dtype, shape)
}

export const transpose = (x: Value, perm: readonly number[]): Value =>
  emit('Transpose', [x], { perm }, x.dtype, perm.map((p) => dimAt(x, p)))

export const expand = (x: Value, shape: Shape): Value => emit('Expand', [x, x.graph.sizes(shape)], {}, x.dtype, shape)

export function concat(values: readonly Value[], axis: number): Value {
  const x = first(values)
  const at = axisOf(x, axis)
  const total = values.map((v) => dimAt(v, at)).reduce<Dim>((a, b) => sum(a, b), 0)
  return emit('Concat', values, { axis: at }, x.dtype, x.shape.map((d, i) => (i === at ? total : d)))
}

/** Cuts an axis into pieces of the given static lengths. */
export function split(x: Value, axis: number, lengths: readonly number[]): readonly Value[] {
  const at = axisOf(x, axis)
  const types = lengths.map((n) => ({ dtype: x.dtype, shape: x.shape.map((d, i) => (i === at ? n : d)) }))
  return emitAll('Split', [x, x.graph.ints(lengths)], { axis: at }, types)
}

/** Rows of `x` along axis 0: [V, …] at indices [...I] gives [...I, …]. Negative indices are not used here. */
export const gather = (x: Value, indices: Value): Value => emit('Gather', [x, indices], { axis: 0 }, x.dtype, [...indices.shape, ...x.shape.slice(1)])

/** `x` with rows added: [V, H] + updates [N, H] at indices [N, 1]; repeated rows add up. */
export const scatterAddRows = (x: Value, indices: Value, updates: Value): Value =>
  emit('ScatterND', [x, indices, updates], { reduction: 'add' }, x.dtype, x.shape)

export const gatherElements = (x: Value, indices: Value, axis: number): Value =>
  emit('GatherElements', [x, indices], { axis: axisOf(x, axis) }, x.dtype, indices.shape)

export const scatterElements = (x: Value, indices: Value, updates: Value, axis: number): Value =>
  emit('ScatterElements', [x, indices, updates], { axis: axisOf(x, axis) }, x.dtype, x.shape)

/** x[start:end] along an axis, with the new length as the caller knows it. Bounds are int64 [1]. */
export const slice = (x: Value, axis: number, start: Value, end: Value, length: Dim): Value =>
  emit('Slice', [x, start, end, x.graph.ints([axisOf(x, axis)])], {}, x.dtype, x.shape.map((d, i) => (i === axisOf(x, axis) ? length : d)))

const reduction = (op: OpName) => (x: Value, axes: readonly number[], keep = true): Value => {
  const at = axes.map((a) => axisOf(x, a))
  const shape = keep ? x.shape.map((d, i) => (at.includes(i) ? 1 : d)) : x.shape.filter((_, i) => !at.includes(i))
  return emit(op, [x, x.graph.ints(at)], { keepdims: keep ? 1 : 0 }, x.dtype, shape)
}

export const reduceSum = reduction('ReduceSum')
export const reduceMean = reduction('ReduceMean')
export const reduceSumSquare = reduction('ReduceSumSquare')

/** Everything added up: a scalar. */
export const sumAll = (x: Value): Value => (x.shape.length === 0 ? x : reduceSum(x, x.shape.map((_, i) => i), false))

/** The `k` greatest along the last axis, the greatest first, and where they stand (int64); the first among equals first. */
export function topK(x: Value, k: number): { readonly values: Value; readonly indices: Value } {
  const shape = [...x.shape.slice(0, -1), k]
  const [values, indices] = emitAll('TopK', [x, x.graph.ints([k])], { axis: -1 }, [{ dtype: x.dtype, shape }, { dtype: 'int64', shape }])
  if (!values || !indices) throw new Error('TopK gave no output')
  return { values, indices }
}

/** Zeros of a shape that may only be known at run time. */
export const zeros = (graph: Value['graph'], shape: Shape): Value =>
  first(graph.emit('ConstantOfShape', [graph.sizes(shape)], {}, [{ dtype: 'float32', shape }]))

/** Running sums along an axis. */
export const cumulativeSum = (x: Value, axis: number): Value => emit('CumSum', [x, x.graph.ints([axisOf(x, axis)])], {}, x.dtype, x.shape)

/** x [T, B, …] with the first `lengths[b]` moments of every row turned around, the rest left: its own inverse. lengths int64 [B]. */
export const reverseSequences = (x: Value, lengths: Value): Value => emit('ReverseSequence', [x, lengths], { batch_axis: 1, time_axis: 0 }, x.dtype, x.shape)

/** 0, 1, … length-1 as int64 [length]. */
export function range(graph: Value['graph'], start: Value, end: Value, length: Dim): Value {
  const scalar = (v: Value): Value => emit('Squeeze', [v], {}, 'int64', [])
  const one = scalar(graph.ints([1]))
  return emit('Range', [scalar(start), scalar(end), one], {}, 'int64', [length])
}

export const dimAt = (x: Value, axis: number): Dim => {
  const dim = x.shape[axisOf(x, axis)]
  if (dim === undefined) throw new RangeError(`${x.name} ${showShape(x.shape)} has no axis ${axis}`)
  return dim
}

/** Undoes broadcasting: sums a gradient back to the shape its value had. */
export function sumTo(gradient: Value, shape: Shape): Value {
  const extra = gradient.shape.length - shape.length
  const axes = gradient.shape.flatMap((d, i) => (i < extra || (shape[i - extra] === 1 && d !== 1) ? [i] : []))
  if (axes.length === 0) return gradient
  const summed = reduceSum(gradient, axes)
  return extra > 0 ? reshape(summed, shape) : summed
}

