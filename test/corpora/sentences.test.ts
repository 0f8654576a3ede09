// Sentences as a reader counts them, and the law of the hold-out: train and held-out share nothing and together are everything.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HoldOut } from '#shared/contract/corpora.ts'
import { countWords } from '#shared/text.ts'
import { chapterText, sampleSentences, splitCorpus } from '#main/corpora/index.ts'
import type { SplitDocument } from '#main/corpora/index.ts'
import { sentencesOf } from '#main/corpora/sentences.ts'

describe('sentences', () => {
  const cases = [
    ['fr', 'M. de Rênal sortit. Il pleuvait.', ['M. de Rênal sortit.', 'Il pleuvait.']],
    ['fr', 'Mme Hédouin souriait… puis elle se tut. Ce fut tout.', ['Mme Hédouin souriait… puis elle se tut.', 'Ce fut tout.']],
    ['fr', '— Vous êtes là ? demanda-t-il. — Oui.', ['— Vous êtes là ? demanda-t-il.', '— Oui.']],
    ['fr', '« Partez ! » cria-t-il. Elle partit.', ['« Partez ! » cria-t-il.', 'Elle partit.']],
    ['fr', 'Il lut J. Le Blanc. Puis il dormit.', ['Il lut J. Le Blanc.', 'Puis il dormit.']],
    ['en', 'Mr. Bennet replied that he had not. “Why not?” said she.', ['Mr. Bennet replied that he had not.', '“Why not?” said she.']],
    ['en', 'Dr. Seward and Mrs. Harker came at 5.30 p.m. on Tuesday.', ['Dr. Seward and Mrs. Harker came at 5.30 p.m. on Tuesday.']],
    ['en', 'One.\n\nTwo', ['One.', 'Two']], ['en', '* * *', []], ['en', '', []]
  ] as const
  it.each(cases)('%s: %j', (language, text, sentences) => { expect(sentencesOf(text, language)).toEqual(sentences) })
  it('draws the same sentences for the same seed, others for another, none twice', () => {
    const texts = [{ text: Array.from({ length: 60 }, (_, i) => `Phrase numéro ${i}.`).join(' '), language: 'fr' as const }]
    const [one, two, three] = [sampleSentences(texts, 12, 7), sampleSentences(texts, 12, 7), sampleSentences(texts, 12, 8)]
    expect(one).toEqual(two)
    expect(three).not.toEqual(one)
    expect(new Set(one).size).toBe(12)
    expect(sampleSentences(texts, 100, 1).length).toBe(60)
  })
})

/** A document whose chapters have these numbers of sentences, every sentence unlike any other. */
function bookOf(id: string, chapters: readonly number[]): SplitDocument {
  return { id, title: id, language: 'fr', chapters: chapters.map((count, c) => {
    const text = Array.from({ length: count }, (_, i) => `Phrase ${i} du chapitre ${c} de ${id} ici.`).join(' ')
    return { title: `${c}`, words: countWords(text), scenes: [{ blocks: [{ kind: 'paragraph', runs: [{ text, italic: false, bold: false }] }] }] }
  }) }
}
const sentencesIn = (units: readonly { readonly text: string }[]): string[] => units.flatMap(({ text }) => sentencesOf(text, 'fr')).sort()
const strategies: readonly HoldOut[] = ['chapters', 'documents', 'sentences']

describe('holding out', () => {
  const shelf = fc.array(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 4 })
    .map((books) => books.map((chapters, i) => bookOf(`livre${i}`, chapters)))
  it.each(strategies)('%s: train and held-out are disjoint and together everything', (strategy) => {
    fc.assert(fc.property(shelf, (documents) => {
      const { train, heldOut, trainWords, heldOutWords } = splitCorpus(documents, strategy)
      const everything = sentencesIn(documents.flatMap(({ chapters }) => chapters.map((chapter) => ({ text: chapterText(chapter) }))))
      expect([...sentencesIn(train), ...sentencesIn(heldOut)].sort()).toEqual(everything)
      const held = new Set(sentencesIn(heldOut))
      expect(sentencesIn(train).filter((sentence) => held.has(sentence))).toEqual([])
      expect(trainWords + heldOutWords).toBe(everything.reduce((sum, sentence) => sum + countWords(sentence), 0))
    }), { numRuns: 40 })
  })
  it.each(strategies)('%s: the same corpus is always split alike, and something is left to learn from', (strategy) => {
    fc.assert(fc.property(shelf, (documents) => {
      const split = splitCorpus(documents, strategy)
      expect(splitCorpus(documents, strategy)).toEqual(split)
      expect(split.trainWords).toBeGreaterThan(0)
    }), { numRuns: 40 })
  })
  it('holds about a tenth of a book of even chapters, spread through it', () => {
    const { strategy, heldOut, trainWords, heldOutWords } = splitCorpus([bookOf('a', Array<number>(40).fill(30))], 'chapters')
    expect(strategy).toBe('chapters')
    expect(heldOut.map(({ chapter }) => chapter)).toEqual([5, 15, 25, 35])
    expect(heldOutWords / (trainWords + heldOutWords)).toBeCloseTo(0.1, 2)
  })
  it('holds the smallest document that makes a tenth', () => {
    const split = splitCorpus([bookOf('grand', [200, 200]), bookOf('petit', [60]), bookOf('mince', [5])], 'documents')
    expect(new Set(split.heldOut.map(({ documentId }) => documentId))).toEqual(new Set(['petit']))
  })
  it('never holds the only chapter: every tenth sentence instead, and says so', () => {
    const split = splitCorpus([bookOf('a', [100])], 'chapters')
    expect({ strategy: split.strategy, warnings: split.warnings, held: sentencesIn(split.heldOut).length }).toEqual({ strategy: 'sentences', warnings: ['corpora.warning-single-chapter'], held: 10 })
  })
  it('holds chapters when there is only one document, and says so', () => {
    const split = splitCorpus([bookOf('a', [30, 30, 30])], 'documents')
    expect([split.strategy, split.warnings]).toEqual(['chapters', ['corpora.warning-single-document']])
  })
  it('a sentence taken out leaves a paragraph’s break: its neighbours never touch', () => {
    const [unit] = splitCorpus([bookOf('a', [30])], 'sentences').train
    expect(unit?.text.split('\n\n').map((part) => sentencesOf(part, 'fr').length)).toEqual([9, 9, 9])
  })
  it('an empty corpus splits into nothing', () => {
    expect(splitCorpus([], 'chapters')).toEqual({ strategy: 'sentences', train: [], heldOut: [], trainWords: 0, heldOutWords: 0, warnings: [] })
  })
})
