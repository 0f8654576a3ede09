// Every sampler against its paper's definition, written out a second time the slow way.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { candidates, wholeVocabulary, type Candidates } from '#ml/generation/sampling/candidates.ts'
import { epsilonCutoff, etaCutoff, minP, topA, topK, topP } from '#ml/generation/sampling/cuts.ts'
import { draw } from '#ml/generation/sampling/draw.ts'
import { firstMu, mirostat, nextMu } from '#ml/generation/sampling/mirostat.ts'
import { neutralRule, samplerNames, type SamplingRule } from '#ml/generation/sampling/rule.ts'
import { candidatesFor, greedy, openSampler } from '#ml/generation/sampling/sampler.ts'
import { tailFree, typical } from '#ml/generation/sampling/shapes.ts'
import { dynamicDegree, temperature } from '#ml/generation/sampling/temperature.ts'
import { xtc } from '#ml/generation/sampling/xtc.ts'
import { createRandom, seedState } from '#ml/random.ts'

const logits = (...values: readonly number[]): Float32Array => Float32Array.from(values)
const of = (...weights: readonly number[]): Candidates => candidates(Int32Array.from(weights, (_, id) => id), Float64Array.from(weights, Math.log))
const ids = (left: Candidates): number[] => [...left.ids].sort((a, b) => a - b)
const total = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)
const shares = (weights: readonly number[]): number[] => weights.map((weight) => weight / total(weights))
const nats = (p: readonly number[]): number => -total(p.map((x) => x * Math.log(x)))
/** Equal, or farther apart than a logarithm's last digit. */
const anyWeights = fc.array(fc.integer({ min: 1000, max: 1_000_000 }).map((n) => n / 1_000_000), { minLength: 1, maxLength: 60 })
const share = fc.double({ min: 0.01, max: 0.99, noNaN: true })
const moment = { said: [] as readonly number[], mu: Infinity, uniform: () => 0.5, breaks: () => false }
const rule = (changes: Partial<SamplingRule>): SamplingRule => ({ ...neutralRule, ...changes })
/** A bound that a floating sum may miss by its last digit settles nothing. */
const clear = (values: readonly number[], bound: number): boolean => values.every((value) => Math.abs(value - bound) > 1e-9)
const cumulative = (values: readonly number[]): number[] => values.map((_, at) => total(values.slice(0, at + 1)))

describe('temperature', () => {
  it('is a softmax of logits divided by it', () => {
    const weights = [...temperature(wholeVocabulary(logits(1, 2, 3)), 0.5).weights()]
    const expected = [1, 2, 3].map((logit) => Math.exp(logit / 0.5))
    for (const [at, p] of shares(weights).entries()) expect(p).toBeCloseTo(shares(expected)[at] ?? 0, 12)
  })

  it('at 0 leaves the highest, and the lowest number among equals', () => {
    expect([...temperature(wholeVocabulary(logits(1, 3, 3)), 0).ids]).toEqual([1])
    expect([greedy(logits(1, 3, 3)), greedy(logits(NaN, -Infinity, -5))]).toEqual([1, 2])
    expect(() => greedy(logits(NaN, -Infinity))).toThrow(RangeError)
  })

  it('moves with the entropy: lowest where the model is sure, highest where all is equal', () => {
    expect(dynamicDegree(of(1, 1, 1, 1), 0.8, 0.3, 1)).toBeCloseTo(1.1, 12)
    expect(dynamicDegree(of(1, 1e-30, 1e-30), 0.8, 0.3, 1)).toBeCloseTo(0.5, 12)
    expect(dynamicDegree(of(1, 1e-30), 0.2, 0.3, 1)).toBeCloseTo(0, 12)
    const p = shares([5, 3, 1])
    expect(dynamicDegree(of(5, 3, 1), 1, 0.5, 2)).toBeCloseTo(0.5 + (nats(p) / Math.log(3)) ** 2, 12)
    expect(dynamicDegree(of(5, 3, 1), 1, 0, 2)).toBe(1)
  })
})

describe('cuts', () => {
  it('top-k keeps exactly the k heaviest', () => {
    fc.assert(fc.property(anyWeights, fc.integer({ min: 1, max: 70 }), (weights, k) => {
      const order = weights.map((weight, id) => ({ weight, id })).sort((a, b) => b.weight - a.weight || a.id - b.id)
      expect(ids(topK(of(...weights), k))).toEqual(order.slice(0, k).map(({ id }) => id).sort((a, b) => a - b))
    }))
    expect(ids(topK(of(1, 2, 3), 0))).toEqual([0, 1, 2])
  })

  it('top-p keeps the fewest heaviest tokens that hold p of the mass', () => {
    fc.assert(fc.property(anyWeights, share, (weights, p) => {
      const kept = [...topP(of(...weights), p).ids].map((id) => weights[id] ?? 0)
      const lightest = Math.min(...kept)
      expect(total(kept)).toBeGreaterThanOrEqual(p * total(weights) * (1 - 1e-12))
      expect(total(kept) - lightest).toBeLessThan(p * total(weights) * (1 + 1e-12))
      expect(weights.filter((weight) => weight > lightest).length).toBeLessThan(kept.length)
    }))
  })

  it.each<[string, (all: Candidates, bound: number) => Candidates, (p: readonly number[], bound: number) => number]>([
    ['min-p: bound × the likeliest', minP, (p, bound) => bound * Math.max(...p)],
    ['top-a: bound × the likeliest squared', topA, (p, bound) => bound * Math.max(...p) ** 2],
    ['epsilon: the bound', epsilonCutoff, (_, bound) => bound],
    ['eta: min(ε, √ε exp(-H))', etaCutoff, (p, bound) => Math.min(bound, Math.sqrt(bound) * Math.exp(-nats(p)))]
  ])('%s', (_, cut, least) => {
    fc.assert(fc.property(anyWeights, share, (weights, bound) => {
      const p = shares(weights)
      fc.pre(clear(p, least(p, bound)))
      const likely = p.flatMap((x, id) => (x > least(p, bound) ? [id] : []))
      expect(ids(cut(of(...weights), bound))).toEqual(likely.length > 0 ? likely : [p.indexOf(Math.max(...p))])
    }))
    expect(ids(cut(of(1, 2, 3), 0))).toEqual([0, 1, 2])
  })

  it('typical keeps the fewest tokens whose surprise is nearest to the entropy and that hold p of the mass', () => {
    fc.assert(fc.property(anyWeights, share, (weights, mass) => {
      const p = shares(weights)
      const odd = p.map((x) => Math.abs(-Math.log(x) - nats(p)))
      fc.pre(new Set(odd.map((value) => value.toFixed(9))).size === odd.length)
      const order = p.map((_, id) => id).sort((a, b) => (odd[a] ?? 0) - (odd[b] ?? 0))
      const held = cumulative(order.map((id) => p[id] ?? 0))
      fc.pre(clear(held, mass))
      expect(ids(typical(of(...weights), mass))).toEqual(order.slice(0, held.findIndex((sum) => sum > mass) + 1).sort((a, b) => a - b))
    }))
    // The likeliest is not typical where the rest is flat: one token of 0.3 beside seventy of 0.01.
    expect(ids(typical(of(0.3, ...Array.from({ length: 70 }, () => 0.01)), 0.5))).not.toContain(0)
  })

  it('tail-free cuts where the second differences have summed to z', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.double({ min: 0.001, max: 1, noNaN: true }), { minLength: 3, maxLength: 40 }), share, (weights, z) => {
      const sorted = shares(weights).sort((a, b) => b - a)
      const slopes = sorted.slice(1).map((x, i) => (sorted[i] ?? 0) - x)
      const bends = slopes.slice(1).map((x, i) => Math.abs((slopes[i] ?? 0) - x))
      fc.pre(total(bends) > 1e-9)
      const held = cumulative(shares(bends))
      fc.pre(clear(held, z))
      const first = held.findIndex((sum) => sum > z)
      expect(ids(tailFree(of(...weights), z))).toHaveLength(first < 0 ? weights.length - 1 : first + 1)
    }))
    expect(ids(tailFree(of(0.5, 0.4, 0.05, 0.03, 0.02), 0.9))).toEqual([0, 1])
  })
})

describe('mirostat 2', () => {
  it('keeps what surprises by at most mu bits, and the likeliest always', () => {
    expect(ids(mirostat(of(0.5, 0.25, 0.125, 0.125), 2))).toEqual([0, 1])
    expect(ids(mirostat(of(0.5, 0.25, 0.125, 0.125), 0.5))).toEqual([0])
    expect(firstMu(3)).toBe(6)
    expect(nextMu(of(0.5, 0.25, 0.25), 1, 6, 3, 0.1)).toBeCloseTo(6 - 0.1 * (2 - 3), 12)
  })

  it('brings the mean surprise of what is drawn to tau', () => {
    const p = shares(Array.from({ length: 200 }, (_, i) => 1 / (i + 1)))
    const random = createRandom(seedState(9))
    const sampler = openSampler(rule({ mirostatTau: 3, mirostatEta: 0.1 }), random.float, () => '')
    const given = logits(...p.map(Math.log))
    let mu = sampler.firstMu
    const surprises: number[] = []
    for (let trial = 0; trial < 4000; trial++) {
      const drawn = sampler.draw(given, [], mu)
      mu = drawn.mu
      surprises.push(-Math.log2(p[drawn.id] ?? 0))
    }
    expect(total(surprises.slice(500)) / 3500).toBeCloseTo(3, 1)
  })
})

describe('XTC', () => {
  it.each([
    [0.1, [2, 3, 4]], [0.25, [1, 2, 3, 4]], [0.35, [0, 1, 2, 3, 4]], [0.03, [3, 4]]
  ])('at threshold %d leaves %j', (threshold, left) => {
    expect(ids(xtc(of(0.4, 0.3, 0.2, 0.06, 0.04), threshold, 1, () => 0.999))).toEqual(threshold === 0.03 ? [4] : left)
  })

  it('comes as often as its probability says', () => {
    expect(ids(xtc(of(0.6, 0.4), 0.1, 0.5, () => 0.49))).toEqual([1])
    expect(ids(xtc(of(0.6, 0.4), 0.1, 0.5, () => 0.5))).toEqual([0, 1])
  })
})

describe('the order of samplers', () => {
  // Half the mass lies in 60 light tokens; top-k 2 removes them before top-p 0.6 counts.
  const spread = logits(Math.log(0.3), Math.log(0.2), ...Array.from({ length: 60 }, () => Math.log(0.5 / 60)))

  it('is the rule\'s: top-p sees what top-k left, or the other way round', () => {
    expect(ids(candidatesFor(spread, rule({ topK: 2, topP: 0.6 }), moment))).toEqual([0])
    expect(ids(candidatesFor(spread, rule({ topK: 2, topP: 0.6, order: ['topP', 'topK'] }), moment))).toEqual([0, 1])
  })

  it('lets min-p see the distribution before or after temperature', () => {
    const given = logits(Math.log(0.9), Math.log(0.1))
    expect(ids(candidatesFor(given, rule({ temperature: 3, minP: 0.2 }), moment))).toEqual([0, 1])
    expect(ids(candidatesFor(given, rule({ temperature: 3, minP: 0.2, order: ['minP', 'temperature'] }), moment))).toEqual([0])
  })

  it('changes nothing where every sampler is neutral, in any order', () => {
    fc.assert(fc.property(anyWeights, fc.shuffledSubarray([...samplerNames], { minLength: samplerNames.length }), (weights, order) => {
      const left = candidatesFor(logits(...weights), rule({ order }), moment)
      expect([...left.ids]).toEqual(weights.map((_, id) => id))
      expect([...left.logits]).toEqual(weights.map(Math.fround))
    }))
  })
})

/** Chi-square of draws against the exact shares of what was left. */
function chiSquare(given: readonly number[], changes: Partial<SamplingRule>, expected: readonly number[], said: readonly number[] = []): number {
  const sampler = openSampler(rule(changes), createRandom(seedState(5)).float, () => '')
  const found = given.map(() => 0)
  const N = 8000
  for (let trial = 0; trial < N; trial++) {
    const { id } = sampler.draw(logits(...given.map(Math.log)), said, Infinity)
    found[id] = (found[id] ?? 0) + 1
  }
  for (const [id, p] of expected.entries()) if (p === 0) expect(found[id]).toBe(0)
  return total(expected.map((p, id) => (p === 0 ? 0 : ((found[id] ?? 0) - N * p) ** 2 / (N * p))))
}

const given = [0.4, 0.3, 0.15, 0.1, 0.05]
const only = (...kept: readonly number[]): number[] => shares(given.map((p, id) => (kept.includes(id) ? p : 0)))
type Case = readonly [what: string, changes: Partial<SamplingRule>, expected: readonly number[], said: readonly number[]]
const nobody: readonly number[] = []
const drawn: readonly Case[] = [
  ['nothing', {}, given, nobody],
  ['temperature 2', { temperature: 2 }, shares(given.map(Math.sqrt)), nobody],
  ['temperature 0.5', { temperature: 0.5 }, shares(given.map((p) => p * p)), nobody],
  ['top-k 3', { topK: 3 }, only(0, 1, 2), nobody],
  ['top-p 0.6', { topP: 0.6 }, only(0, 1), nobody],
  ['min-p 0.3', { minP: 0.3 }, only(0, 1, 2), nobody],
  ['top-a 0.8', { topA: 0.8 }, only(0, 1, 2), nobody],
  ['typical 0.5', { typicalP: 0.5 }, only(1, 0), nobody],
  ['epsilon 0.12', { epsilonCutoff: 0.12 }, only(0, 1, 2), nobody],
  ['mirostat 2, wide open', { mirostatTau: 3 }, given, nobody],
  ['XTC half of the time', { xtcThreshold: 0.2, xtcProbability: 0.5 }, given.map((p, id) => (p + (only(1, 2, 3, 4)[id] ?? 0)) / 2), nobody],
  ['presence and frequency', { presencePenalty: 0.5, frequencyPenalty: 0.25 }, shares(given.map((p, id) => (id === 0 ? p * Math.exp(-1) : id === 1 ? p * Math.exp(-0.75) : p))), [0, 1, 0]],
  ['top-k 3 after temperature 2', { topK: 3, temperature: 2 }, shares(given.map((p, id) => (id < 3 ? Math.sqrt(p) : 0))), nobody]
]

describe('draws', () => {
  // 4 degrees of freedom at most: above 23.5 once in 10,000 seeds; the seed is fixed.
  it.each(drawn)('are as often as %s says', (_, changes, expected, said) => {
    expect(chiSquare(given, changes, expected, said)).toBeLessThan(23.5)
  })

  it('go from end to end of the mass, and never to what has none', () => {
    const at = (uniform: number): number => draw(of(1, 1, 2, 0), uniform)
    expect([at(0), at(0.49), at(0.5), at(1 - 2 ** -53)]).toEqual([0, 1, 2, 2])
  })
})
