// TensorBoard's event files, as much of them as curves need: records framed with their length and masked checksums. Knows bytes; knows no file and no clock.
// Source: tensorflow/core/lib/io/record_writer.h, core/util/event.proto and core/framework/summary.proto.
import { Message } from './onnx/protobuf.ts'

/** CRC-32C (Castagnoli), reflected: polynomial 0x82f63b78. */
const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1
  return crc
})

export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) crc = (table[(crc ^ byte) & 255] ?? 0) ^ (crc >>> 8)
  return (crc ^ 0xffffffff) >>> 0
}

/** Checksums are kept masked, since a checksum over data that holds checksums says little. */
const masked = (bytes: Uint8Array): number => {
  const crc = crc32c(bytes)
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0
}

function framed(data: Uint8Array): Uint8Array {
  const record = new Uint8Array(data.byteLength + 16)
  const view = new DataView(record.buffer)
  view.setBigUint64(0, BigInt(data.byteLength), true)
  view.setUint32(8, masked(record.subarray(0, 8)), true)
  record.set(data, 12)
  view.setUint32(12 + data.byteLength, masked(data), true)
  return record
}

/** What every file begins with. Times are in seconds since 1970. */
export const firstRecord = (seconds: number): Uint8Array => framed(new Message().double(1, seconds).string(3, 'brain.Event:2').bytes())

/** Numbers of one step, by the names of their curves. */
export function scalarsRecord(seconds: number, step: number, scalars: Readonly<Record<string, number>>): Uint8Array {
  const summary = new Message().each(Object.entries(scalars), (m, [tag, value]) => m.message(1, new Message().string(1, tag).float(2, value)))
  return framed(new Message().double(1, seconds).int(2, step).message(5, summary).bytes())
}
