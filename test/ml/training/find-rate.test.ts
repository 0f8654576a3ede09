// Looking for a learning rate: on curves made by hand, and on a real small learner.
import { describe, expect, it } from 'vitest'
import { createRandom, seedState } from '#ml/random.ts'
import { packWindows, rateOf, suggestedRate, sweepRates, usualRange, type RatePoint } from '#ml/training/index.ts'
import { bigramLearner } from '../../support/bigram.ts'

const points = (losses: readonly number[]): RatePoint[] => losses.map((loss, i) => ({ rate: 10 ** (i - losses.length), loss }))

describe('the rates', () => {
  it('grow by equal factors from end to end', () => {
    const rates = Array.from({ length: usualRange.steps }, (_, i) => rateOf(i, usualRange))
    expect(rates[0]).toBeCloseTo(usualRange.lowest, 12)
    expect(rates.at(-1)).toBeCloseTo(usualRange.highest, 9)
    for (const [i, rate] of rates.slice(1).entries()) expect(rate / (rates[i] ?? NaN)).toBeCloseTo((usualRange.highest / usualRange.lowest) ** (1 / (usualRange.steps - 1)), 9)
  })
})

describe('the suggestion', () => {
  it('is where the loss falls fastest, before its lowest point', () => {
    const curve = Array.from({ length: 40 }, (_, i) => 5 - 3 / (1 + Math.exp(-(i - 20) / 2)) + (i > 32 ? (i - 32) ** 2 : 0))
    const found = suggestedRate(points(curve)) ?? NaN
    const index = points(curve).findIndex(({ rate }) => rate === found)
    expect(index).toBeGreaterThanOrEqual(19)
    expect(index).toBeLessThanOrEqual(25)
  })
  it.each<[string, number[]]>([['nothing', []], ['one point', [3]], ['a loss that only rises', [1, 2, 3, 4, 5, 6]]])('of %s is none', (_, losses) => expect(suggestedRate(points(losses))).toBeNull())
})

describe('a sweep', () => {
  const random = createRandom(seedState(4))
  // Half habit, half chance: a rate that is too high is punished.
  const ids = Array.from({ length: 2000 }, (_, i) => 1 + (random.float() < 0.5 ? i % 11 : random.below(11)))
  const data = { windows: packWindows([ids], { context: 16, beginning: [], separator: 0 }), padding: 0 }
  const sweep = async (range = usualRange, cancelled = () => false): Promise<RatePoint[]> => {
    const found: RatePoint[] = []
    const learner = bigramLearner({ vocabulary: 12 })
    for await (const point of sweepRates({ learner, data, recipe: { context: 16, batch: 4, seed: 2 }, range, breathe: async () => undefined, cancelled })) found.push(point)
    return found
  }

  it('suggests a rate with which the learner learns', async () => {
    const rate = suggestedRate(await sweep()) ?? 0
    expect(rate).toBeGreaterThan(1e-3)
    expect(rate).toBeLessThan(1)
  })

  it('is the same twice, ends when it runs away, and when it is told to', async () => {
    expect(await sweep()).toEqual(await sweep())
    expect((await sweep({ ...usualRange, highest: 1e9 })).length).toBeLessThan(usualRange.steps)
    expect(await sweep(usualRange, () => true)).toEqual([])
  })
})
