import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { confusionOf, type Judgement } from '#ml/scoring/confusion.ts'

const CLASSES = 4
const judgements = fc.array(fc.record({ was: fc.integer({ min: 0, max: CLASSES - 1 }), said: fc.integer({ min: 0, max: CLASSES - 1 }) }), { minLength: 1, maxLength: 60 })
const count = (all: readonly Judgement[], of: (one: Judgement) => boolean): number => all.filter(of).length

describe('a table of what was against what was said', () => {
  it('counts as one would by hand', () => {
    fc.assert(fc.property(judgements, (all) => {
      const { table, accuracy, classes, macroF1 } = confusionOf(all, CLASSES)
      for (const [was, row] of table.entries()) for (const [said, n] of row.entries()) expect(n).toBe(count(all, (one) => one.was === was && one.said === said))
      expect(accuracy).toBeCloseTo(count(all, ({ was, said }) => was === said) / all.length, 12)
      const f1 = classes.map((_, c) => {
        const right = count(all, ({ was, said }) => was === c && said === c)
        const wrong = count(all, ({ was, said }) => (was === c) !== (said === c))
        return right + wrong === 0 ? 0 : (2 * right) / (2 * right + wrong)
      })
      for (const [c, score] of classes.entries()) expect(score.f1).toBeCloseTo(f1[c] ?? NaN, 12)
      expect(macroF1).toBeCloseTo(f1.reduce((a, b) => a + b, 0) / CLASSES, 12)
    }))
  })

  it('tells what always saying the commonest would reach', () => {
    expect(confusionOf([0, 0, 0, 1].map((was) => ({ was, said: 1 })), 2)).toMatchObject({ commonest: 0.75, accuracy: 0.25 })
  })

  it('refuses a class that is none', () => expect(() => confusionOf([{ was: 0, said: 2 }], 2)).toThrow(/class 0 as 2/))
})
