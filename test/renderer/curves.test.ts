// The learning curve: order, thinning, best point, gaps; and the openings through time.
import { describe, expect, it } from 'vitest'
import type { Metric } from '#shared/contract/training.ts'
import { curveOf, rangeOf, summaryOf, withMeasures } from '../../src/renderer/features/training/curves.ts'
import { chosenTakes, openingsOf } from '../../src/renderer/features/training/openings.ts'

const metric = (step: number, loss: number, heldOut: number | null = null): Metric =>
  ({ step, loss, heldOut, learningRate: 1e-4, gradientNorm: 1, tokensPerSecond: 100, secondsLeft: 10 })

describe('curveOf', () => {
  it('orders steps, and the newest word on a step counts', () =>
    expect(curveOf([metric(2, 3, 3), metric(1, 4), metric(2, 2.5, 2)])).toMatchObject({ steps: [1, 2], heldOut: [null, 2] }))
  it('keeps a held-out measure when its step comes again without one', () =>
    expect(curveOf([metric(1, 4, 3.9), metric(1, 4)]).heldOut).toEqual([3.9]))
  it('starts the trend at the first loss', () => expect(curveOf([metric(1, 4)]).loss[0]).toBeCloseTo(4))
  it('follows the losses slowly', () => {
    const [, second] = curveOf([metric(1, 4), metric(2, 2)]).loss
    expect(second).toBeGreaterThan(2.9)
    expect(second).toBeLessThan(3)
  })
  it('keeps its trend past a loss that is no number', () => expect(curveOf([metric(1, 4), metric(2, Number.NaN)]).loss).toEqual([4, 4]))
  it('thins long runs without losing a held-out point', () => {
    const metrics = Array.from({ length: 10_000 }, (_, i) => metric(i, 4, i % 37 === 0 ? 3 : null))
    const curve = curveOf(metrics, 500)
    expect(curve.steps.length).toBeLessThan(900)
    expect(curve.heldOut.filter((value) => value !== null)).toHaveLength(Math.ceil(10_000 / 37))
    expect(curve.steps.at(-1)).toBe(9999)
  })
})

describe('withMeasures', () => {
  it('puts the base model’s measure at step 0, with no loss drawn there', () =>
    expect(curveOf(withMeasures([metric(1, 4)], [{ step: 0, heldOut: 4.5 }]))).toEqual({ steps: [0, 1], loss: [null, 4], heldOut: [4.5, null] }))
  it('keeps the step’s own loss where a measure joins it', () =>
    expect(curveOf(withMeasures([metric(7, 4)], [{ step: 7, heldOut: 3.5 }]))).toEqual({ steps: [7], loss: [4], heldOut: [3.5] }))
  it('adds nothing to a step already measured', () => {
    const metrics = [metric(0, 4, 4.4)]
    expect(withMeasures(metrics, [{ step: 0, heldOut: 9 }])).toEqual(metrics)
  })
})

describe('summaryOf', () => {
  it.each([
    ['nothing yet', [], { first: null, best: null, last: null, lastLoss: null }],
    ['only training losses', [metric(1, 4)], { first: null, best: null, last: null, lastLoss: 4 }],
    ['best is the lowest, not the last', [metric(0, 4, 4), metric(5, 3, 3.5), metric(9, 2.5, 3.8)],
      { first: { step: 0, heldOut: 4 }, best: { step: 5, heldOut: 3.5 }, last: { step: 9, heldOut: 3.8 }, lastLoss: 2.5 }]
  ])('%s', (_, metrics, expected) => expect(summaryOf(metrics)).toEqual(expected))
})

describe('rangeOf', () => {
  it('is unknown while nothing is drawn', () => expect(rangeOf(curveOf([]))).toBeNull())
  it('leaves air around what is drawn', () => {
    const range = rangeOf(curveOf([metric(0, 4, 4.2), metric(1, 4, 3.2)]))
    expect(range?.[0]).toBeCloseTo(3.12)
    expect(range?.[1]).toBeCloseTo(4.28)
  })
})

describe('openings', () => {
  const samples = [3, 0, 6, 9].flatMap((step) => ['Il', 'Elle'].map((opening) => ({ step, opening, continuation: `${opening} ${step}` })))
  it('groups by opening and orders by step', () =>
    expect(openingsOf(samples)[1]).toEqual({ opening: 'Elle', takes: [0, 3, 6, 9].map((step) => ({ step, continuation: `Elle ${step}` })) }))
  it.each([
    [9, null, 3, [0, 3, 8]],
    [9, 7, 3, [0, 7, 8]],
    [9, 0, 2, [0, 8]],
    [2, 1, 4, [0, 1]]
  ])('of %i takes, best %s, %i fit', (count, best, fit, expected) => {
    const takes = Array.from({ length: count }, (_, step) => ({ step, continuation: '' }))
    expect(chosenTakes(takes, best, fit).map((take) => take.step)).toEqual(expected)
  })
})
