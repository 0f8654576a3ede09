// Matrices of a frozen model kept in fewer bits, and unpacked where they are used. Knows matrices and bytes, not models; trains nothing.
import type { Graph, Value } from '../graph/graph.ts'
import { add, cast, mul, sub } from '../ops/elementwise.ts'
import { first } from '../ops/emit.ts'
import { gemm } from '../ops/linear.ts'
import { concat, reshape, slice } from '../ops/shape.ts'
import type { LinearSpec, Weights } from './build.ts'
import { type MatrixFactory, plainMatrix, storedShape } from './linear.ts'

export type BaseWeights = 'f32' | 'int8' | 'int4'
type Packed = Exclude<BaseWeights, 'f32'>
type Stored = readonly [number, number]

interface Packing {
  readonly dtype: 'int8' | 'uint8'
  /** Of the packed matrix, and of its scales. */
  readonly shapes: (stored: Stored) => { readonly packed: Stored; readonly scale: readonly number[] }
  readonly pack: (data: Float32Array, stored: Stored) => { readonly packed: Int8Array | Uint8Array; readonly scale: Float32Array }
  /** packed and scale -> float32 as stored. `nothing` is a zero, [1], that each of its operators waits for. */
  readonly unpack: (packed: Value, scale: Value, nothing: Value, stored: Stored) => Value
}

const largest = (data: Float32Array, from: number, count: number): number => {
  let most = 0
  for (let i = from; i < from + count; i++) most = Math.max(most, Math.abs(data[i] ?? 0))
  return most
}

/** One scale a stored row. */
const rows: Packing = {
  dtype: 'int8',
  shapes: (stored) => ({ packed: stored, scale: [stored[0]] }),
  pack: (data, [count, width]) => {
    const [packed, scale] = [new Int8Array(data.length), new Float32Array(count)]
    for (let row = 0; row < count; row++) {
      const step = largest(data, row * width, width) / 127 || 1
      scale[row] = step
      for (let i = row * width; i < (row + 1) * width; i++) packed[i] = Math.round((data[i] ?? 0) / step)
    }
    return { packed, scale }
  },
  unpack: (packed, scale, nothing, shape) => first(packed.graph.emit('DequantizeLinear', [packed, add(scale, nothing)], { axis: 0 }, [{ dtype: 'float32', shape }]))
}

/** Elements that share a scale, where they divide the row; else the row does. */
const blockOf = (width: number): number => (width % 32 === 0 ? 32 : width)

/** One scale a block of 32. A byte holds an element of the row's first half (its low bits) and one of the second, each with 8 added. */
const blocks: Packing = {
  dtype: 'uint8',
  shapes: ([count, width]) => {
    if (width % 2 !== 0) throw new RangeError(`four bits a weight need rows of even length, not ${width}`)
    return { packed: [count, width / 2], scale: [count, width / blockOf(width)] }
  },
  pack: (data, [count, width]) => {
    const [block, half] = [blockOf(width), width / 2]
    const [packed, scale] = [new Uint8Array(count * half), new Float32Array((count * width) / block)]
    for (let at = 0; at < data.length; at += block) {
      const step = largest(data, at, block) / 7 || 1
      scale[at / block] = step
      for (let i = at; i < at + block; i++) {
        const [row, column] = [Math.floor(i / width), i % width]
        const value = Math.round((data[i] ?? 0) / step) + 8
        const place = row * half + (column % half)
        packed[place] = (packed[place] ?? 0) | (column < half ? value : value << 4)
      }
    }
    return { packed, scale }
  },
  unpack: (packed, scale, nothing, [count, width]) => {
    const block = blockOf(width)
    const bits = (op: string, other: number, attributes: Readonly<Record<string, string>>): Value =>
      first(packed.graph.emit(op, [packed, reshape(cast(add(nothing, other), 'uint8'), [1, 1])], attributes, [{ dtype: 'uint8', shape: packed.shape }]))
    const whole = cast(concat([bits('BitwiseAnd', 15, {}), bits('BitShift', 4, { direction: 'RIGHT' })], 1), 'float32') // [count, width], 8 added
    // ONNX's own operator for blocks is many times slower here than these three.
    return reshape(mul(sub(reshape(whole, [count, width / block, block]), 8), reshape(scale, [count, width / block, 1])), [count, width])
  }
}

const packings: { readonly [K in Packed]: Packing } = { int8: rows, int4: blocks }

const packedName = (kind: Packed, weight: string): string => `${weight}.${kind}`
const scaleName = (weight: string): string => `${weight}.scale`

/** Where a packed weight comes from; null for a weight that is kept whole, and for scales. */
export function originOf(name: string, shape: readonly number[]): { readonly kind: Packed; readonly weight: string; readonly stored: Stored } | null {
  const [, weight, kind] = /^(.*)\.(int8|int4)$/.exec(name) ?? []
  if (weight === undefined || (kind !== 'int8' && kind !== 'int4')) return null
  const [count = 0, width = 0] = shape
  return { kind, weight, stored: [count, kind === 'int4' ? 2 * width : width] }
}

/** A packed weight and its scales, by name. */
export function packWeight(kind: Packed, weight: string, data: Float32Array, stored: Stored): readonly (readonly [string, Int8Array | Uint8Array | Float32Array])[] {
  const { packed, scale } = packings[kind].pack(data, stored)
  return [[packedName(kind, weight), packed], [scaleName(weight), scale]]
}

/**
 * A zero that is not there before `after` is: else a runtime may unpack all matrices at once, or keep what it unpacked on the way forward
 * until the way back. (Unless `after` holds what is no number.)
 */
function zeroAfter(after: Value | null, graph: Graph): Value {
  if (after === null) return reshape(graph.scalar(0), [1])
  const [zero, one] = [graph.ints([0]), graph.ints([1])]
  return mul(reshape(slice(slice(after, 0, zero, one, 1), 1, zero, one, 1), [1]), 0)
}

const packedMatrix = (kind: Packed) => (weights: Weights, spec: LinearSpec): ReturnType<MatrixFactory> => {
  const { dtype, shapes, unpack } = packings[kind]
  const stored = storedShape(spec)
  const shape = shapes(stored)
  const name = `${spec.name}.weight`
  const packed = weights.get(packedName(kind, name), shape.packed, 'zeros', dtype)
  const scale = weights.get(scaleName(name), shape.scale, 'ones')
  const whole = (after: Value | null): Value => packed.graph.unrecorded(() => unpack(packed, scale, zeroAfter(after, packed.graph), stored))
  const outIn = spec.layout === 'out-in'
  return {
    whole,
    times: (x, bias) => first(x.graph.composite('PackedGemm', [x], () => [gemm(x, whole(x), { transB: outIn, bias })], ([g]) => [g ? gemm(g, whole(g), { transB: !outIn }) : null]))
  }
}

/** How the frozen matrices are kept. */
export const baseMatrices: { readonly [K in BaseWeights]: MatrixFactory } = { f32: plainMatrix, int8: packedMatrix('int8'), int4: packedMatrix('int4') }
