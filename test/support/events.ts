// A reader of TensorBoard's event files, written from the formats alone: it shares nothing with the writer.
interface Event { readonly seconds: number; readonly step: number; readonly version: string; readonly scalars: Readonly<Record<string, number>> }
interface Field { readonly number: number; readonly varint: bigint; readonly bytes: Uint8Array }

function castagnoli(bytes: Uint8Array): bigint {
  let crc = 0xffffffffn
  for (const byte of bytes) {
    crc ^= BigInt(byte)
    for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? (crc >> 1n) ^ 0x82f63b78n : crc >> 1n
  }
  return crc ^ 0xffffffffn
}

function check(bytes: Uint8Array, kept: number): void {
  const rotated = ((BigInt(kept) - 0xa282ead8n) & 0xffffffffn)
  const crc = ((rotated >> 17n) | (rotated << 15n)) & 0xffffffffn
  if (crc !== castagnoli(bytes)) throw new Error(`checksum ${crc} does not fit`)
}

function* fields(message: Uint8Array): Generator<Field> {
  let at = 0
  const varint = (): bigint => {
    let [value, shift] = [0n, 0n]
    for (;;) {
      const byte = message[at++] ?? 0
      value |= BigInt(byte & 127) << shift
      shift += 7n
      if (byte < 128) return value
    }
  }
  const take = (count: number): Uint8Array => message.subarray(at, at += count)
  while (at < message.length) {
    const key = Number(varint())
    const kind = key & 7
    if (kind === 0) yield { number: key >> 3, varint: varint(), bytes: new Uint8Array() }
    else yield { number: key >> 3, varint: 0n, bytes: take(kind === 1 ? 8 : kind === 5 ? 4 : Number(varint())) }
  }
}

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes)

function eventOf(data: Uint8Array): Event {
  const all = [...fields(data)]
  const of = (number: number): Field | undefined => all.find((f) => f.number === number)
  const values = [...fields(of(5)?.bytes ?? new Uint8Array())].map((value) => [...fields(value.bytes)])
  const scalars = values.map((value) => [text(value.find((f) => f.number === 1)?.bytes), view(value.find((f) => f.number === 2)?.bytes ?? new Uint8Array(4)).getFloat32(0, true)])
  return { seconds: view(of(1)?.bytes ?? new Uint8Array(8)).getFloat64(0, true), step: Number(of(2)?.varint ?? 0n), version: text(of(3)?.bytes), scalars: Object.fromEntries(scalars) }
}

export function readEvents(file: Uint8Array): readonly Event[] {
  const events: Event[] = []
  for (let at = 0; at < file.length;) {
    const length = Number(view(file).getBigUint64(at, true))
    check(file.subarray(at, at + 8), view(file).getUint32(at + 8, true))
    const data = file.subarray(at + 12, at + 12 + length)
    check(data, view(file).getUint32(at + 12 + length, true))
    events.push(eventOf(data))
    at += 16 + length
  }
  return events
}
