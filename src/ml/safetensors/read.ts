// The safetensors format, reading. Knows bytes and numbers; knows no file. Hostile headers are refused with the number that is wrong.
// Source: huggingface.co/docs/safetensors, "Format".
import { fromBrain, fromHalf } from '../half.ts'

export type StoredType = 'F32' | 'F16' | 'BF16' | 'I64' | 'I32' | 'U8' | 'BOOL'

export interface TensorEntry { readonly name: string; readonly dtype: StoredType; readonly shape: readonly number[]; readonly start: number; readonly end: number }

export interface Header { readonly tensors: ReadonlyMap<string, TensorEntry>; readonly metadata: Readonly<Record<string, string>>; readonly dataStart: number }

/** A header larger than this is no model of ours: the format's own limit. */
export const maximalHeaderBytes = 100_000_000

/** Bytes of one number. */
export const sizes: Readonly<Record<StoredType, number>> = { F32: 4, F16: 2, BF16: 2, I64: 8, I32: 4, U8: 1, BOOL: 1 }

const isStoredType = (name: unknown): name is StoredType => typeof name === 'string' && Object.hasOwn(sizes, name)

/** Length of the header in bytes, from the file's first eight. */
export function headerLength(first: Uint8Array, fileBytes: number): number {
  if (first.byteLength < 8) throw new RangeError('a safetensors file has at least 8 bytes')
  const length = new DataView(first.buffer, first.byteOffset, 8).getBigUint64(0, true)
  if (length > BigInt(maximalHeaderBytes) || Number(length) + 8 > fileBytes) throw new RangeError(`the safetensors header claims ${length} bytes of a file of ${fileBytes}`)
  return Number(length)
}

/** Parses a header's JSON; offsets become absolute in the file. */
export function parseHeader(json: Uint8Array, fileBytes: number): Header {
  const dataStart = json.byteLength + 8
  const parsed: unknown = JSON.parse(new TextDecoder().decode(json))
  if (typeof parsed !== 'object' || parsed === null) throw new RangeError('the safetensors header is not an object')
  const tensors = new Map<string, TensorEntry>()
  let metadata: Readonly<Record<string, string>> = {}
  for (const [name, value] of Object.entries(parsed)) {
    if (name === '__metadata__') metadata = value as Record<string, string>
    else tensors.set(name, entry(name, value, dataStart, fileBytes))
  }
  return { tensors, metadata, dataStart }
}

function entry(name: string, value: unknown, dataStart: number, fileBytes: number): TensorEntry {
  const { dtype, shape, data_offsets: offsets } = value as { dtype?: unknown; shape?: unknown; data_offsets?: unknown }
  if (!isStoredType(dtype)) throw new RangeError(`${name}: type ${String(dtype)} is not known`)
  const numbers = (x: unknown): x is number[] => Array.isArray(x) && x.every((n) => Number.isSafeInteger(n) && n >= 0)
  if (!numbers(shape) || !numbers(offsets) || offsets.length !== 2) throw new RangeError(`${name}: shape or offsets are not numbers`)
  const [start = 0, end = 0] = offsets
  const expected = shape.reduce((n, d) => n * d, 1) * sizes[dtype]
  if (end - start !== expected || dataStart + end > fileBytes) throw new RangeError(`${name}: ${end - start} bytes at ${start}, ${expected} expected, in a file of ${fileBytes}`)
  return { name, dtype, shape, start: dataStart + start, end: dataStart + end }
}

/** A tensor's numbers as float32, from its stored bytes. */
export function toFloat32(bytes: Uint8Array, dtype: StoredType): Float32Array {
  // Not `slice`: of a Node Buffer that is a view of the whole file.
  const copy = new Uint8Array(bytes)
  if (dtype === 'F32') return new Float32Array(copy.buffer)
  if (dtype === 'F16') return fromHalf(new Uint16Array(copy.buffer))
  if (dtype === 'BF16') return fromBrain(new Uint16Array(copy.buffer))
  throw new RangeError(`${dtype} is not a floating type`)
}

export const toInt64 = (bytes: Uint8Array): BigInt64Array => new BigInt64Array(new Uint8Array(bytes).buffer)

/** A whole file in memory, as a map of its tensors. */
export function readSafetensors(bytes: Uint8Array): ReadonlyMap<string, TensorEntry & { readonly bytes: Uint8Array }> {
  const length = headerLength(bytes.subarray(0, 8), bytes.byteLength)
  const { tensors } = parseHeader(bytes.subarray(8, 8 + length), bytes.byteLength)
  return new Map([...tensors].map(([name, e]) => [name, { ...e, bytes: bytes.subarray(e.start, e.end) }]))
}
