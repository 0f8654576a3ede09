// The safetensors format, writing. Gives bytes, whole or in pieces; knows no file.
import { sizes, type StoredType } from './read.ts'

export interface TensorToWrite { readonly name: string; readonly shape: readonly number[]; readonly dtype?: StoredType; readonly data: Float32Array | BigInt64Array | Uint8Array }

/** A tensor whose bytes are made when their turn comes: a large model is never held twice. */
export interface TensorToCome { readonly name: string; readonly shape: readonly number[]; readonly dtype: StoredType; readonly bytes: () => Uint8Array }

export type Metadata = Readonly<Record<string, string>>

const typeOf = (t: TensorToWrite): StoredType => t.dtype ?? (t.data instanceof Float32Array ? 'F32' : t.data instanceof BigInt64Array ? 'I64' : 'U8')

/** Tensors in their given order, header padded to eight bytes as the format asks. */
export function writeSafetensors(tensors: readonly TensorToWrite[], metadata: Metadata = {}): Uint8Array {
  const chunks = [...safetensorsChunks(tensors.map((t) => ({ ...t, dtype: typeOf(t), bytes: () => new Uint8Array(t.data.buffer, t.data.byteOffset, t.data.byteLength) })), metadata)]
  const out = new Uint8Array(chunks.reduce((n, c) => n + c.byteLength, 0))
  let at = 0
  for (const chunk of chunks) {
    out.set(chunk, at)
    at += chunk.byteLength
  }
  return out
}

/** The same file piece by piece: the header, then each tensor. */
export function* safetensorsChunks(tensors: readonly TensorToCome[], metadata: Metadata = {}): Generator<Uint8Array, void> {
  yield header(tensors, metadata)
  for (const t of tensors) {
    const bytes = t.bytes()
    if (bytes.byteLength !== bytesOf(t)) throw new RangeError(`${t.name}: ${bytes.byteLength} bytes were given for [${t.shape.join(', ')}] of ${t.dtype}`)
    yield bytes
  }
}

const bytesOf = ({ shape, dtype }: TensorToCome): number => shape.reduce((n, d) => n * d, 1) * sizes[dtype]

function header(tensors: readonly TensorToCome[], metadata: Metadata): Uint8Array {
  const fields: Record<string, unknown> = Object.keys(metadata).length > 0 ? { __metadata__: metadata } : {}
  let offset = 0
  for (const t of tensors) {
    fields[t.name] = { dtype: t.dtype, shape: t.shape, data_offsets: [offset, offset + bytesOf(t)] }
    offset += bytesOf(t)
  }
  const json = new TextEncoder().encode(JSON.stringify(fields))
  const length = Math.ceil(json.byteLength / 8) * 8
  const out = new Uint8Array(8 + length).fill(0x20, 8)
  new DataView(out.buffer).setBigUint64(0, BigInt(length), true)
  out.set(json, 8)
  return out
}
