// Matrices of eight or four bits a number in blocks of 32, multiplied as they are by an operator of ONNX Runtime. For speaking only; trains nothing.
// Source of layouts: onnxruntime's docs/ContribOperators.md, com.microsoft.MatMulNBits and GatherBlockQuantized.
import { first } from '../ops/emit.ts'
import type { Value } from '../graph/graph.ts'
import type { LinearFactory, LinearSpec, TableFactory, Weights } from './build.ts'
import { plainLinear } from './linear.ts'
import { plainTable } from './table.ts'

export type Precision = 'f32' | 'int8' | 'int4'
export type Few = Exclude<Precision, 'f32'>

export const BLOCK = 32
const bitsOf: { readonly [K in Few]: number } = { int8: 8, int4: 4 }
/** Activations are rounded to eight bits too, block by block, so that the products are of whole numbers. */
const WHOLE_NUMBERS = 4

const domain = { domain: 'com.microsoft' } as const
const blobOf = (kind: Few): number => (BLOCK * bitsOf[kind]) / 8

/** Rows whose length is no whole number of blocks stay as they are. */
const fits = (width: number): boolean => width % BLOCK === 0

interface Blocks { readonly packed: Value; readonly scale: Value }

const blocksOf = (weights: Weights, kind: Few, name: string, [count, width]: readonly [number, number]): Blocks => ({
  packed: weights.get(`${name}.${kind}`, [count, width / BLOCK, blobOf(kind)], 'zeros', 'uint8'), scale: weights.get(`${name}.${kind}.scale`, [(count * width) / BLOCK], 'ones')
})

function times(x: Value, { packed, scale }: Blocks, kind: Few, [count, width]: readonly [number, number], bias: Value | null): Value {
  const attributes = { K: width, N: count, bits: bitsOf[kind], block_size: BLOCK, accuracy_level: WHOLE_NUMBERS }
  return first(x.graph.emit('MatMulNBits', bias ? [x, packed, scale, null, null, bias] : [x, packed, scale], attributes, [{ dtype: 'float32', shape: [...x.shape.slice(0, -1), count] }], domain))
}

export const nbitsLinear = (kind: Few): LinearFactory => (weights, spec) => {
  if (!fits(spec.inFeatures)) return plainLinear(weights, spec)
  const shape = [spec.outFeatures, spec.inFeatures] as const
  const blocks = blocksOf(weights, kind, `${spec.name}.weight`, shape)
  const bias = spec.bias ? weights.get(`${spec.name}.bias`, [spec.outFeatures], 'zeros') : null
  return (x) => times(x, blocks, kind, shape, bias) // [N, out]
}

/** Looked up in the same bytes that are multiplied with; the two operators only want them under different shapes. */
export const nbitsTable = (kind: Few): TableFactory => (weights, name, shape) => {
  const [count, width] = shape
  if (!fits(width)) return plainTable(weights, name, shape)
  return {
    rows: (ids) => {
      const packed = weights.get(`${name}.${kind}.rows`, [count, (width * bitsOf[kind]) / 8], 'zeros', 'uint8')
      const scale = weights.get(`${name}.${kind}.rows.scale`, [count, width / BLOCK], 'ones')
      const attributes = { gather_axis: 0, quantize_axis: 1, block_size: BLOCK, bits: bitsOf[kind] }
      return first(ids.graph.emit('GatherBlockQuantized', [packed, ids, scale], attributes, [{ dtype: 'float32', shape: [...ids.shape, width] }], domain))
    },
    against: (x) => times(x, blocksOf(weights, kind, name, shape), kind, shape, null)
  }
}

/** What a weight of a packed program is made from: a whole one, and which part of its packing. */
export interface Origin { readonly weight: string; readonly kind: Few; readonly part: 'packed' | 'scale' }

/** Null for a weight that is kept whole. */
export function originOf(name: string): Origin | null {
  const [, weight, kind, scale] = /^(.*)\.(int8|int4)(?:\.rows)?(\.scale)?$/.exec(name) ?? []
  return weight === undefined ? null : { weight, kind: kind === 'int8' ? 'int8' : 'int4', part: scale === undefined ? 'packed' : 'scale' }
}

/** What all blocks of a matrix are packed to. Rows are outputs, [out, in]. */
export interface Blocked { readonly packed: Uint8Array; readonly scale: Float32Array }

/** Eight bits: the largest of a block is 127 steps from zero, which is 128. */
function pack8(data: Float32Array): Blocked {
  const [packed, scale] = [new Uint8Array(data.length), new Float32Array(data.length / BLOCK)]
  for (let block = 0; block < scale.length; block++) {
    const start = block * BLOCK
    let most = 0
    for (let i = start; i < start + BLOCK; i++) most = Math.max(most, Math.abs(data[i] ?? 0))
    const step = most / 127 || 1
    scale[block] = step
    for (let i = start; i < start + BLOCK; i++) packed[i] = Math.round((data[i] ?? 0) / step) + 128
  }
  return { packed, scale }
}

/** Candidates for the step of a block of four bits, as shares of what its largest number asks for; the one that rounds best is taken. */
const SHARES = [1, 0.94, 0.88, 0.8] as const

const four = (x: number, step: number): number => Math.min(15, Math.max(0, Math.round(x / step) + 8))

/** Four bits, 8 for zero; the number farthest from zero, with its sign, stands at 0, so that all sixteen are used. Even ones in the low half of a byte. */
function pack4(data: Float32Array): Blocked {
  const [packed, scale] = [new Uint8Array(data.length / 2), new Float32Array(data.length / BLOCK)]
  for (let block = 0; block < scale.length; block++) {
    const start = block * BLOCK
    const step = bestStep(data, start)
    scale[block] = step
    for (let i = start; i < start + BLOCK; i += 2) packed[i / 2] = four(data[i] ?? 0, step) | (four(data[i + 1] ?? 0, step) << 4)
  }
  return { packed, scale }
}

function bestStep(data: Float32Array, start: number): number {
  let far = 0
  for (let i = start; i < start + BLOCK; i++) if (Math.abs(data[i] ?? 0) > Math.abs(far)) far = data[i] ?? 0
  if (far === 0) return 1
  let [best, least] = [far / -8, Infinity]
  for (const share of SHARES) {
    const step = Math.fround((far * share) / -8)
    let error = 0
    for (let i = start; i < start + BLOCK; i++) error += ((four(data[i] ?? 0, step) - 8) * step - (data[i] ?? 0)) ** 2
    if (error < least) [best, least] = [step, error]
  }
  return best
}

export const packBlocks: { readonly [K in Few]: (data: Float32Array) => Blocked } = { int8: pack8, int4: pack4 }

/** As its layout stores it -> [out, in]. */
export function outputsFirst(data: Float32Array, { layout, inFeatures, outFeatures }: LinearSpec): Float32Array {
  if (layout === 'out-in') return data
  const turned = new Float32Array(data.length)
  for (let i = 0; i < inFeatures; i++) for (let o = 0; o < outFeatures; o++) turned[o * inFeatures + i] = data[i * outFeatures + o] ?? 0
  return turned
}

export const keptAs = (precision: Precision): { readonly linear: LinearFactory; readonly table: TableFactory } =>
  (precision === 'f32' ? { linear: plainLinear, table: plainTable } : { linear: nbitsLinear(precision), table: nbitsTable(precision) })
