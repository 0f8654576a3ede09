// The law of the windows: every token is scored once, and never without real text before it.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stridedWindows } from '#ml/scoring/windows.ts'

describe('windows over a text longer than the context', () => {
  it('score every token once, fit in the context, and have half of it before each token', () => {
    fc.assert(fc.property(fc.nat(2000), fc.nat(2000), fc.integer({ min: 2, max: 300 }), (length, start, context) => {
      const windows = stridedWindows(length, Math.min(start, length), context)
      const scored = windows.flatMap(({ scored: first, to }) => Array.from({ length: to - first }, (_, i) => first + i))
      expect(scored).toEqual(Array.from({ length: length - Math.min(start, length) }, (_, i) => Math.min(start, length) + i))
      for (const { from, scored: first, to } of windows) {
        expect(to - from).toBeLessThanOrEqual(context)
        expect(first - from).toBeGreaterThanOrEqual(Math.min(first, Math.floor(context / 2)))
        expect(to).toBeGreaterThan(first)
      }
    }))
  })

  it('are one where the text fits', () => {
    expect(stridedWindows(64, 0, 64)).toEqual([{ from: 0, scored: 0, to: 64 }])
    expect(stridedWindows(64, 10, 64)).toEqual([{ from: 0, scored: 10, to: 64 }])
  })
})
