// How a GGUF stores numbers: plain, in halves, or in blocks of 32 that share a scale. Knows arrays, not files.
// Source: ggml-org/ggml, ggml-common.h (block layouts) and docs/gguf.md (type numbers).
import { fromBrain, fromHalf, toHalf } from '../half.ts'

export type TensorType = 'f32' | 'f16' | 'bf16' | 'q4_0' | 'q8_0'

interface Storage {
  /** The type's number in the file. */
  readonly id: number
  /** Numbers in a block, and the bytes it takes. */
  readonly block: number
  readonly bytes: number
  readonly decode: (bytes: Uint8Array) => Float32Array
}

const halves = (bytes: Uint8Array): Uint16Array => new Uint16Array(new Uint8Array(bytes).buffer)

export const storages: Readonly<Record<TensorType, Storage>> = {
  f32: { id: 0, block: 1, bytes: 4, decode: (bytes) => new Float32Array(new Uint8Array(bytes).buffer) },
  f16: { id: 1, block: 1, bytes: 2, decode: (bytes) => fromHalf(halves(bytes)) },
  bf16: { id: 30, block: 1, bytes: 2, decode: (bytes) => fromBrain(halves(bytes)) },
  q4_0: { id: 2, block: 32, bytes: 18, decode: (bytes) => fromBlocks(bytes, 18, nibbles) },
  q8_0: { id: 8, block: 32, bytes: 34, decode: (bytes) => fromBlocks(bytes, 34, (block) => new Int8Array(block.buffer, block.byteOffset, 32)) }
}

/** Types this engine writes. */
export type WrittenType = 'f32' | 'f16' | 'q8_0' | 'q4_0'

export const encoders: Readonly<Record<WrittenType, (data: Float32Array) => Uint8Array>> = {
  f32: (data) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  f16: (data) => new Uint8Array(toHalf(data).buffer),
  q8_0: toQ8, q4_0: toQ4
}

export const isWholeBlocks = (type: TensorType, row: number): boolean => row % storages[type].block === 0

/** A block: its scale as binary16, then whole numbers to be multiplied by it. */
function fromBlocks(bytes: Uint8Array, size: number, whole: (block: Uint8Array) => ArrayLike<number>): Float32Array {
  const count = bytes.byteLength / size
  const out = new Float32Array(count * 32)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const scales = fromHalf(Uint16Array.from({ length: count }, (_, b) => view.getUint16(b * size, true)))
  for (let b = 0; b < count; b++) {
    const numbers = whole(bytes.subarray(b * size + 2, (b + 1) * size))
    for (let i = 0; i < 32; i++) out[b * 32 + i] = (numbers[i] ?? 0) * (scales[b] ?? 0)
  }
  return out
}

/** Sixteen bytes: the low halves are the first sixteen numbers, the high halves the others, each 8 too large. */
const nibbles = (block: Uint8Array): Int8Array => Int8Array.from({ length: 32 }, (_, i) => (((block[i % 16] ?? 0) >> (i < 16 ? 0 : 4)) & 15) - 8)

/** The largest of a block becomes ±127; halves round away from zero. */
function toQ8(data: Float32Array): Uint8Array {
  const out = new Uint8Array((data.length / 32) * 34)
  const view = new DataView(out.buffer)
  const scales = new Float32Array(data.length / 32)
  for (let b = 0; b < scales.length; b++) {
    const block = data.subarray(b * 32, b * 32 + 32)
    const scale = Math.fround(block.reduce((most, x) => Math.max(most, Math.abs(x)), 0) / 127)
    scales[b] = scale
    const inverse = scale === 0 ? 0 : Math.fround(1 / scale)
    for (const [i, x] of block.entries()) view.setInt8(b * 34 + 2 + i, Math.sign(x) * Math.floor(Math.abs(Math.fround(x * inverse)) + 0.5))
  }
  for (const [b, half] of toHalf(scales).entries()) view.setUint16(b * 34, half, true)
  return out
}

/** The number farthest from zero, with its sign, becomes -8, so that all sixteen steps are used; the others are rounded to the nearest. */
function toQ4(data: Float32Array): Uint8Array {
  const out = new Uint8Array((data.length / 32) * 18)
  const scales = new Float32Array(data.length / 32)
  for (let b = 0; b < scales.length; b++) {
    const block = data.subarray(b * 32, b * 32 + 32)
    const scale = Math.fround(block.reduce((far, x) => (Math.abs(x) > Math.abs(far) ? x : far), 0) / -8)
    scales[b] = scale
    const inverse = scale === 0 ? 0 : Math.fround(1 / scale)
    const step = (i: number): number => Math.min(15, Math.floor(Math.fround(Math.fround((block[i] ?? 0) * inverse) + 8.5)))
    for (let i = 0; i < 16; i++) out[b * 18 + 2 + i] = step(i) | (step(i + 16) << 4)
  }
  const view = new DataView(out.buffer)
  for (const [b, half] of toHalf(scales).entries()) view.setUint16(b * 18, half, true)
  return out
}
