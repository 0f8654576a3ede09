// The safetensors format: what is written reads back, hostile headers are refused, half precision agrees with IEEE 754.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readSafetensors, toFloat32, toHalf, toInt64, writeSafetensors } from '#ml/safetensors/index.ts'

const header = (json: unknown, dataBytes = 0): Uint8Array => {
  const text = new TextEncoder().encode(JSON.stringify(json))
  const bytes = new Uint8Array(8 + text.length + dataBytes)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true)
  bytes.set(text, 8)
  return bytes
}

describe('safetensors', () => {
  it('reads back what it wrote, in order', () => {
    fc.assert(fc.property(fc.array(fc.float32Array({ minLength: 0, maxLength: 9, noNaN: true }), { minLength: 1, maxLength: 6 }), (arrays) => {
      const file = writeSafetensors(arrays.map((data, i) => ({ name: `w.${i}`, shape: [data.length], data })), { format: 'pt' })
      const read = readSafetensors(file)
      expect([...read.keys()]).toEqual(arrays.map((_, i) => `w.${i}`))
      for (const [i, data] of arrays.entries()) {
        const entry = read.get(`w.${i}`)
        expect(entry && [...toFloat32(entry.bytes, entry.dtype)]).toEqual([...data])
      }
    }))
  })

  it('keeps int64 exactly', () => {
    const data = BigInt64Array.of(-100n, 0n, 9_007_199_254_740_993n)
    const entry = readSafetensors(writeSafetensors([{ name: 'ids', shape: [3], data }])).get('ids')
    expect(entry && toInt64(entry.bytes)).toEqual(data)
  })

  const hostile: Readonly<Record<string, Uint8Array>> = {
    'an empty file': new Uint8Array(0),
    'a header longer than the file': (() => { const b = header({}); new DataView(b.buffer).setBigUint64(0, 1_000_000n, true); return b })(),
    'a header of 2^63 bytes': (() => { const b = header({}); new DataView(b.buffer).setBigUint64(0, 1n << 63n, true); return b })(),
    'offsets past the end': header({ w: { dtype: 'F32', shape: [4], data_offsets: [0, 16] } }, 8),
    'offsets that do not fit the shape': header({ w: { dtype: 'F32', shape: [4], data_offsets: [0, 8] } }, 8),
    'a negative size': header({ w: { dtype: 'F32', shape: [-1], data_offsets: [0, 4] } }, 8),
    'an unknown type': header({ w: { dtype: 'F4', shape: [1], data_offsets: [0, 4] } }, 8),
    'a header that is no object': header(null)
  }
  it.each(Object.entries(hostile))('refuses %s', (_, bytes) => {
    expect(() => readSafetensors(bytes)).toThrow(RangeError)
  })

  it('rounds to half precision and back as IEEE 754 does', () => {
    const cases: readonly (readonly [number, number])[] = [
      [0, 0], [1, 0x3c00], [-2, 0xc000], [65504, 0x7bff], [65520, 0x7c00], [Infinity, 0x7c00], [2 ** -24, 1], [2 ** -14, 0x400], [1 / 3, 0x3555], [2 ** -26, 0],
      [1 + 2 ** -11, 0x3c00], [1 + 3 * 2 ** -11, 0x3c02]
    ]
    expect([...toHalf(Float32Array.from(cases, ([x]) => x))]).toEqual(cases.map(([, bits]) => bits))
    const all = Uint16Array.from({ length: 0x7c00 }, (_, i) => i)
    expect(toHalf(toFloat32(new Uint8Array(all.buffer), 'F16'))).toEqual(all)
  })

  it('reads bfloat16 as the upper half of a float32', () => {
    expect([...toFloat32(new Uint8Array(Uint16Array.of(0x3f80, 0xc040).buffer), 'BF16')]).toEqual([1, -3])
  })
})
