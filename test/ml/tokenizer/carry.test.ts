import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { carryEmbeddings, openVocabulary, originsOf, trainByteLevelBpe, trainSentencePieceBpe, trainUnigram, type Vocabulary } from '#ml/tokenizer/index.ts'
import { given, novel } from './support.ts'

const old = openVocabulary(given)
const width = 3
/** Row r is r, r + 1/2, -r: every mean can be told from every other. */
const matrix = Float32Array.from({ length: old.tokenizer.vocabularySize * width }, (_, i) => (i % width === 2 ? -1 : 1) * Math.floor(i / width) + (i % width === 1 ? 0.5 : 0))
const row = (made: Float32Array, id: number): readonly number[] => [...made.subarray(id * width, (id + 1) * width)]
const spelling = (vocabulary: Vocabulary, id: number): string => vocabulary.tokens[id]?.spelling ?? ''

const symbols = ['<sep>', 'aujourd’hui']
const made = {
  'byte-level': openVocabulary(await trainByteLevelBpe([novel], { vocabularySize: 2000, like: given, symbols })),
  sentencepiece: openVocabulary(await trainSentencePieceBpe([novel], { vocabularySize: 1500, symbols })),
  unigram: openVocabulary(await trainUnigram([novel], { vocabularySize: 1500, symbols }))
}

describe.each(Object.entries(made))('a %s vocabulary on the built-in model', (_, fresh) => {
  const origins = originsOf(old, fresh)
  const carried = carryEmbeddings(origins, matrix, width)
  const idOf = (token: string): number => fresh.tokens.findIndex((found) => found?.spelling === token)

  it('has a row for every token, each a mean of old rows', () => {
    expect(carried).toHaveLength(fresh.tokenizer.vocabularySize * width)
    origins.forEach((origin, id) => {
      const mean = origin.reduce((sum, from) => sum + from, 0) / origin.length
      expect(row(carried, id)[0] ?? NaN, spelling(fresh, id)).toBeCloseTo(mean, 1)
    })
  })

  it('keeps the rows of the tokens that both have, bit for bit', () => {
    const shared = fresh.tokens.flatMap((token, id) => {
      const bytes = token?.bytes
      if (!token || !bytes || token.isFallback) return []
      const same = old.tokens.findIndex((other) => other?.bytes && Buffer.compare(other.bytes, bytes) === 0)
      return same < 0 ? [] : [{ id, same }]
    })
    expect(shared.length).toBeGreaterThan(500)
    for (const { id, same } of shared) expect(row(carried, id)).toEqual(row(matrix, same))
  })

  it('starts the others from the mean of the old pieces of their text', () => {
    for (const text of symbols) {
      const pieces = old.tokenizer.encode(text)
      const id = idOf(text)
      expect(pieces.length).toBeGreaterThan(1)
      expect(origins[id]).toEqual(pieces)
      expect(row(carried, id)[2]).toBeCloseTo(-pieces.reduce((sum, piece) => sum + piece, 0) / pieces.length, 2)
    }
  })

  it('takes the end of a text for the end of a text, whatever it is called', () => {
    expect(fresh.tokenizer.endOfText).not.toBeNull()
    expect(origins[fresh.tokenizer.endOfText ?? -1]).toEqual([old.tokenizer.endOfText])
  })
})

describe('edges', () => {
  it('spells half characters in their bytes, and gives what it knows nothing of the mean of all', () => {
    expect(carryEmbeddings([[], [1], [0, 1], [99]], Float32Array.of(0, 10, 2, 20), 2)).toEqual(Float32Array.of(1, 15, 2, 20, 1, 15, 1, 15))
    const small = openVocabulary({ definition: JSON.stringify({
      normalizer: null, pre_tokenizer: { type: 'ByteLevel' }, decoder: { type: 'ByteLevel' }, post_processor: null, added_tokens: [],
      model: { type: 'BPE', vocab: { 'ó¿': 0, 'Ġ': 1 }, merges: [] } // bytes F3 BF, two of a character's four; a space
    }), config: '{}' })
    const byte = (value: number) => old.tokens.findIndex((token) => token?.bytes?.length === 1 && token.bytes[0] === value)
    expect(originsOf(old, small)).toEqual([[byte(0xF3), byte(0xBF)], [byte(0x20)]])
  })

  const llama = join(import.meta.dirname, '../../../../shared/corpora/weights/tokenizers/llama2_hf')
  it.skipIf(!existsSync(llama))('does not mistake the space that Llama puts before a text for a piece of it (skipped where the shared weights are not at hand)', () => {
    const from = openVocabulary({ definition: readFileSync(join(llama, 'tokenizer.json'), 'utf8'), config: readFileSync(join(llama, 'tokenizer_config.json'), 'utf8') })
    const origins = originsOf(from, made.sentencepiece)
    const piecesOf = (token: string) => origins[made.sentencepiece.tokens.findIndex((found) => found?.spelling === token)]?.map((id) => spelling(from, id))
    expect(piecesOf('▁la')).toEqual(['▁la'])
    expect(piecesOf('</s>')).toEqual(['</s>'])
    expect(piecesOf('<0xE2>')).toEqual(['<0xE2>'])
    expect(piecesOf('aujourd’hui')?.join('')).toMatch(/^▁?aujourd’hui$/)
  })
})
