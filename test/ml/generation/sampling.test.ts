import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { candidatesFor, draw, greedy, minP, penalise, sample, topK, topP, withTemperature, type Candidates } from '#ml/generation/sampling.ts'
import { createRandom, seedState } from '#ml/random.ts'

const logits = (...values: readonly number[]): Float32Array => Float32Array.from(values)
const of = (...weights: readonly number[]): Candidates => ({ ids: Int32Array.from(weights, (_, id) => id), weights: Float64Array.from(weights) })
const ids = (candidates: Candidates): number[] => [...candidates.ids].sort((a, b) => a - b)
const anyWeights = fc.array(fc.double({ min: 0.001, max: 1, noNaN: true }), { minLength: 1, maxLength: 60 })
const plain = { temperature: 1, topK: 0, topP: 1, minP: 0, repetitionPenalty: 1 }

describe('samplers', () => {
  it.each([
    ['halves a positive logit', logits(2, 1), [0], 2, [1, 1]],
    ['doubles a negative one', logits(-1, 1), [0], 2, [-2, 1]],
    ['counts a token once', logits(4, 1), [0, 0, 0], 2, [2, 1]],
    ['does nothing at 1', logits(4, 1), [0], 1, [4, 1]]
  ])('repetition penalty %s', (_, given, said, penalty, expected) => {
    expect([...penalise(given, said, penalty)]).toEqual(expected)
  })

  it('temperature is a softmax of logits divided by it', () => {
    const { weights } = withTemperature(logits(1, 2, 3), 0.5)
    const total = weights.reduce((a, b) => a + b, 0)
    const expected = [1, 2, 3].map((logit) => Math.exp(logit / 0.5))
    const all = expected.reduce((a, b) => a + b, 0)
    for (const [index, weight] of weights.entries()) expect(weight / total).toBeCloseTo((expected[index] ?? 0) / all, 12)
  })

  it('greedy takes the highest, and the lowest number among equals', () => {
    expect([greedy(logits(1, 3, 3)), greedy(logits(NaN, -Infinity, -5))]).toEqual([1, 2])
    expect(() => greedy(logits(NaN, -Infinity))).toThrow(RangeError)
  })

  it('top-k keeps exactly the k heaviest', () => {
    fc.assert(fc.property(anyWeights, fc.integer({ min: 1, max: 70 }), (weights, k) => {
      const order = weights.map((weight, id) => ({ weight, id })).sort((a, b) => b.weight - a.weight || a.id - b.id)
      expect(ids(topK(of(...weights), k))).toEqual(order.slice(0, k).map(({ id }) => id).sort((a, b) => a - b))
    }))
    expect(ids(topK(of(1, 2, 3), 0))).toEqual([0, 1, 2])
  })

  it('top-p keeps the fewest heaviest tokens that hold p of the mass', () => {
    fc.assert(fc.property(anyWeights, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (weights, p) => {
      const kept = [...topP(of(...weights), p).weights]
      const all = weights.reduce((a, b) => a + b, 0)
      const held = kept.reduce((a, b) => a + b, 0)
      const lightest = Math.min(...kept)
      expect(held).toBeGreaterThanOrEqual(p * all * (1 - 1e-12))
      expect(held - lightest).toBeLessThan(p * all * (1 + 1e-12))
      expect(weights.filter((weight) => weight > lightest).length).toBeLessThan(kept.length)
    }))
  })

  it('min-p keeps those at least p times as likely as the likeliest', () => {
    fc.assert(fc.property(anyWeights, fc.double({ min: 0, max: 1, noNaN: true }), (weights, p) => {
      const top = Math.max(...weights)
      expect(ids(minP(of(...weights), p))).toEqual(weights.flatMap((weight, id) => (weight >= p * top ? [id] : [])))
    }))
  })

  it('comes in the order of the contract: top-p sees what top-k left', () => {
    // Half the mass lies in 60 light tokens; top-k 2 removes them before top-p 0.6 counts.
    const spread = logits(Math.log(0.3), Math.log(0.2), ...Array.from({ length: 60 }, () => Math.log(0.5 / 60)))
    expect(ids(candidatesFor(spread, { ...plain, topK: 2, topP: 0.6 }))).toEqual([0])
    expect(ids(candidatesFor(spread, { ...plain, topP: 0.6 })).length).toBeGreaterThan(10)
  })

  it('draws as often as the weights say (chi-square, 4 degrees of freedom, 1 in 10,000)', () => {
    const weights = [0.4, 0.3, 0.15, 0.1, 0.05]
    const random = createRandom(seedState(5))
    const found = weights.map(() => 0)
    for (let trial = 0; trial < 20_000; trial++) {
      const id = sample(logits(...weights.map(Math.log)), plain, [], random.float)
      found[id] = (found[id] ?? 0) + 1
    }
    const chiSquare = weights.reduce((sum, weight, id) => sum + ((found[id] ?? 0) - 20_000 * weight) ** 2 / (20_000 * weight), 0)
    expect(chiSquare).toBeLessThan(23.5)
  })

  it('draws from end to end of the mass', () => {
    expect([draw(of(1, 1, 2), 0), draw(of(1, 1, 2), 0.49), draw(of(1, 1, 2), 0.5), draw(of(1, 1, 2), 1 - 2 ** -53)]).toEqual([0, 1, 2, 2])
  })
})
