// TensorBoard's event files, read back by a reader of the test's own: frames, masked checksums, numbers.
import { describe, expect, it } from 'vitest'
import { crc32c, firstRecord, scalarsRecord } from '#ml/tensorboard.ts'
import { readEvents } from '../support/events.ts'

describe('CRC-32C', () => {
  // RFC 3720, B.4.
  it.each<[string, Uint8Array, number]>([
    ['32 zeros', new Uint8Array(32), 0x8a9136aa], ['32 ones', new Uint8Array(32).fill(255), 0x62a8ab43], ['0 to 31', Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
    ['“123456789”', new TextEncoder().encode('123456789'), 0xe3069283]
  ])('of %s', (_, bytes, sum) => expect(crc32c(bytes)).toBe(sum))
})

describe('an event file', () => {
  const file = Buffer.concat([firstRecord(12.5), scalarsRecord(13.25, 7, { loss: 2.5, 'learning_rate': 0.001 }), scalarsRecord(14, 300, { loss: -1.5 })])

  it('reads back with its times, steps and numbers', () => expect(readEvents(file)).toEqual([
    { seconds: 12.5, step: 0, version: 'brain.Event:2', scalars: {} },
    { seconds: 13.25, step: 7, version: '', scalars: { loss: 2.5, learning_rate: Math.fround(0.001) } },
    { seconds: 14, step: 300, version: '', scalars: { loss: -1.5 } }
  ]))

  it('shows damage anywhere', () => {
    for (const at of [0, 9, 14, file.length - 1]) {
      const damaged = Uint8Array.from(file)
      damaged[at] = (damaged[at] ?? 0) ^ 1
      expect(() => readEvents(damaged)).toThrow()
    }
  })
})
