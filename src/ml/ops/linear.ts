// Matrix products, normalised exponentials and normalisations. Shapes throw at the line that is wrong.
import { broadcast, showShape } from '../graph/dim.ts'
import type { Value } from '../graph/graph.ts'
import { emit, emitAll } from './emit.ts'
import { dimAt } from './shape.ts'

/** alpha · op(a) · op(b) + c for matrices, where op transposes when its flag is set. `c` broadcasts. */
export function gemm(a: Value, b: Value, options: { transA?: boolean; transB?: boolean; bias?: Value | null; alpha?: number } = {}): Value {
  const { transA = false, transB = false, bias = null, alpha = 1 } = options
  const [m, ka] = transA ? [dimAt(a, 1), dimAt(a, 0)] : [dimAt(a, 0), dimAt(a, 1)]
  const [kb, n] = transB ? [dimAt(b, 1), dimAt(b, 0)] : [dimAt(b, 0), dimAt(b, 1)]
  if (ka !== kb) throw new RangeError(`gemm: ${showShape(a.shape)}${transA ? 'ᵀ' : ''} · ${showShape(b.shape)}${transB ? 'ᵀ' : ''}`)
  return emit('Gemm', bias ? [a, b, bias] : [a, b], { transA: transA ? 1 : 0, transB: transB ? 1 : 0, ...(alpha === 1 ? {} : { alpha: { float: alpha } }) }, 'float32', [m, n])
}

/** Batched matrix product over the last two axes. */
export function matmul(a: Value, b: Value): Value {
  if (dimAt(a, -1) !== dimAt(b, -2)) throw new RangeError(`matmul: ${showShape(a.shape)} · ${showShape(b.shape)}`)
  return emit('MatMul', [a, b], {}, 'float32', [...broadcast(a.shape.slice(0, -2), b.shape.slice(0, -2)), dimAt(a, -2), dimAt(b, -1)])
}

export const softmax = (x: Value): Value => emit('Softmax', [x], { axis: x.shape.length - 1 }, 'float32', x.shape)

export const logSoftmax = (x: Value): Value => emit('LogSoftmax', [x], { axis: x.shape.length - 1 }, 'float32', x.shape)

/** Layer normalisation over the last axis (Ba et al. 2016), with the mean and inverse deviation that its gradient needs. */
export function layerNormalization(x: Value, weight: Value, bias: Value, epsilon: number): { readonly y: Value; readonly mean: Value; readonly inverse: Value } {
  const rows = [...x.shape.slice(0, -1), 1]
  const types = [x.shape, rows, rows].map((shape) => ({ dtype: 'float32' as const, shape }))
  const [y, mean, inverse] = emitAll('LayerNormalization', [x, weight, bias], { axis: -1, epsilon: { float: epsilon } }, types)
  if (!y || !mean || !inverse) throw new Error('LayerNormalization gave too few outputs')
  return { y, mean, inverse }
}

/**
 * Root-mean-square normalisation over the last axis (Zhang and Sennrich 2019). ONNX Runtime's own fused operator; its second output, the
 * inverse root, is wrong on WebGPU in 1.30, so the gradient works that out again.
 */
export const rmsNormalization = (x: Value, weight: Value, epsilon: number): Value =>
  emit('SimplifiedLayerNormalization', [x, weight], { axis: -1, epsilon: { float: epsilon }, stash_type: 1 }, 'float32', x.shape)
