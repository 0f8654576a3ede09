// The GGUF format, writing, version 3. Gives bytes, whole or piece by piece; knows no file and no model.
// Source: ggml-org/ggml, docs/gguf.md.
import { encoders, isWholeBlocks, storages, type WrittenType } from './blocks.ts'
import { aligned, alignmentOf, magic } from './read.ts'
import { arrayType, type Metadata, type MetaValue, type Single, type ValueType, valueTypes } from './values.ts'

/** Its numbers are made when their turn comes: a large model is never held twice. */
export interface TensorToCome {
  readonly name: string
  /** Outermost first. */
  readonly shape: readonly number[]
  readonly type: WrittenType
  readonly data: () => Float32Array
}

const version = 3

/** Bytes in a row; a number is written little-endian. */
class Writer {
  readonly #pieces: Uint8Array[] = []
  length = 0

  bytes(piece: Uint8Array): this {
    this.#pieces.push(piece)
    this.length += piece.byteLength
    return this
  }

  set(length: number, set: (view: DataView) => void): this {
    const piece = new Uint8Array(length)
    set(new DataView(piece.buffer))
    return this.bytes(piece)
  }

  uint32(value: number): this {
    return this.set(4, (v) => { v.setUint32(0, value, true) })
  }

  uint64(value: number | bigint): this {
    return this.set(8, (v) => { v.setBigUint64(0, BigInt(value), true) })
  }

  string(value: string): this {
    const bytes = new TextEncoder().encode(value)
    return this.uint64(bytes.byteLength).bytes(bytes)
  }

  joined(): Uint8Array {
    return join(this.#pieces, this.length)
  }
}

function join(pieces: Iterable<Uint8Array>, length: number): Uint8Array {
  const out = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    out.set(piece, at)
    at += piece.byteLength
  }
  return out
}

const singles: Readonly<Record<ValueType, (writer: Writer, value: Single) => unknown>> = {
  uint8: (w, x) => w.set(1, (v) => { v.setUint8(0, Number(x)) }), int8: (w, x) => w.set(1, (v) => { v.setInt8(0, Number(x)) }),
  uint16: (w, x) => w.set(2, (v) => { v.setUint16(0, Number(x), true) }), int16: (w, x) => w.set(2, (v) => { v.setInt16(0, Number(x), true) }),
  uint32: (w, x) => w.uint32(Number(x)), int32: (w, x) => w.set(4, (v) => { v.setInt32(0, Number(x), true) }),
  float32: (w, x) => w.set(4, (v) => { v.setFloat32(0, Number(x), true) }), bool: (w, x) => w.set(1, (v) => { v.setUint8(0, x ? 1 : 0) }),
  string: (w, x) => w.string(String(x)), uint64: (w, x) => w.uint64(typeof x === 'bigint' ? x : Number(x)),
  int64: (w, x) => w.set(8, (v) => { v.setBigInt64(0, typeof x === 'bigint' ? x : BigInt(Number(x)), true) }), float64: (w, x) => w.set(8, (v) => { v.setFloat64(0, Number(x), true) })
}

function writeValue(writer: Writer, meta: MetaValue): void {
  if (meta.type !== 'array') {
    singles[meta.type](writer.uint32(valueTypes[meta.type]), meta.value)
    return
  }
  writer.uint32(arrayType).uint32(valueTypes[meta.of]).uint64(meta.value.length)
  for (const value of meta.value) singles[meta.of](writer, value)
}

function bytesOf({ name, shape, type }: TensorToCome): number {
  const row = shape.at(-1) ?? 1
  if (!isWholeBlocks(type, row)) throw new RangeError(`${name}: rows of ${row} do not fill blocks of ${storages[type].block}`)
  return (shape.reduce((n, d) => n * d, 1) / storages[type].block) * storages[type].bytes
}

function header(metadata: Metadata, tensors: readonly TensorToCome[], alignment: number): Uint8Array {
  const writer = new Writer().uint32(magic).uint32(version).uint64(tensors.length).uint64(metadata.size)
  for (const [key, value] of metadata) writeValue(writer.string(key), value)
  let offset = 0
  for (const tensor of tensors) {
    writer.string(tensor.name).uint32(tensor.shape.length)
    for (const d of tensor.shape.toReversed()) writer.uint64(d)
    writer.uint32(storages[tensor.type].id).uint64(offset)
    offset = aligned(offset + bytesOf(tensor), alignment)
  }
  return writer.bytes(new Uint8Array(aligned(writer.length, alignment) - writer.length)).joined()
}

export interface GgufToWrite { readonly metadata: Metadata; readonly tensors: readonly TensorToCome[] }

/** The file's length in bytes, without making it. */
export function ggufLength({ metadata, tensors }: GgufToWrite): number {
  const alignment = alignmentOf(metadata)
  return tensors.reduce((n, t) => n + aligned(bytesOf(t), alignment), header(metadata, tensors, alignment).byteLength)
}

/** The header, then each tensor filled up to the alignment. */
export function* ggufChunks({ metadata, tensors }: GgufToWrite): Generator<Uint8Array, void> {
  const alignment = alignmentOf(metadata)
  yield header(metadata, tensors, alignment)
  for (const tensor of tensors) {
    const bytes = encoders[tensor.type](tensor.data())
    if (bytes.byteLength !== bytesOf(tensor)) throw new RangeError(`${tensor.name}: ${bytes.byteLength} bytes were given for [${tensor.shape.join(', ')}] of ${tensor.type}`)
    yield bytes
    yield new Uint8Array(aligned(bytes.byteLength, alignment) - bytes.byteLength)
  }
}

export const writeGguf = (file: GgufToWrite): Uint8Array => join(ggufChunks(file), ggufLength(file))
