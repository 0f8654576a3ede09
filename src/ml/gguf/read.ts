// The GGUF format, reading: a header of typed values, tensors with their places, then their bytes. Hostile files are refused with the number that is wrong.
// Source: ggml-org/ggml, docs/gguf.md (versions 2 and 3, little-endian).
import { storages, type TensorType } from './blocks.ts'
import { arrayType, type Metadata, type MetaValue, type Single, type ValueType, valueTypes } from './values.ts'

export interface GgufTensor {
  readonly name: string
  /** Outermost first, as everyone but GGUF itself writes it. */
  readonly shape: readonly number[]
  readonly type: TensorType
  readonly bytes: Uint8Array
}

export interface Gguf { readonly metadata: Metadata; readonly tensors: ReadonlyMap<string, GgufTensor> }

export const magic = 0x46554747
const defaultAlignment = 32
/** More dimensions than this no tensor has: the format's own limit. */
const maximalRank = 4

const typeOfNumber = new Map(Object.entries(valueTypes).map(([name, id]) => [id as number, name as ValueType]))
const storageOfNumber = new Map(Object.entries(storages).map(([name, { id }]) => [id, name as TensorType]))

/** Reads on from where the last read ended; running past the end is refused. */
class Reader {
  readonly #view: DataView
  readonly #bytes: Uint8Array
  at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get left(): number {
    return this.#bytes.byteLength - this.at
  }

  take(length: number): number {
    if (length > this.left) throw new RangeError(`the GGUF ends at byte ${this.#bytes.byteLength}, ${length} more were expected at ${this.at}`)
    this.at += length
    return this.at - length
  }

  uint32(): number {
    return this.#view.getUint32(this.take(4), true)
  }

  /** A size or an offset: as a plain number, which it must fit. */
  length(): number {
    const value = this.#view.getBigUint64(this.take(8), true)
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new RangeError(`the GGUF claims a length of ${value}`)
    return Number(value)
  }

  string(): string {
    const length = this.length()
    const start = this.take(length)
    return new TextDecoder().decode(this.#bytes.subarray(start, start + length))
  }

  single(type: ValueType): Single {
    return singles[type](this, this.#view)
  }
}

const singles: Readonly<Record<ValueType, (reader: Reader, view: DataView) => Single>> = {
  uint8: (r, v) => v.getUint8(r.take(1)), int8: (r, v) => v.getInt8(r.take(1)), uint16: (r, v) => v.getUint16(r.take(2), true), int16: (r, v) => v.getInt16(r.take(2), true),
  uint32: (r) => r.uint32(), int32: (r, v) => v.getInt32(r.take(4), true), float32: (r, v) => v.getFloat32(r.take(4), true), bool: (r, v) => v.getUint8(r.take(1)) !== 0,
  string: (r) => r.string(), uint64: (r, v) => v.getBigUint64(r.take(8), true), int64: (r, v) => v.getBigInt64(r.take(8), true), float64: (r, v) => v.getFloat64(r.take(8), true)
}

function valueType(id: number, key: string): ValueType {
  const type = typeOfNumber.get(id)
  if (type === undefined) throw new RangeError(`${key}: value type ${id} is not known`)
  return type
}

function readValue(reader: Reader, key: string): MetaValue {
  const id = reader.uint32()
  if (id !== arrayType) {
    const type = valueType(id, key)
    return { type, value: reader.single(type) }
  }
  const of = valueType(reader.uint32(), key)
  const count = reader.length()
  if (count > reader.left) throw new RangeError(`${key} claims ${count} values in ${reader.left} bytes`)
  return { type: 'array', of, value: Array.from({ length: count }, () => reader.single(of)) }
}

interface Place { readonly name: string; readonly shape: readonly number[]; readonly type: TensorType; readonly offset: number; readonly bytes: number }

function readPlace(reader: Reader): Place {
  const name = reader.string()
  const rank = reader.uint32()
  if (rank > maximalRank) throw new RangeError(`${name} claims ${rank} dimensions`)
  const inner = Array.from({ length: rank }, () => reader.length())
  const id = reader.uint32()
  const type = storageOfNumber.get(id)
  if (type === undefined) throw new RangeError(`${name}: tensor type ${id} is not known`)
  const { block, bytes } = storages[type]
  const count = inner.reduce((n, d) => n * d, 1)
  if ((inner[0] ?? 1) % block !== 0) throw new RangeError(`${name}: rows of ${inner[0] ?? 1} do not fill blocks of ${block}`)
  return { name, shape: inner.toReversed(), type, offset: reader.length(), bytes: (count / block) * bytes }
}

export const aligned = (at: number, alignment: number): number => Math.ceil(at / alignment) * alignment

/** How the data is aligned, as the header says or by default. */
export function alignmentOf(metadata: Metadata): number {
  const value = metadata.get('general.alignment')?.value ?? defaultAlignment
  if (typeof value !== 'number' || value < 8 || value % 8 !== 0) throw new RangeError(`general.alignment is ${String(value)}`)
  return value
}

/** A whole file in memory; tensors are views of it. */
export function readGguf(bytes: Uint8Array): Gguf {
  const reader = new Reader(bytes)
  if (reader.uint32() !== magic) throw new RangeError('not a GGUF file')
  const version = reader.uint32()
  if (version !== 2 && version !== 3) throw new RangeError(`GGUF version ${version} is not known (or the file is big-endian)`)
  const [tensorCount, valueCount] = [reader.length(), reader.length()]
  const metadata = new Map<string, MetaValue>()
  for (let i = 0; i < valueCount; i++) {
    const key = reader.string()
    metadata.set(key, readValue(reader, key))
  }
  const places: Place[] = []
  for (let i = 0; i < tensorCount; i++) places.push(readPlace(reader))
  const dataStart = aligned(reader.at, alignmentOf(metadata))
  return { metadata, tensors: new Map(places.map((place) => [place.name, tensorAt(bytes, dataStart, place)])) }
}

function tensorAt(file: Uint8Array, dataStart: number, { name, shape, type, offset, bytes }: Place): GgufTensor {
  const start = dataStart + offset
  if (start + bytes > file.byteLength) throw new RangeError(`${name}: ${bytes} bytes at ${start} in a file of ${file.byteLength}`)
  return { name, shape, type, bytes: file.subarray(start, start + bytes) }
}

/** A tensor's numbers as float32, whatever it is stored as. */
export const tensorFloats = ({ type, bytes }: GgufTensor): Float32Array => storages[type].decode(bytes)
