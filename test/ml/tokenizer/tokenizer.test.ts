import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Tokenizer as Library } from '@huggingface/tokenizers'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BadTokenizer, loadTokenizer, streamText } from '#ml/tokenizer/index.ts'
import { openLibrary } from '#ml/tokenizer/library.ts'

const folder = join(import.meta.dirname, '../../../resources/models/aurore-base')
const definition = readFileSync(join(folder, 'tokenizer.json'), 'utf8')
const config = readFileSync(join(folder, 'tokenizer_config.json'), 'utf8')
const tokenizer = loadTokenizer(definition, config)
const library = new Library(JSON.parse(definition), JSON.parse(config))
const shared = join(import.meta.dirname, '../../../../shared/corpora')

const texts = [
  '« Où vas-tu ? » demanda-t-elle ; l’herbe, jusqu’à l’œuvre, était haute… — Là-bas !',
  'Il n’y avait, à 3,14 km, que des cœurs brisés\n\nLe lendemain.\n\n\n* * *\n\tFin  .',
  '“You were not sorry,” said he; “and I would’ve had it.” — naïve café',
  'emoji 😀🏽 中文 العربية \u00A0\u202F! \r\n fin', ' commence par une espace', 'x', ''
]

describe('the built-in model’s tokenizer', () => {
  it.each(texts)('gives %j back', (text) => {
    expect(tokenizer.decode(tokenizer.encode(text))).toBe(text)
  })

  it('gives back any text, and encodes it as the library does when it sees it whole', () => {
    const pieces = fc.constantFrom(' ', '  ', '\n', '\n\n', '\t', 'mot', 'l’', '.', '…', '«', '\u00A0', '!', '12', '3', '😀', 'é', '-', ' x')
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.array(pieces).map((parts) => parts.join(''))), (text) => {
      const ids = tokenizer.encode(text)
      expect(ids).toEqual(library.encode(text, { add_special_tokens: false }).ids)
      expect(tokenizer.decode(ids)).toBe(text)
    }), { numRuns: 300 })
  })

  it('knows its end of text and its size', () => {
    expect(tokenizer).toMatchObject({ endOfText: 0, vocabularySize: 8192, beginning: [] })
  })

  it('leaves special and unknown tokens out of the text', () => {
    expect(tokenizer.decode([0, ...tokenizer.encode('Fin.'), 0, 999_999])).toBe('Fin.')
  })

  it.each(texts)('streams %j without half a character', (text) => {
    const stream = streamText(tokenizer)
    const pieces = tokenizer.encode(text).map((id) => stream.push(id))
    expect(pieces.join('')).toBe(text)
    expect(pieces.filter((piece) => piece.includes('\uFFFD') || /\p{Cs}/u.test(piece))).toEqual([])
  })

  it('never shows bytes that make no character', () => {
    // The first byte of “é”, as byte-level vocabularies write it.
    const half = library.token_to_id('Ã') ?? -1
    expect(tokenizer.decode([half])).toBe('\uFFFD')
    const stream = streamText(tokenizer)
    const shown = [half, ...tokenizer.encode('abc'), ...tokenizer.encode(' fin')].map((id) => stream.push(id)).join('')
    expect(shown).not.toContain('\uFFFD')
    expect(shown.endsWith(' fin')).toBe(true)
  })

  it.each([['not json', '{}'], ['[]', '{}'], ['{"model":{"type":"Nonsense"}}', '{}']])('refuses %s', (bad, settings) => {
    expect(() => loadTokenizer(bad, settings)).toThrow(BadTokenizer)
  })
})

describe.skipIf(!existsSync(join(shared, 'weights/tokenizers/llama2_hf')))('other tokenizers (skipped where the shared weights are not at hand)', () => {
  const load = (name: string) => {
    const at = join(shared, 'weights/tokenizers', name)
    const settings = join(at, 'tokenizer_config.json')
    return loadTokenizer(readFileSync(join(at, 'tokenizer.json'), 'utf8'), existsSync(settings) ? readFileSync(settings, 'utf8') : '{}')
  }

  it.each(['llama2_hf', 'phi-2_gpt2bpe', 'falcon'])('%s gives French back and streams it', (name) => {
    const other = load(name)
    const text = 'Où vas-tu ? demanda-t-elle.\n\n— Là-bas, « à l’œuvre » !'
    const ids = other.encode(text)
    expect(other.decode(ids)).toBe(text)
    const stream = streamText(other)
    expect(ids.map((id) => stream.push(id)).join('')).toBe(text)
  })

  it.each(['llama2_hf', 'phi-2_gpt2bpe', 'falcon'])('%s: a text cut into words comes to the tokens of the whole', (name) => {
    const at = join(shared, 'weights/tokenizers', name, 'tokenizer.json')
    const parsed = JSON.parse(readFileSync(at, 'utf8')) as object
    const [other, whole] = [load(name), openLibrary(parsed as Record<string, unknown>, {})]
    const pieces = fc.constantFrom(' ', '  ', '\n', '\n\n', ' \n ', '\t', 'mot', 'l’', '.', '…', '«', '\u00A0', '!', '12', '½', '3', '😀', 'é', '-', ' x', '\u2581', '<s>', ' </s>', '<|endoftext|>')
    fc.assert(fc.property(fc.array(pieces).map((parts) => parts.join('')), (text) => {
      expect(other.encode(text)).toEqual(whole.encode(text, { add_special_tokens: false }).ids)
    }), { numRuns: 200, examples: [['\u2581 \u2581']] })
  })

  it('knows what Llama 2 expects before a text', () => {
    expect(load('llama2_hf')).toMatchObject({ beginning: [1], endOfText: 2, vocabularySize: 32000 })
  })
})

describe.skipIf(!existsSync(join(shared, 'gutenberg/fr')))('a whole novel (skipped where the shared corpora are not at hand)', () => {
  it('comes back unchanged', () => {
    const novel = readFileSync(join(shared, 'gutenberg/sand/La-Mare-au-Diable_23582__23582-0.txt'), 'utf8')
    expect(tokenizer.decode(tokenizer.encode(novel))).toBe(novel)
  })
})
