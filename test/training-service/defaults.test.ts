// The numbers a novelist leaves open.
import { describe, expect, it } from 'vitest'
import { chosenContext, chosenRhythm, chosenSteps, defaultTraining, tastes } from '#main/training/defaults.ts'
import { Method } from '#shared/contract/voices.ts'

const settings = defaultTraining('lora')

describe('steps', () => {
  it.each(Method.options)('%s: about its passes over the corpus, within its bounds', (method) => {
    const { passes, fewest, most } = tastes[method]
    const perStep = 256 * settings.batch
    const middle = Math.floor(((fewest + most) / 2) * perStep / passes)
    expect(chosenSteps(method, settings, 256, middle) * perStep / middle).toBeCloseTo(passes, 1)
    expect(chosenSteps(method, settings, 256, 10)).toBe(fewest)
    expect(chosenSteps(method, settings, 256, 1e9)).toBe(most)
  })

  it('are hers when she says so', () => {
    expect(chosenSteps('full', { ...settings, steps: 7 }, 256, 1e9)).toBe(7)
  })
})

describe('the rest', () => {
  it('never reads further than the model can', () => {
    expect(chosenContext(settings, 64)).toBe(64)
    expect(chosenContext({ ...settings, context: 32 }, 64)).toBe(32)
  })

  it.each([[1, 1], [9, 1], [10, 1], [100, 10], [101, 11]])('of %i steps, measures every %i', (steps, every) => {
    expect(chosenRhythm('lora', settings, steps).evaluateEvery).toBe(every)
  })

  it('warms up for a share of the steps, and takes her rate over the method’s', () => {
    expect(chosenRhythm('full', { ...settings, learningRate: null }, 100)).toMatchObject({ learningRate: tastes.full.learningRate, warmup: Math.round(100 * tastes.full.warmup) })
    expect(chosenRhythm('full', { ...settings, learningRate: 1e-5, warmup: 3 }, 100)).toMatchObject({ learningRate: 1e-5, warmup: 3 })
  })
})
