import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { classBatch, classWindows, readingWindows } from '#ml/training/reading-batches.ts'

const frame = { before: [2], after: [3] }
const units = fc.array(fc.array(fc.integer({ min: 10, max: 99 }), { maxLength: 40 }), { maxLength: 8 })
const context = fc.integer({ min: 4, max: 20 })
const inner = (ids: readonly number[]): readonly number[] => ids.slice(1, -1)

describe('windows for a model that reads', () => {
  it('hold every token once, in order, between the marks', () => {
    fc.assert(fc.property(units, context, (texts, size) => {
      const windows = readingWindows(texts, size, frame)
      expect(windows.flatMap(({ ids }) => inner(ids)).filter((id) => id !== 3)).toEqual(texts.flat())
      for (const { ids } of windows) expect([ids[0], ids.at(-1), ids.length <= size]).toEqual([2, 3, true])
    }))
  })

  it('are whole but for the last, as units are packed', () => {
    fc.assert(fc.property(units, context, (texts, size) => {
      expect(readingWindows(texts, size, frame).slice(0, -1).every(({ ids }) => ids.length === size)).toBe(true)
    }))
  })

  it('of a class carry it, however many a text needs', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 10, max: 99 }), { minLength: 1, maxLength: 70 }), context, (ids, size) => {
      const windows = classWindows(ids, 7, size, frame)
      expect(windows.length).toBe(Math.ceil(ids.length / (size - 2)))
      const { labels, inputIds, length, batch } = classBatch(windows, size, 0)
      expect([...labels]).toEqual(windows.map(() => 7n))
      expect([length <= size, inputIds.length]).toEqual([true, batch * length])
      expect([...inputIds].filter((id) => id > 3n).map(Number)).toEqual(ids)
    }))
  })
})
