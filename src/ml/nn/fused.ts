// Attention as one operator of ONNX Runtime, over a memory that has room for more than it holds: nothing is copied as it grows, and forgetting
// is a smaller number. Source: onnxruntime's docs/ContribOperators.md, com.microsoft.GroupQueryAttention (Ainslie et al. 2023).
import type { Value } from '../graph/graph.ts'
import { reshape } from '../ops/shape.ts'
import type { FusedSequence } from './build.ts'
import type { Attention } from './heads.ts'

/** A model whose attention the operator cannot express; it speaks through plain operators. */
export class NotFused extends Error {}

/** The operator takes heads whose width is a multiple of this. */
const GRAIN = 16

const same = (x: Value): Value => x

/** q [N, heads*headDim], k and v [N, kvHeads*headDim] -> context [N, heads*headDim], and the memory with them in it. */
export function attendFused(q: Value, k: Value, v: Value, a: Attention, f: FusedSequence): { readonly context: Value; readonly key: Value; readonly value: Value } {
  const { batch: B, length: T, rows } = a.sequence
  const { past, window, heads, kvHeads, headDim, rotation } = a
  if (window === undefined || past === null) throw new NotFused('this attention has a bias of its own')
  if (headDim % GRAIN !== 0) throw new NotFused(`heads of ${headDim} numbers`)
  const query = reshape((a.normQuery ?? same)(reshape(q, [B, T, heads, headDim])), [B, T, heads * headDim])
  const newKey = reshape((a.normKey ?? same)(reshape(k, [B, T, kvHeads, headDim])), [B, T, kvHeads * headDim])
  const newValue = reshape(v, [B, T, kvHeads * headDim])
  const turning = rotation ? f.tables(rotation.frequencies, rotation.factor) : null
  const [context, key, value] = q.graph.emit(
    'GroupQueryAttention',
    [query, newKey, newValue, past.key, past.value, f.lengths, f.total, ...(turning ? [turning.cos, turning.sin, f.positions] : [])],
    { num_heads: heads, kv_num_heads: kvHeads, scale: { float: a.scale ?? 1 / Math.sqrt(headDim) }, do_rotary: turning ? 1 : 0, local_window_size: window ?? -1 },
    [{ dtype: 'float32', shape: [B, T, heads * headDim] }, { dtype: 'float32', shape: past.key.shape }, { dtype: 'float32', shape: past.value.shape }],
    { domain: 'com.microsoft' })
  if (!context || !key || !value) throw new Error('GroupQueryAttention gave too few outputs')
  return { context: reshape(context, [rows, heads * headDim]), key, value }
}
