// The law of the pieces: joined, they are the text, whatever bytes its tokens cut apart.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { piecesOf, wordsOfTokens } from '#ml/scoring/index.ts'
import { loadTokenizer, trainUnigram } from '#ml/tokenizer/index.ts'
import { anyText, given, nasty, novel } from '../tokenizer/support.ts'

const byteLevel = loadTokenizer(given.definition, given.config)
const unigramFiles = await trainUnigram([novel.slice(0, 40_000)], { vocabularySize: 800, symbols: [], pause: async () => undefined })
const unigram = loadTokenizer(unigramFiles.definition, unigramFiles.config)
const tokenizers = { byteLevel, unigram }

describe.each(Object.entries(tokenizers))('the pieces of a text (%s)', (_, tokenizer) => {
  it.each(nasty)('%j', (text) => {
    const ids = tokenizer.encode(text)
    const pieces = piecesOf(tokenizer, text, ids)
    expect(pieces).toHaveLength(ids.length)
    if (ids.length > 0) expect(pieces.join('')).toBe(text)
  })

  it('are the text for any text', () => {
    fc.assert(fc.property(anyText(), (text) => {
      const ids = tokenizer.encode(text)
      expect(piecesOf(tokenizer, text, ids).join('')).toBe(ids.length === 0 ? '' : text)
    }), { numRuns: 60 })
  })
})

describe('a character of several tokens', () => {
  it('belongs to the last of them', () => {
    const ids = byteLevel.encode('a😀b')
    const pieces = piecesOf(byteLevel, 'a😀b', ids)
    expect(ids.length).toBeGreaterThan(3)
    expect(pieces.filter((piece) => piece !== '').join('|')).toBe('a|😀|b')
  })
})

describe('the words of tokens', () => {
  it('are what stands in the middle of a text', () => {
    const word = wordsOfTokens(byteLevel)
    const ids = byteLevel.encode('La marée montait.')
    expect(ids.map(word).join('')).toBe('La marée montait.')
    expect(word(byteLevel.encode('😀')[0] ?? -1)).toContain('\uFFFD')
  })
})
