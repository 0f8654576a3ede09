// The GGUF format: what is written reads back, sixteen- and eight-bit numbers within their step, hostile files refused.
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bool, float32, float32s, ggufChunks, ggufLength, int32s, type MetaValue, readGguf, string, strings, tensorFloats, uint32, writeGguf, type TensorToCome } from '#ml/gguf/index.ts'

const stories = resolve(import.meta.dirname, '../../../../shared/corpora/weights/stories260K.gguf')

const metadata = new Map<string, MetaValue>([
  ['general.architecture', string('llama')], ['general.name', string('Élise')], ['llama.block_count', uint32(3)], ['llama.rope.freq_base', float32(10000)],
  ['tokenizer.ggml.tokens', strings(['<s>', ' é', ''])], ['tokenizer.ggml.scores', float32s([0, -1.5, 2])], ['tokenizer.ggml.token_type', int32s([3, 1, -6])],
  ['tokenizer.ggml.add_bos_token', bool(false)], ['big', { type: 'uint64', value: 2n ** 60n + 1n }], ['small', { type: 'int8', value: -3 }], ['wide', { type: 'float64', value: Math.PI }],
  ['low', { type: 'int64', value: -(2n ** 50n) - 1n }], ['flags', { type: 'array', of: 'bool', value: [true, false] }], ['none', strings([])]
])
const tensor = (name: string, shape: readonly number[], type: TensorToCome['type'], data: Float32Array): TensorToCome => ({ name, shape, type, data: () => data })

describe('a GGUF', () => {
  it('reads back what was written: values of every type, tensors in their order, aligned', () => {
    const file = { metadata, tensors: [tensor('a', [3], 'f32', Float32Array.of(1, 2, 3)), tensor('b.weight', [2, 32], 'q8_0', Float32Array.from({ length: 64 }, (_, i) => (i === 5 || i === 40 ? -127 : i))), tensor('c', [1, 1, 5], 'f16', Float32Array.of(1, 2, 3, 4, 5))] }
    const bytes = writeGguf(file)
    const read = readGguf(bytes)
    expect([...read.metadata]).toEqual([...metadata])
    expect([...read.tensors.values()].map(({ name, shape, type }) => ({ name, shape, type }))).toEqual(file.tensors.map(({ name, shape, type }) => ({ name, shape, type })))
    for (const { name, data } of file.tensors) expect([...tensorFloats(read.tensors.get(name) ?? expect.fail(name))]).toEqual([...data()])
    for (const { bytes: view } of read.tensors.values()) expect((view.byteOffset - bytes.byteOffset) % 32).toBe(0)
    expect(ggufLength(file)).toBe(bytes.byteLength)
    expect([...ggufChunks(file)].reduce((n, c) => n + c.byteLength, 0)).toBe(bytes.byteLength)
  })

  it('keeps float32 exactly and eight-bit blocks within half their step', () => {
    fc.assert(fc.property(fc.float32Array({ minLength: 64, maxLength: 64, noNaN: true, noDefaultInfinity: true, min: -1000, max: 1000 }), (data) => {
      const read = readGguf(writeGguf({ metadata: new Map(), tensors: [tensor('whole', [64], 'f32', data), tensor('blocks', [2, 32], 'q8_0', data)] }))
      expect([...tensorFloats(read.tensors.get('whole') ?? expect.fail())]).toEqual([...data])
      const found = tensorFloats(read.tensors.get('blocks') ?? expect.fail())
      for (const start of [0, 32]) {
        const most = data.subarray(start, start + 32).reduce((m, x) => Math.max(m, Math.abs(x)), 0)
        // Half a step, and what the scale loses as binary16: at most 2^-11 of 127 steps, or its smallest step near zero.
        const allowed = most / 127 / 2 + most * 2 ** -11 + 127 * 2 ** -25 + 1e-12
        for (let i = start; i < start + 32; i++) expect(Math.abs((found[i] ?? NaN) - (data[i] ?? NaN))).toBeLessThanOrEqual(allowed)
      }
    }))
  })

  it('four-bit blocks are written within half their step, but at the far end on the other side of zero', () => {
    fc.assert(fc.property(fc.float32Array({ minLength: 32, maxLength: 32, noNaN: true, noDefaultInfinity: true, min: -1000, max: 1000 }), (data) => {
      const found = tensorFloats(readGguf(writeGguf({ metadata: new Map(), tensors: [tensor('blocks', [32], 'q4_0', data)] })).tensors.get('blocks') ?? expect.fail())
      const far = data.reduce((most, x) => (Math.abs(x) > Math.abs(most) ? x : most), 0)
      const step = Math.abs(far) / 8
      for (const [i, x] of data.entries()) {
        const beyond = Math.sign(x) === -Math.sign(far) && Math.abs(x) > 7 * step
        expect(Math.abs((found[i] ?? NaN) - x)).toBeLessThanOrEqual((beyond ? step : step / 2) + Math.abs(far) * 2 ** -10 + 8 * 2 ** -25 + 1e-12)
      }
    }))
  })

  it('four-bit blocks: low halves first, eight below', () => {
    const one = writeGguf({ metadata: new Map(), tensors: [tensor('x', [32], 'f16', new Float32Array(32))] })
    const view = new DataView(one.buffer)
    const nameAt = 24 + 8 + 1 + 4 + 8 // after the counts: name, rank, one dimension
    expect(view.getUint32(nameAt, true)).toBe(1)
    view.setUint32(nameAt, 2, true)
    const start = one.byteLength - 64
    view.setUint16(start, 0x4000, true) // 2
    for (let i = 0; i < 16; i++) view.setUint8(start + 2 + i, i | ((15 - i) << 4))
    expect([...tensorFloats(readGguf(one).tensors.get('x') ?? expect.fail())]).toEqual([...Array.from({ length: 16 }, (_, i) => 2 * (i - 8)), ...Array.from({ length: 16 }, (_, i) => 2 * (7 - i))])
  })

  const good = writeGguf({ metadata: new Map([['k', string('v')]]), tensors: [tensor('t', [2], 'f32', Float32Array.of(1, 2))] })
  const changed = (at: number, value: number): Uint8Array => { const b = good.slice(); new DataView(b.buffer).setUint32(at, value, true); return b }
  const hostile: Readonly<Record<string, Uint8Array>> = {
    'an empty file': new Uint8Array(0), 'another magic': changed(0, 1), 'a big-endian version': changed(4, 0x03000000), 'version 1': changed(4, 1), 'more tensors than it has': changed(8, 9),
    'a count of 2^60': changed(12, 2 ** 28), 'a key longer than the file': changed(24, 10_000), 'an unknown value type': changed(24 + 9, 77), 'its last bytes cut off': good.slice(0, -30),
    'an unknown tensor type': changed(good.byteLength - 64 + 0, 99)
  }
  it.each(Object.entries(hostile))('with %s is refused', (_, bytes) => {
    expect(() => { for (const t of readGguf(bytes).tensors.values()) tensorFloats(t) }).toThrow(RangeError)
  })

  it('refuses rows that do not fill their blocks', () => {
    expect(() => writeGguf({ metadata: new Map(), tensors: [tensor('x', [4, 33], 'q8_0', new Float32Array(132))] })).toThrow(/rows of 33/)
  })

  it.skipIf(!existsSync(stories))('made by another program is read (skipped without ../shared)', () => {
    const { metadata: found, tensors } = readGguf(readFileSync(stories))
    expect([tensors.size, found.size]).toEqual([48, 19])
    expect(found.get('llama.attention.head_count_kv')).toEqual({ type: 'uint32', value: 4 })
    expect(tensors.get('blk.0.ffn_down.weight')).toMatchObject({ shape: [64, 172], type: 'f32' })
  })
})
