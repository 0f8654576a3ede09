// Causal self-attention with grouped queries and a key/value cache (Vaswani et al. 2017; Ainslie et al. 2023). Knows heads, not models.
import { product, type Shape, sum } from '../graph/dim.ts'
import type { Graph, Value } from '../graph/graph.ts'
import { add, cast, greater, lessOrEqual, mul, sub, where } from '../ops/elementwise.ts'
import { first } from '../ops/emit.ts'
import { matmul, softmax } from '../ops/linear.ts'
import { concat, cumulativeSum, range, reduceSum, reshape, transpose } from '../ops/shape.ts'
import type { Sequence } from './build.ts'
import { attendFused } from './fused.ts'
import type { Attention } from './heads.ts'
import { places, rotate } from './rotary.ts'

/**
 * 0 where a query may look, a very low number elsewhere: [T, S], S = past + T. It never sees the future and, with a window, only
 * itself and the window − 1 positions before (Beltagy et al. 2020; Jiang et al. 2023, "Mistral 7B"). With a given mask: [B, 1, 1, T, S].
 */
export function causalBias(graph: Graph, s: Sequence, window: number | null = null): Value {
  return graph.unrecorded(() => {
    const seen = sum(s.past, s.length)
    const keys = reshape(range(graph, graph.size(0), graph.size(seen), seen), [1, seen])
    const queries = reshape(places(graph, s), [s.length, 1])
    const past = where(lessOrEqual(keys, queries), 0, -3.4e38) // [T, S]
    if (!s.given) return window === null ? past : where(greater(keys, sub(queries, reshape(graph.ints([window]), [1, 1]))), past, -3.4e38)
    const seeing = where(greater(reshape(s.given.mask, [s.batch, 1, 1, 1, seen]), reshape(graph.ints([0]), [1])), past, -3.4e38) // [B, 1, 1, T, S]
    if (window === null) return seeing
    // Places passed over are no distance: a window reaches over positions of the row's own text.
    const standing = sub(reshape(cumulativeSum(s.given.mask, 1), [s.batch, 1, 1, 1, seen]), reshape(graph.ints([1]), [1]))
    const reach = sub(reshape(s.given.positions, [s.batch, 1, 1, s.length, 1]), reshape(graph.ints([window]), [1]))
    return where(greater(standing, reach), seeing, -3.4e38)
  })
}

/** The bias of every window asked for, each built once. */
export function causalBiases(graph: Graph, s: Sequence, windows: readonly (number | null)[]): (window: number | null) => Value {
  const built = new Map([...new Set(windows)].map((window) => [window, causalBias(graph, s, window)]))
  return (window) => built.get(window) ?? causalBias(graph, s, window)
}

/** One slope a head (Press et al. 2022): powers of 2^(-8/n) for the largest power of two n in `heads`, then every other power of its half step. */
export function alibiSlopes(heads: number): Float32Array {
  const whole = 2 ** Math.floor(Math.log2(heads))
  const slope = (n: number, power: number): number => 2 ** (-(8 / n) * power)
  const first = Array.from({ length: whole }, (_, i) => slope(whole, i + 1))
  const rest = Array.from({ length: heads - whole }, (_, i) => slope(2 * whole, 2 * i + 1))
  return Float32Array.from([...first, ...rest])
}

/**
 * slope · position of the key, [heads, 1, 1, S]: softmax takes away what a row has in common, so this is the distance to the query.
 * With a given mask, positions count only what is looked at: [B, heads, 1, 1, S].
 */
export function linearBias(graph: Graph, s: Sequence, slopes: Float32Array): Value {
  return graph.unrecorded(() => {
    const seen = sum(s.past, s.length)
    const places = s.given ? reshape(cumulativeSum(s.given.mask, 1), [s.batch, 1, 1, 1, seen]) : reshape(range(graph, graph.size(0), graph.size(seen), seen), [1, 1, 1, seen])
    return mul(graph.floats(slopes, [slopes.length, 1, 1, 1]), cast(places, 'float32'))
  })
}

const same = (x: Value): Value => x
const turned = (x: Value): Value => transpose(x, [0, 1, 3, 2])

/**
 * softmax(query · keyᵀ + bias) · value, [B, K, R*T, D] each but for keys' [B, K, S, D]. Its gradient takes each row's Σ g·y over the softmax from the result, as
 * Σ over D instead of S (Dao et al. 2022, "FlashAttention", appendix B.2): two passes over [R*T, S] less. It stays so where looks are left out by chance (`kept`).
 */
function mix(query: Value, key: Value, value: Value, { bias, kept = null }: Pick<Attention, 'bias' | 'kept'>, scored: Shape): Value {
  const { graph } = query
  const weights = graph.unrecorded(() => reshape(softmax(add(reshape(matmul(query, turned(key)), scored), bias)), [...query.shape.slice(0, 3), scored.at(-1) ?? 1])) // [B, K, R*T, S]
  const looks = graph.unrecorded(() => (kept === null ? weights : mul(weights, reshape(kept, weights.shape)))) // [B, K, R*T, S]
  const mixed = graph.unrecorded(() => matmul(looks, value)) // [B, K, R*T, D]
  const backward = (g: Value, needs: (input: number) => boolean): readonly (Value | null)[] => {
    const [to, mean] = [matmul(g, turned(value)), reduceSum(mul(g, mixed), [-1])] // [B, K, R*T, S] and [B, K, R*T, 1]
    const scores = kept === null ? mul(weights, sub(to, mean)) : sub(mul(looks, to), mul(weights, mean)) // [B, K, R*T, S]
    return [needs(0) ? matmul(scores, key) : null, needs(1) ? matmul(turned(scores), query) : null, needs(2) ? matmul(turned(looks), g) : null]
  }
  return first(graph.composite('Attention', [query, key, value], () => [mixed], ([g], needs) => (g ? backward(g, needs) : [])))
}

/** q [N, heads*headDim], k and v [N, kvHeads*headDim] -> context [N, heads*headDim], and all keys and values so far. */
export function attend(q: Value, k: Value, v: Value, a: Attention): { readonly context: Value; readonly key: Value; readonly value: Value } {
  if (a.sequence.fused) return attendFused(q, k, v, a, a.sequence.fused)
  const { batch: B, length: T, past, rows } = a.sequence
  const { kvHeads: K, headDim: D } = a
  const R = a.heads / K
  const S = sum(past, T)
  const turn = (x: Value): Value => (a.rotation ? rotate(x, a.rotation) : x)
  const perHead = (x: Value): Value => transpose(reshape(x, [B, T, K, D]), [0, 2, 1, 3]) // [B, K, T, D]

  const grouped = transpose((a.normQuery ?? same)(reshape(q, [B, T, K, R, D])), [0, 2, 3, 1, 4]) // [B, K, R, T, D]
  // The scale stands beside the product, so that the runtime makes it a part of it.
  const query = mul(reshape(turn(grouped), [B, K, product([R, T]), D]), a.scale ?? 1 / Math.sqrt(D)) // [B, K, R*T, D]
  const newKey = turn(perHead((a.normKey ?? same)(reshape(k, [B, T, K, D])))) // [B, K, T, D]
  const key = a.past ? concat([a.past.key, newKey], 2) : newKey // [B, K, S, D]
  const value = a.past ? concat([a.past.value, perHead(v)], 2) : perHead(v) // [B, K, S, D]

  const mixed = reshape(mix(query, key, value, a, [B, K, R, T, S]), [B, K, R, T, D])
  return { context: reshape(transpose(mixed, [0, 3, 1, 2, 4]), [rows, a.heads * D]), key, value }
}
