// Rotary position embedding (Su et al. 2021, "RoFormer"), in the half-split form of Hugging Face's Llama. Knows positions and angles.
import type { Graph, Value } from '../graph/graph.ts'
import { add, cast, cos, mul, neg, sin, sub } from '../ops/elementwise.ts'
import { first } from '../ops/emit.ts'
import { concat, dimAt, range, reshape, split } from '../ops/shape.ts'
import type { Sequence } from './build.ts'
import { sum } from '../graph/dim.ts'

export interface Angles { readonly cos: Value; readonly sin: Value }

/** Cosines and sines, and what they come from: a kernel that turns by itself wants them for all positions. */
export interface Rotation extends Angles { readonly frequencies: Float32Array; readonly factor: number }

export type RopeScaling =
  | { readonly type: 'none' }
  | { readonly type: 'linear'; readonly factor: number }
  | { readonly type: 'llama3'; readonly factor: number; readonly lowFrequencyFactor: number; readonly highFrequencyFactor: number; readonly originalContext: number }
  | { readonly type: 'yarn'; readonly factor: number; readonly fast: number; readonly slow: number; readonly originalContext: number; readonly attentionFactor: number }

/** Inverse frequencies, [headDim / 2], rounded to float32 as the reference implementation keeps them. */
export function inverseFrequencies(headDim: number, theta: number, scaling: RopeScaling): Float32Array {
  const plain = Float32Array.from({ length: headDim / 2 }, (_, i) => 1 / theta ** ((2 * i) / headDim))
  if (scaling.type === 'none') return plain
  if (scaling.type === 'linear') return plain.map((f) => f / scaling.factor)
  if (scaling.type === 'yarn') return yarn(plain, headDim, theta, scaling)
  return plain.map((f) => llama3(f, scaling))
}

/** By how much cosines and sines are multiplied: YaRN sharpens the attention of stretched contexts. */
export const attentionFactor = (scaling: RopeScaling): number => (scaling.type === 'yarn' ? scaling.attentionFactor : 1)

/** YaRN (Peng et al. 2023, section 3.2): waves that turn more than `fast` times in the original context are kept, fewer than `slow` divided, between blended. */
function yarn(plain: Float32Array, headDim: number, theta: number, s: Extract<RopeScaling, { type: 'yarn' }>): Float32Array {
  const turning = (turns: number): number => (headDim * Math.log(s.originalContext / (turns * 2 * Math.PI))) / (2 * Math.log(theta))
  const low = Math.max(0, Math.floor(turning(s.fast)))
  const high = Math.min(headDim - 1, Math.ceil(turning(s.slow)))
  const width = high === low ? 0.001 : high - low
  return plain.map((f, i) => {
    const divided = Math.min(1, Math.max(0, (i - low) / width))
    return f * (1 - divided) + (f / s.factor) * divided
  })
}

/** Llama 3.1's stretching: long waves are divided by the factor, short ones kept, those between blended. Source: the model's published configuration. */
function llama3(frequency: number, s: Extract<RopeScaling, { type: 'llama3' }>): number {
  const wavelength = (2 * Math.PI) / frequency
  if (wavelength > s.originalContext / s.lowFrequencyFactor) return frequency / s.factor
  if (wavelength < s.originalContext / s.highFrequencyFactor) return frequency
  const smooth = (s.originalContext / wavelength - s.lowFrequencyFactor) / (s.highFrequencyFactor - s.lowFrequencyFactor)
  return ((1 - smooth) * frequency) / s.factor + smooth * frequency
}

/** Places of the new tokens in the row of all tokens, int64 [T]. */
export const places = (graph: Graph, s: Sequence): Value =>
  graph.unrecorded(() => range(graph, graph.size(s.past), graph.size(sum(s.past, s.length)), s.length))

/** Positions of the new tokens, int64 [T]; [B, T] where the caller gives them. */
export const positions = (graph: Graph, s: Sequence): Value => s.given?.positions ?? s.fused?.positions ?? places(graph, s)

/** Cosines and sines of the new positions, [T, headDim / 2] each ([B, T, headDim / 2] for given ones), times `factor`. */
export function rotation(graph: Graph, s: Sequence, frequencies: Float32Array, factor = 1): Rotation {
  return graph.unrecorded(() => {
    const at = positions(graph, s)
    const column = reshape(cast(at, 'float32'), [...at.shape, 1])
    const angles = mul(column, graph.floats(frequencies, [1, frequencies.length])) // [T, headDim / 2]
    const turned = factor === 1 ? { cos: cos(angles), sin: sin(angles) } : { cos: mul(cos(angles), factor), sin: mul(sin(angles), factor) }
    return { ...turned, frequencies, factor }
  })
}

/** [B, T, headDim / 2] beside x [B, heads…, T, headDim]. */
function beside(x: Value, angle: Value): Value {
  const [batch, ...rest] = angle.shape
  return batch === undefined || rest.length < 2 ? angle : reshape(angle, [batch, ...x.shape.slice(1, -2).map(() => 1), ...rest])
}

/** Turns the last axis of x [..., T, headDim]. A rotation's gradient is the rotation back. */
export function rotate(x: Value, all: Angles): Value {
  const r = { cos: beside(x, all.cos), sin: beside(x, all.sin) }
  const turn = (v: Value, s: Value): Value => {
    const half = Number(dimAt(v, -1)) / 2
    const [a, b] = split(v, -1, [half, half])
    if (!a || !b) throw new Error('Split gave too few pieces')
    return concat([sub(mul(a, r.cos), mul(b, s)), add(mul(b, r.cos), mul(a, s))], -1)
  }
  return first(x.graph.composite('Rotate', [x], () => [turn(x, r.sin)], ([g]) => [g ? turn(g, neg(r.sin)) : null]))
}
