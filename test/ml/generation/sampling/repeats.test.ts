// Penalties and the samplers against repetition, against their definitions written out a second time the slow way.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wholeVocabulary } from '#ml/generation/sampling/candidates.ts'
import { penalise } from '#ml/generation/sampling/penalties.ts'
import { biasTowards, forbid, processed } from '#ml/generation/sampling/processors.ts'
import { commonBeginnings, dry, noRepeat, repeatedAt, repeatedBefore } from '#ml/generation/sampling/repeats.ts'

const logits = (...values: readonly number[]): Float32Array => Float32Array.from(values)
const none = { repetition: 1, slope: 0, frequency: 0, presence: 0 }
const never = (): boolean => false
const anySaid = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 40 })

describe('penalties', () => {
  it.each([
    ['halves a positive logit', logits(2, 1), [0], { ...none, repetition: 2 }, [1, 1]],
    ['doubles a negative one', logits(-1, 1), [0], { ...none, repetition: 2 }, [-2, 1]],
    ['counts a token once', logits(4, 1), [0, 0, 0], { ...none, repetition: 2 }, [2, 1]],
    ['does nothing at 1', logits(4, 1), [0], none, [4, 1]],
    ['presence counts once', logits(4, 1), [0, 0, 0], { ...none, presence: 0.5 }, [3.5, 1]],
    ['frequency counts each time', logits(4, 1), [0, 0, 0], { ...none, frequency: 0.5 }, [2.5, 1]],
    ['may draw towards, too', logits(4, 1), [1], { ...none, presence: -2 }, [4, 3]]
  ])('%s', (_, given, said, penalties, expected) => {
    expect([...penalise(wholeVocabulary(given), said, penalties).logits]).toEqual(expected)
  })

  it('with a slope: whole at the near end of the range, none at the far end, growing between', () => {
    const said = [0, 1, 2, 3, 4]
    const left = [...penalise(wholeVocabulary(logits(1, 1, 1, 1, 1)), said, { ...none, repetition: 2, slope: 3 }).logits]
    expect([left[0], left[4]]).toEqual([1, 0.5])
    expect(left).toEqual(left.toSorted((a, b) => b - a))
  })

  it('reaches a token that is no longer in its own place', () => {
    const cut = { ...wholeVocabulary(logits(5, 4, 3)), ids: Int32Array.of(7, 2, 0) }
    expect([...penalise(cut, [2, 0, 1], { ...none, presence: 1 }).logits]).toEqual([5, 3, 2])
  })
})

/** DRY's n, as its author defines it: the longest common end of the text and of what precedes an earlier occurrence. */
function slowly(said: readonly number[], breaks: (id: number) => boolean): Map<number, number> {
  const found = new Map<number, number>()
  for (let at = 1; at < said.length; at++) {
    let n = 0
    while (n < at && said[at - 1 - n] === said[said.length - 1 - n] && !breaks(said[at - 1 - n] ?? 0)) n++
    const next = said[at] ?? 0
    if (n > (found.get(next) ?? 0)) found.set(next, n)
  }
  return found
}

describe('DRY', () => {
  it('finds the longest repetition each token would lengthen, never across a breaker', () => {
    fc.assert(fc.property(anySaid, fc.integer({ min: 0, max: 5 }), (said, breaker) => {
      const breaks = (id: number): boolean => id === breaker
      expect(new Map(repeatedBefore(said, breaks))).toEqual(slowly(said, breaks))
    }))
  })

  it('costs multiplier · base^(n - allowed)', () => {
    const said = [1, 2, 3, 4, 9, 1, 2, 3]
    const left = dry(wholeVocabulary(new Float32Array(10)), said, { multiplier: 0.8, base: 2, allowed: 2 }, never).logits
    expect(left[4]).toBeCloseTo(-0.8 * 2, 12)
    expect([...left].filter((logit) => logit !== 0)).toHaveLength(1)
  })

  it.each([[[1, 2, 1, 2], [0, 0, 2, 0]], [[5, 5, 5], [0, 2, 1]], [[], []]])('common beginnings of %j', (sequence, common) => {
    expect(commonBeginnings(sequence)).toEqual(common)
  })
})

describe('no-repeat n-grams', () => {
  it('forbids exactly the tokens that would say an n-gram again', () => {
    fc.assert(fc.property(anySaid, fc.integer({ min: 1, max: 4 }), (said, size) => {
      const grams = new Set(said.slice(0, Math.max(0, said.length - size + 1)).map((_, at) => said.slice(at, at + size).join()))
      const end = size === 1 ? [] : said.slice(-(size - 1))
      const expected = [0, 1, 2, 3].filter((id) => end.length === size - 1 && grams.has([...end, id].join()))
      expect([...repeatedAt(said, size)].sort()).toEqual(expected)
    }))
  })

  it('forbids nothing when nothing else is left', () => {
    expect([...noRepeat(wholeVocabulary(logits(1, 2)), [0, 1, 0, 1], 1).logits]).toEqual([1, 2])
    expect([...noRepeat(wholeVocabulary(logits(1, 2, 3)), [0, 1], 1).logits]).toEqual([-Infinity, -Infinity, 3])
  })
})

describe('processors', () => {
  it('come one after the other and leave what they were given as it was', () => {
    const given = logits(0, 0, 0)
    const double = (all: Float32Array): Float32Array => all.map((x) => x * 2)
    expect([...processed([biasTowards([{ tokens: [1], bias: 2 }]), double, forbid([0, 99])], given, [])]).toEqual([-Infinity, 4, 0])
    expect([...given]).toEqual([0, 0, 0])
  })

  it.each([
    ['begins a phrase', 3, [7], [3, 0, 0]], ['goes on with it', 3, [7, 0], [3, 3, 0]], ['completes it', 3, [0, 1], [3, 0, 3]],
    ['only its last token, when the bias is negative', -3, [0, 1], [0, 0, -3]], ['nothing else, when the bias is negative', -3, [0], [0, 0, 0]]
  ])('a bias %s', (_, bias, said, expected) => {
    expect([...biasTowards([{ tokens: [0, 1, 2], bias }])(logits(0, 0, 0), said)]).toEqual(expected)
  })
})
