// Learning rates over a run: one law for every schedule, and each one's own numbers.
import { describe, expect, it } from 'vitest'
import { rateAt, scheduleNames, type ScheduleName } from '#ml/training/schedule.ts'

const peak = 0.01
const curve = (schedule: ScheduleName, warmup: number, steps: number): number[] => Array.from({ length: steps }, (_, i) => rateAt(i + 1, { learningRate: peak, warmup, steps, schedule }))
const runs: readonly (readonly [number, number])[] = [[0, 1], [0, 12], [1, 12], [12, 12], [4, 12], [30, 400], [0, 400]]

describe.each(scheduleNames)('%s', (schedule) => {
  it.each(runs)('with %i of warm-up in %i steps: rises in equal steps, never falls to nothing, never passes the peak', (warmup, steps) => {
    const rates = curve(schedule, warmup, steps)
    for (const [i, rate] of rates.entries()) {
      expect(rate).toBeGreaterThan(0)
      expect(rate).toBeLessThanOrEqual(peak * (1 + 1e-12))
      if (i < warmup) expect(rate).toBeCloseTo((peak * (i + 1)) / warmup, 12)
      else if (i > warmup) expect(rate).toBeLessThanOrEqual((rates[i - 1] ?? NaN) * (1 + 1e-12))
    }
  })

  it.each([[4, 12], [30, 400]])('goes on from the peak without a jump (%i of %i)', (warmup, steps) => {
    const rates = curve(schedule, warmup, steps)
    expect(rates[warmup - 1]).toBeCloseTo(peak, 12)
    expect(rates[warmup]).toBeCloseTo(peak, 12)
  })
})

describe('the ends', () => {
  it.each<[ScheduleName, number, number]>([
    ['cosine', 0, 1e-4], ['linear', 0, 0.005], ['constant', peak, peak], ['inverse-sqrt', peak * Math.sqrt(30 / 399), peak * Math.sqrt(30 / 399)], ['one-cycle', 0, peak / 25]
  ])('%s ends between %f and %f', (schedule, least, most) => {
    const last = curve(schedule, 30, 400).at(-1) ?? NaN
    expect(last).toBeGreaterThanOrEqual(least * (1 - 1e-12))
    expect(last).toBeLessThanOrEqual(most * (1 + 1e-12))
  })
})

describe('half a cosine', () => {
  it.each([[1, 0.0025], [2, 0.005], [4, 0.01], [5, 0.01], [9, 0.005], [12, 0.005 * (1 + Math.cos((Math.PI * 7) / 8))]])('at step %i is %f, and is what a run does when nothing is said', (step, rate) => {
    expect(rateAt(step, { learningRate: peak, warmup: 4, steps: 12 })).toBeCloseTo(rate, 12)
  })
})
