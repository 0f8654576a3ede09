// Attention as one operator of ONNX Runtime, over a memory that has room for more than it holds: nothing is copied as it grows, forgetting
// is a smaller number, and several texts lie in one memory, each seeing its own places. Source: onnxruntime's docs/ContribOperators.md, com.microsoft.GroupQueryAttention (Ainslie et al. 2023).
import type { Value } from '../graph/graph.ts'
import { reshape } from '../ops/shape.ts'
import type { FusedSequence } from './build.ts'
import type { Attention } from './heads.ts'

/** A model whose attention the operator cannot express; it speaks through plain operators. */
export class NotFused extends Error {}

/** The operator takes heads whose width is a multiple of this. */
const GRAIN = 16

/** What queries, keys and values were cut from, where they are the three pieces of one value: the operator reads it uncut. */
function joinedOf(q: Value, k: Value, v: Value): Value | null {
  const cut = q.graph.nodes.findLast((node) => node.op === 'Split' && node.outputs.includes(q))
  return cut && cut.outputs.length === 3 && cut.outputs[1] === k && cut.outputs[2] === v ? cut.inputs[0] ?? null : null
}

/** q [T, heads*headDim], k and v [T, kvHeads*headDim] -> context [T, heads*headDim], and the memory with them in it. */
export function attendFused(q: Value, k: Value, v: Value, a: Attention, f: FusedSequence): { readonly context: Value; readonly key: Value; readonly value: Value } {
  const { batch: B, length: T, rows } = a.sequence
  const { past, window, heads, kvHeads, headDim, rotation } = a
  if (window === undefined || past === null) throw new NotFused('this attention has a bias of its own')
  if (headDim % GRAIN !== 0) throw new NotFused(`heads of ${headDim} numbers`)
  const given = a.normQuery || a.normKey ? null : joinedOf(q, k, v)
  const normed = (x: Value, count: number, norm?: (x: Value) => Value): Value => reshape(norm ? norm(reshape(x, [B, T, count, headDim])) : x, [B, T, count * headDim])
  const three = given ? [reshape(given, [B, T, (heads + 2 * kvHeads) * headDim]), null, null] :
    [normed(q, heads, a.normQuery), normed(k, kvHeads, a.normKey), normed(v, kvHeads)]
  const turning = rotation ? f.tables(rotation.frequencies, rotation.factor) : null
  const [context, key, value] = q.graph.emit(
    'GroupQueryAttention',
    [...three, past.key, past.value, f.last, f.total, turning?.cos ?? null, turning?.sin ?? null, turning ? f.positions : null, ...(f.sight ? [f.sight(window)] : [])],
    { num_heads: heads, kv_num_heads: kvHeads, scale: { float: a.scale ?? 1 / Math.sqrt(headDim) }, do_rotary: turning ? 1 : 0, ...(f.sight ? {} : { local_window_size: window ?? -1 }) },
    [{ dtype: 'float32', shape: [B, T, heads * headDim] }, { dtype: 'float32', shape: past.key.shape }, { dtype: 'float32', shape: past.value.shape }],
    { domain: 'com.microsoft' })
  if (!context || !key || !value) throw new Error('GroupQueryAttention gave too few outputs')
  return { context: reshape(context, [rows, heads * headDim]), key, value }
}
