// Her turns of phrase beside a network: a mixture of probabilities, and a file that gives back what was put in.
import { describe, expect, it } from 'vitest'
import { learnNgrams } from '#ml/ngram/kneser-ney.ts'
import { mixedLogprob, readPhrases, withPhrases, writePhrases } from '#ml/ngram/phrases.ts'
import { spread } from '../../support/evaluate.ts'

const vocabulary = 9
const model = learnNgrams([[1, 2, 3, 1, 2, 4, 1, 2, 3, 5, 6, 7, 1, 2, 3]], vocabulary, 3)
const logits = spread(vocabulary, -4, 4)
const softmax = (of: Float32Array): number[] => { const all = [...of].map(Math.exp); const sum = all.reduce((a, b) => a + b, 0); return all.map((p) => p / sum) }

describe('turns of phrase', () => {
  it.each([0, 0.08, 0.5, 1])('have their share of %d in every probability', (share) => {
    const mixed = softmax(withPhrases({ model, share })(logits, [7, 1, 2]))
    const own = softmax(logits)
    for (const [token, p] of mixed.entries()) {
      expect(p).toBeCloseTo((1 - share) * (own[token] ?? 0) + share * model.probability([1, 2], token), 6)
      expect(mixedLogprob({ model, share }, [1, 2], token, Math.log(own[token] ?? 0))).toBeCloseTo(Math.log(p), 5)
    }
  })

  it('make likelier what she wrote after the same words', () => {
    const even = new Float32Array(vocabulary)
    expect(softmax(withPhrases({ model, share: 0.3 })(even, [1, 2]))[3]).toBeGreaterThan(2 / vocabulary)
  })

  it('leave a token beyond their vocabulary to the network', () => {
    const wide = Float32Array.from([...logits, 1, 2])
    const mixed = withPhrases({ model, share: 0.1 })(wide, [1, 2])
    expect(mixed).toHaveLength(vocabulary + 2)
    expect(softmax(mixed)[10]).toBeCloseTo(0.9 * (softmax(wide)[10] ?? 0), 6)
  })

  it('come back from their file the same', () => {
    const { model: read, share } = readPhrases(writePhrases({ model, share: 0.08 }))
    expect(share).toBe(0.08)
    for (const context of [[], [1], [1, 2], [6, 7], [8, 8]]) expect([...read.distribution(context)]).toEqual([...model.distribution(context)])
  })

  it('refuse a file that is something else, with what is missing', () => {
    expect(() => readPhrases(new Uint8Array(3))).toThrow(RangeError)
    const other = writePhrases({ model, share: 0.08 })
    expect(() => readPhrases(other.slice(0, other.length - 8))).toThrow(/bytes/)
  })
})
