import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { layOut, measuringBatches } from '#ml/training/batches.ts'
import { countScored, IGNORED, packWindows, separateWindows, spreadWindows, type Window } from '#ml/training/windows.ts'

const END = 0
/** Units whose tokens are all different, so that a scored token names its place. */
const unitsOf = (lengths: readonly number[]): number[][] => {
  let next = 1
  return lengths.map((length) => Array.from({ length }, () => next++))
}
const lengths = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 12 })
const context = fc.integer({ min: 2, max: 17 })
const scored = (windows: readonly Window[]): number[] => windows.flatMap((window) => window.labels.filter((label) => label !== IGNORED))

const cuttings = [
  ['packed', (units: number[][], size: number) => packWindows(units, { context: size, beginning: [], separator: END })],
  ['packed, without a separator', (units: number[][], size: number) => packWindows(units, { context: size, beginning: [], separator: null })],
  ['separate', (units: number[][], size: number) => separateWindows(units, { context: size, beginning: [], separator: END })],
  ['separate, with a beginning', (units: number[][], size: number) => separateWindows(units, { context: size, beginning: [1000], separator: END })]
] as const

describe.each(cuttings)('windows, %s', (_, cut) => {
  it('score every token of a unit but its first exactly once, and nothing else', () => {
    fc.assert(fc.property(lengths, context, (sizes, size) => {
      const units = unitsOf(sizes)
      expect(scored(cut(units, size)).sort((a, b) => a - b)).toEqual(units.flatMap((unit) => unit.slice(1)))
    }))
  })

  it('score a token behind the token that stands before it in its unit', () => {
    fc.assert(fc.property(lengths, context, (sizes, size) => {
      for (const { ids, labels } of cut(unitsOf(sizes), size)) {
        for (const [at, label] of labels.entries()) if (label !== IGNORED) expect([ids[at], ids[at - 1]]).toEqual([label, label - 1])
      }
    }))
  })

  it('are never longer than the context and count what they score', () => {
    fc.assert(fc.property(lengths, context, (sizes, size) => {
      for (const window of cut(unitsOf(sizes), size)) {
        expect(window.ids.length).toBeLessThanOrEqual(size)
        expect(window.ids.length).toBe(window.labels.length)
        expect(window.counted).toBe(scored([window]).length)
        expect(window.counted).toBeGreaterThan(0)
      }
    }))
  })
})

describe('packing', () => {
  it('puts an end of text between two units, and only there', () => {
    const [window] = packWindows([[5, 6], [7, 8, 9]], { context: 8, beginning: [], separator: END })
    expect(window).toEqual({ ids: [5, 6, END, 7, 8, 9], labels: [IGNORED, 6, IGNORED, IGNORED, 8, 9], counted: 3 })
  })

  it('lets neighbouring windows share one token', () => {
    const windows = packWindows([[1, 2, 3, 4, 5]], { context: 3, beginning: [], separator: END })
    expect(windows.map((window) => window.ids)).toEqual([[1, 2, 3], [3, 4, 5]])
  })
})

describe('batches', () => {
  it('lay windows out row by row and pad what is missing', () => {
    const batch = layOut([{ ids: [1, 2], labels: [IGNORED, 2], counted: 1 }], 3, 9)
    expect([[...batch.inputIds].map(Number), [...batch.labels].map(Number), batch.batch, batch.length]).toEqual([[1, 2, 9], [-100, 2, -100], 1, 3])
  })

  it('for measuring hold every scored token once and pad short windows little', () => {
    fc.assert(fc.property(lengths, (sizes) => {
      const windows = separateWindows(unitsOf(sizes), { context: 128, beginning: [], separator: END })
      const batches = measuringBatches(windows, 3, 128, END)
      const labels = batches.flatMap((batch) => [...batch.labels].map(Number)).filter((label) => label !== IGNORED)
      expect(labels.sort((a, b) => a - b)).toEqual(scored(windows).sort((a, b) => a - b))
      expect(batches.every((batch) => batch.length <= 64 && batch.batch <= 3)).toBe(true)
    }))
  })

  it('are spread evenly over a long text', () => {
    const windows = separateWindows(unitsOf([1001]), { context: 11, beginning: [], separator: END })
    const some = spreadWindows(windows, 100)
    expect(countScored(some)).toBe(100)
    expect(some.map((window) => window.ids[0])).toEqual([51, 151, 251, 351, 451, 551, 651, 751, 851, 951])
    expect(spreadWindows(windows, 5000)).toBe(windows)
  })
})

describe('prompted texts', () => {
  const cutting = { context: 8, beginning: [], separator: 0 }
  const story = { ids: [10, 11, 12, 1, 2, 3, 4, 0], context: 3 }

  it('are only read up to the mark, and learned with their end behind it', () => {
    const [window] = packWindows([story], { ...cutting, context: 16 })
    expect(window?.ids).toEqual(story.ids)
    expect(window?.labels).toEqual([-100, -100, -100, 1, 2, 3, 4, 0])
  })

  it('need no second end between them, and a plain text learns none', () => {
    expect(packWindows([story, [5, 6], [7, 8]], { ...cutting, context: 32 })[0]).toMatchObject({
      ids: [...story.ids, 5, 6, 0, 7, 8], labels: [-100, -100, -100, 1, 2, 3, 4, 0, -100, 6, -100, -100, 8]
    })
  })

  it('are learned once each, however they are cut, and a window of nothing but prompt is left out', () => {
    const long = { ids: [...Array.from({ length: 20 }, () => 9), 1, 2, 3, 4, 5, 6, 7, 8, 0], context: 20 }
    for (const context of [4, 5, 8, 64]) {
      const windows = packWindows([long], { ...cutting, context })
      expect(windows.flatMap((w) => w.labels.filter((label) => label !== -100))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 0])
      expect(windows.every((w) => w.counted > 0)).toBe(true)
    }
  })
})
