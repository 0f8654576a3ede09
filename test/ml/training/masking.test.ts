import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Masking, maskTokens } from '#ml/training/masking.ts'
import { IGNORED } from '#ml/training/windows.ts'

const MASK = 4
const special: ReadonlySet<number> = new Set([0, 1, 2, 3, MASK])
const masking = (changes: Partial<Masking> = {}): Masking => ({ mask: MASK, vocabularySize: 500, special, share: 0.15, begins: null, ...changes })
/** Ordinary tokens between marks. */
const texts = fc.array(fc.integer({ min: 5, max: 499 }), { minLength: 1, maxLength: 120 }).map((ids) => [2, ...ids, 3])
const seeds = fc.integer({ min: 0, max: 1e9 })
const hiddenIn = (labels: readonly number[]): number[] => labels.flatMap((label, i) => (label === IGNORED ? [] : [i]))

describe('hiding tokens', () => {
  it('names what stood there, and leaves the rest as it was', () => {
    fc.assert(fc.property(texts, seeds, (ids, seed) => {
      const { ids: shown, labels } = maskTokens(ids, masking(), seed)
      for (const [i, label] of labels.entries()) expect(label === IGNORED ? shown[i] : label).toBe(ids[i])
    }))
  })

  it('hides fifteen in a hundred, at least one, and never a mark', () => {
    fc.assert(fc.property(texts, seeds, (ids, seed) => {
      const { ids: shown, labels } = maskTokens(ids, masking(), seed)
      expect(hiddenIn(labels).length).toBe(Math.max(1, Math.round(0.15 * (ids.length - 2))))
      expect([shown[0], shown.at(-1)]).toEqual([2, 3])
    }))
  })

  it('is the same for the same seeds', () => {
    fc.assert(fc.property(texts, seeds, (ids, seed) => { expect(maskTokens(ids, masking(), seed, 3)).toEqual(maskTokens(ids, masking(), seed, 3)) }))
  })

  it('shows eight in ten as the mask, one as another token and one as it is', () => {
    const ids = Array.from({ length: 60_000 }, (_, i) => 5 + (i % 495))
    const { ids: shown, labels } = maskTokens(ids, masking({ share: 0.5 }), 11)
    const hidden = hiddenIn(labels)
    const share = (of: (i: number) => boolean): number => hidden.filter(of).length / hidden.length
    // Thirty thousand draws: three standard deviations are below 0.007.
    expect(share((i) => shown[i] === MASK)).toBeCloseTo(0.8, 2)
    expect(share((i) => shown[i] === ids[i])).toBeCloseTo(0.1, 2)
    expect(hidden.every((i) => shown[i] === MASK || !special.has(shown[i] ?? 0))).toBe(true)
  })

  it('hides a word whole or not at all, where it is asked to', () => {
    // Even tokens begin a word, odd ones go on with it.
    const begins = (id: number): boolean => id % 2 === 0
    fc.assert(fc.property(texts, seeds, (ids, seed) => {
      const { labels } = maskTokens(ids, masking({ begins }), seed)
      for (const [i, id] of ids.entries()) {
        if (special.has(id) || begins(id) || special.has(ids[i - 1] ?? 0)) continue
        expect(labels[i] === IGNORED).toBe(labels[i - 1] === IGNORED)
      }
      expect(hiddenIn(labels).length).toBeGreaterThan(0)
    }))
  })
})
