import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CannotTrain, loadTokenizer, trainSentencePieceBpe, trainUnigram, type TrainingRequest } from '#ml/tokenizer/index.ts'
import { asNumbers } from '#ml/tokenizer/training/merges.ts'
import { expectation, Segmenter, type Pieces } from '#ml/tokenizer/training/unigram/model.ts'
import { seeds } from '#ml/tokenizer/training/unigram/seed.ts'
import { digamma, likeliest, pruned, sparser, type Inventory } from '#ml/tokenizer/training/unigram/steps.ts'
import { anyText, nasty, novel, parsed } from './support.ts'

const shared = join(import.meta.dirname, '../../../../shared/corpora/gutenberg')
const kinds = { sentencepiece: trainSentencePieceBpe, unigram: trainUnigram } as const

/** These tokenizers write a space as `▁`; a text's own `▁` comes back as a space. */
const lost = '\u2581'
const kept = nasty.filter((text) => !/\p{Cs}/u.test(text) && !text.includes(lost))

describe.each(Object.entries(kinds))('%s', (kind, train) => {
  const make = async (request: Partial<TrainingRequest> = {}, texts: readonly string[] = [novel]) => train(texts, { vocabularySize: 1000, ...request })
  const open = async (request: Partial<TrainingRequest> = {}) => { const { definition, config } = await make(request); return loadTokenizer(definition, config) }

  it.each([250, 300, 511, 512, 1000, 1800])('has exactly %i tokens, numbered without a hole', async (vocabularySize) => {
    const { vocab, type } = parsed(await make({ vocabularySize })).model
    const ids = Array.isArray(vocab) ? vocab.map((_, id) => id) : Object.values(vocab)
    expect(type).toBe(kind === 'unigram' ? 'Unigram' : 'BPE')
    expect(ids.toSorted((a, b) => a - b)).toEqual(Array.from({ length: vocabularySize }, (_, id) => id))
    expect(new Set(Array.isArray(vocab) ? vocab.map(([token]) => token) : Object.keys(vocab)).size).toBe(vocabularySize)
  })

  it('makes the same files from the same texts, in whatever order they come', async () => {
    const chapters = novel.split(/(?=\n## )/)
    expect(await make({}, chapters.toReversed())).toEqual(await make({}, chapters))
  })

  it('gives any text back', async () => {
    const tokenizer = await open({ symbols: ['<sep>'] })
    for (const text of kept) expect(tokenizer.decode(tokenizer.encode(text))).toBe(text)
    fc.assert(fc.property(anyText(lost), (text) => { expect(tokenizer.decode(tokenizer.encode(text))).toBe(text) }), { numRuns: 200 })
  })

  it('never cuts a symbol nor joins it to its neighbours', async () => {
    const tokenizer = await open({ symbols: ['Varagne', '<sep>'] })
    const text = 'La Varagne<sep>la Varagnette'
    expect([tokenizer.encode('Varagne'), tokenizer.encode('<sep>')]).toEqual([[3], [4]])
    expect(tokenizer.encode(text).filter((id) => id === 3)).toHaveLength(2)
    expect(tokenizer.decode(tokenizer.encode(text))).toBe(text)
  })

  it('knows where a text ends, and does without bytes where they would leave no room', async () => {
    const small = await open({ vocabularySize: 250 })
    expect(small).toMatchObject({ endOfText: 2, beginning: [], vocabularySize: 250 })
    expect(small.encode('😀')).toEqual([0])
    expect((await open()).encode('😀')).toHaveLength(4)
    expect(small.decode(small.encode('La Varagne, la nuit'))).toBe('La Varagne, la nuit')
  })

  it('is the better the more tokens it may have', async () => {
    const lengths = await Promise.all([600, 1000, 1800].map(async (vocabularySize) => (await open({ vocabularySize })).encode(novel).length))
    expect(lengths.toSorted((a, b) => b - a)).toEqual(lengths)
  })

  const refusals: readonly (readonly [string, object, Partial<TrainingRequest>, readonly string[]])[] = [
    ['no-text', {}, {}, []], ['too-small', { size: 249, least: 250 }, { vocabularySize: 249 }, [novel]], ['too-large', { size: 60_000, most: 52_000 }, { vocabularySize: 60_000 }, [novel]],
    ['symbol-taken', { symbol: '</s>' }, { symbols: ['</s>'] }, [novel]], ['symbol-taken', { symbol: '<0x41>' }, { symbols: ['<0x41>'] }, [novel]]
  ]
  it.each(refusals)('refuses: %s %j', async (reason, numbers, request, texts) => {
    const failure = await make(request, texts).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(CannotTrain)
    expect(failure).toMatchObject({ reason, numbers })
  })

  it('refuses a text too short for so many tokens, and says how many it gives', async () => {
    const failure = await make({ vocabularySize: 600 }, ['abc abc abd']).catch((error: unknown) => error)
    expect(failure).toMatchObject({ reason: 'too-little-text', numbers: { size: 600 } })
    const reached = Number((failure as CannotTrain).numbers['reached'])
    expect(reached).toBeGreaterThan(259)
    expect(reached).toBeLessThan(280)
  })
})

describe('the unigram model, by hand', () => {
  // Letters a = 0, b = 1; pieces a, b, ab.
  const pieces: Inventory = {
    spelling: [Int32Array.of(0), Int32Array.of(1), Int32Array.of(0, 1)], isCharacter: [true, true, false],
    scores: Float64Array.of(Math.log(1 / 4), Math.log(1 / 4), Math.log(1 / 2))
  }
  const words = asNumbers(new Map([['ab', 8], ['ba', 1]]), new Map([['a', 0], ['b', 1]]))

  it('expects each piece by the probability of the segmentations it stands in', () => {
    // “ab” is ab (1/2) or a b (1/16): 8/9 and 1/9 of 8 times. “ba” is b a.
    const { uses, logLikelihood } = expectation(words, pieces)
    ;[8 / 9 + 1, 8 / 9 + 1, 64 / 9].forEach((wanted, i) => expect(uses[i]).toBeCloseTo(wanted, 12))
    expect(logLikelihood).toBeCloseTo(8 * Math.log(9 / 16) + Math.log(1 / 16), 12)
  })

  it('finds the best segmentation, and the best without one piece', () => {
    const segmenter = new Segmenter(pieces)
    expect([segmenter.segment(words.symbols, 0, 2), segmenter.segment(words.symbols, 0, 2, 2), segmenter.segment(words.symbols, 0, 2, 0)]).toEqual([[2], [0, 1], [2]])
    expect(segmenter.segment(Int32Array.of(7), 0, 1)).toEqual([])
  })

  it('makes likeliest scores of shares, and leaves out what is not used', () => {
    const { uses } = expectation(words, pieces)
    const total = 98 / 9
    expect(Math.exp(likeliest(pieces, uses).scores[2] ?? 0)).toBeCloseTo(64 / 9 / total, 12)
    expect(sparser(pieces, Float64Array.of(1, 0, 0.4)).spelling).toHaveLength(2) // the letters stay
  })

  it('gives up the piece that is missed least', () => {
    const more: Inventory = { spelling: [...pieces.spelling, Int32Array.of(1, 0)], isCharacter: [...pieces.isCharacter, false], scores: Float64Array.of(-3, -3, -1, -1) }
    expect(pruned(words, more, 3).spelling.map((piece) => piece.join(''))).toEqual(['0', '1', '01'])
  })

  it('starts from letters and from substrings that come twice and not always inside the same longer one', () => {
    const found = seeds(asNumbers(new Map([['abc', 3], ['ab', 2]]), new Map([['a', 0], ['b', 1], ['c', 2]])), 10)
    expect(found.map(({ spelling, count }) => [spelling.join(''), count])).toEqual([['0', 5], ['1', 5], ['2', 3], ['01', 5], ['012', 3], ['12', 3]])
  })

  it.each([[1, -0.5772156649015329], [2, 0.42278433509846713], [0.5, -1.9635100260214235], [10, 2.251752589066721], [1e6, 13.815510057964191]])('digamma(%d)', (x, wanted) => {
    expect(digamma(x)).toBeCloseTo(wanted, 12)
  })
})

describe('expectation and maximisation', () => {
  const counts = new Map<string, number>()
  for (const word of novel.match(/ ?\p{L}+|[^\p{L}]/gu) ?? []) counts.set(word, (counts.get(word) ?? 0) + 1)
  const letters = new Map([...new Set([...counts.keys()].join(''))].map((letter, id) => [letter, id]))
  const words = asNumbers(counts, letters)
  const found = seeds(words, 3000)
  const start: Inventory = { spelling: found.map(({ spelling }) => spelling), isCharacter: found.map(({ spelling }) => spelling.length === 1), scores: new Float64Array(found.length).fill(-Math.log(found.length)) }
  const total = (pieces: Pieces): number => pieces.scores.reduce((sum, score) => sum + Math.exp(score), 0)

  it('never makes the words less likely, and keeps a distribution', () => {
    let [pieces, before] = [start, -Infinity]
    for (let round = 0; round < 8; round++) {
      const { uses, logLikelihood } = expectation(words, pieces)
      expect(logLikelihood).toBeGreaterThanOrEqual(before - Math.abs(before) * 1e-12)
      pieces = likeliest(pieces, uses)
      before = logLikelihood
      expect(total(pieces)).toBeCloseTo(1, 9)
    }
  })

  it('expects as many characters as there are', () => {
    const { uses } = expectation(words, start)
    const characters = start.spelling.reduce((sum, piece, i) => sum + piece.length * (uses[i] ?? 0), 0)
    expect(characters / words.starts.slice(1).reduce((sum, end, word) => sum + (end - (words.starts[word] ?? 0)) * (words.counts[word] ?? 0), 0)).toBeCloseTo(1, 9)
  })

  it('with digamma uses fewer pieces, and never gives all the probability away', () => {
    const { uses } = expectation(words, start)
    const sparse = sparser(start, uses)
    expect(sparse.spelling.length).toBeLessThan(start.spelling.length)
    expect(total(sparse)).toBeLessThan(1)
    expect(total(sparse)).toBeGreaterThan(0.9)
  })
})

describe.skipIf(!existsSync(join(shared, 'fr')))('on whole novels (skipped where the shared corpora are not at hand)', () => {
  it.each(Object.entries(kinds))('%s gives French and English back', async (_, train) => {
    const french = readFileSync(join(shared, 'sand/La-Mare-au-Diable_23582__23582-0.txt'), 'utf8')
    const english = readFileSync(join(shared, 'en/The-War-of-the-Worlds_36__36-0.txt'), 'utf8')
    const { definition, config } = await train([french], { vocabularySize: 4000 })
    const tokenizer = loadTokenizer(definition, config)
    for (const text of [french, english]) expect(tokenizer.decode(tokenizer.encode(text))).toBe(text)
    expect(french.length / tokenizer.encode(french).length).toBeGreaterThan(3)
  })
})
