// The treaty's sampling and the engine's rule: the same names, and defaults that change nothing.
import { describe, expect, it } from 'vitest'
import { neutralRule, noSteering, samplerNames } from '#ml/generation/index.ts'
import { SamplerName, Sampling } from '#shared/contract/sampling.ts'

describe('sampling', () => {
  it('knows the engine\'s samplers, in the order they come', () => {
    expect(SamplerName.options).toEqual(samplerNames)
  })

  it('by default is neutral but for what “balanced” says', () => {
    expect(Sampling.parse({})).toEqual({ ...neutralRule, ...noSteering, stop: [], seed: null, temperature: 0.8, topP: 0.95, repetitionPenalty: 1.05 })
  })

  it.each([
    ['one sampler twice', [...samplerNames.slice(1), 'topK']], ['one missing', samplerNames.slice(1)], ['an unknown one', [...samplerNames, 'magic']]
  ])('refuses an order with %s', (_, order) => {
    expect(Sampling.safeParse({ order }).success).toBe(false)
  })

  it('takes any order that has each once', () => {
    expect(Sampling.parse({ order: samplerNames.toReversed() }).order).toEqual(samplerNames.toReversed())
  })
})
