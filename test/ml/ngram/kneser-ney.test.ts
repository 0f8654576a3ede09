// The n-gram baseline: its laws, and a corpus small enough to work out by hand.
import { describe, expect, it } from 'vitest'
import { learnNgrams } from '#ml/ngram/kneser-ney.ts'
import { createRandom, seedState } from '#ml/random.ts'

/** A text in which what follows depends on the two tokens before. */
function patterned(length: number, vocabulary: number, seed: number): number[] {
  const random = createRandom(seedState(seed))
  const ids = [1, 2]
  while (ids.length < length) {
    const [a = 0, b = 0] = ids.slice(-2)
    ids.push(random.float() < 0.8 ? (a * 3 + b * 5 + 1) % vocabulary : random.below(vocabulary))
  }
  return ids
}

describe('interpolated modified Kneser-Ney', () => {
  const vocabulary = 12
  const model = learnNgrams([patterned(600, vocabulary, 1), patterned(400, vocabulary, 2)], vocabulary)

  it.each([[[]], [[3]], [[1, 2]], [[4, 4, 4, 4]], [[1, 2, 0, 5]], [[11, 11, 0, 0, 7, 3]]])('gives all tokens together a probability of one after %j', (context) => {
    const all = Array.from({ length: vocabulary }, (_, token) => model.probability(context, token))
    expect(all.every((p) => p > 0)).toBe(true)
    expect(all.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9)
  })

  it.each([[[]], [[3]], [[1, 2]], [[1, 2, 0, 5]], [[11, 11, 0, 0, 7, 3]]])('gives all tokens at once what it gives each after %j', (context) => {
    for (const [token, p] of model.distribution(context).entries()) expect(p).toBeCloseTo(model.probability(context, token), 12)
  })

  it('learns what there is to learn: far better than chance on new text of the same kind, and than a lower order', () => {
    const fresh = patterned(500, vocabulary, 3)
    const loss = ({ nll, tokens }: { nll: number; tokens: number }): number => nll / tokens
    expect(loss(model.score(fresh))).toBeLessThan(0.75 * Math.log(vocabulary))
    expect(loss(model.score(fresh))).toBeLessThan(loss(learnNgrams([patterned(1000, vocabulary, 1)], vocabulary, 1).score(fresh)))
  })

  it('agrees with a corpus worked out by hand', () => {
    // a b a b a c, order 2; too little for estimates, so D = 1/2, 1, 3/2. Bigrams: ab 2, ba 2, ac 1; continuations: a, b, c once each.
    // One token: (1 − 1/2)/3 + (3/2)/3 · 1/3 = 1/3 for each. After a (3 times): c = (1 − 1/2)/3 + (1/2 + 1)/3 · 1/3, b = (2 − 1)/3 + the same, a = that alone.
    const [a, b, c] = [0, 1, 2]
    const small = learnNgrams([[a, b, a, b, a, c]], 3, 2)
    expect(small.probability([], b)).toBeCloseTo(1 / 3, 12)
    expect(small.probability([a], c)).toBeCloseTo(1 / 3, 12)
    expect(small.probability([a], b)).toBeCloseTo(1 / 2, 12)
    expect(small.probability([a], a)).toBeCloseTo(1 / 6, 12)
  })

  it('keeps apart tokens beyond the first plane and in the range of surrogates', () => {
    const large = learnNgrams([[0xd83d, 0xde00, 5, 0x1f600, 6, 0x1f600, 6]], 0x40000, 3)
    expect(large.probability([0x1f600], 6)).toBeGreaterThan(large.probability([0x1f600], 5))
    expect(large.probability([0xd83d, 0xde00], 5)).toBeGreaterThan(large.probability([0xd83d, 0xde00], 6))
  })
})
