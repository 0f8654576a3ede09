// The safetensors format, writing. Gives bytes; knows no file.
import type { StoredType } from './read.ts'

export interface TensorToWrite { readonly name: string; readonly shape: readonly number[]; readonly dtype?: StoredType; readonly data: Float32Array | BigInt64Array | Uint8Array }

const typeOf = (t: TensorToWrite): StoredType => t.dtype ?? (t.data instanceof Float32Array ? 'F32' : t.data instanceof BigInt64Array ? 'I64' : 'U8')

/** Tensors in their given order, header padded to eight bytes as the format asks. */
export function writeSafetensors(tensors: readonly TensorToWrite[], metadata: Readonly<Record<string, string>> = {}): Uint8Array {
  const header: Record<string, unknown> = Object.keys(metadata).length > 0 ? { __metadata__: metadata } : {}
  let offset = 0
  for (const t of tensors) {
    header[t.name] = { dtype: typeOf(t), shape: t.shape, data_offsets: [offset, offset + t.data.byteLength] }
    offset += t.data.byteLength
  }
  const json = new TextEncoder().encode(JSON.stringify(header))
  const length = Math.ceil(json.byteLength / 8) * 8
  const out = new Uint8Array(8 + length + offset).fill(0x20, 8, 8 + length)
  new DataView(out.buffer).setBigUint64(0, BigInt(length), true)
  out.set(json, 8)
  let at = 8 + length
  for (const t of tensors) {
    out.set(new Uint8Array(t.data.buffer, t.data.byteOffset, t.data.byteLength), at)
    at += t.data.byteLength
  }
  return out
}

/** float32 to IEEE binary16, rounding to nearest even. */
export const toHalf = (data: Float32Array): Uint16Array => Uint16Array.from(data, halfBits)

const floatView = new Float32Array(1)
const bitView = new Uint32Array(floatView.buffer)

function halfBits(value: number): number {
  floatView[0] = value
  const bits = bitView[0] ?? 0
  const sign = (bits >>> 16) & 0x8000
  const exponent = ((bits >>> 23) & 255) - 112
  const fraction = bits & 0x7fffff
  if (((bits >>> 23) & 255) === 255) return sign | 0x7c00 | (fraction ? 0x200 : 0)
  if (exponent >= 31) return sign | 0x7c00
  if (exponent <= 0) return exponent < -10 ? sign : sign | roundShift(fraction | 0x800000, 14 - exponent)
  return sign | (roundShift(fraction | (exponent << 23), 13))
}

function roundShift(bits: number, shift: number): number {
  const half = 1 << (shift - 1)
  const rest = bits & ((1 << shift) - 1)
  const floor = bits >>> shift
  return rest > half || (rest === half && (floor & 1)) ? floor + 1 : floor
}
