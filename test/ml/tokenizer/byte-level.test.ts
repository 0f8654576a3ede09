import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Tokenizer as Library } from '@huggingface/tokenizers'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CannotTrain, loadTokenizer, trainByteLevelBpe, type ByteLevelRequest } from '#ml/tokenizer/index.ts'
import { asNumbers, learnMerges } from '#ml/tokenizer/training/merges.ts'
import reference from '../../fixtures/tokenizers/huggingface-merges.json' with { type: 'json' }
import { anyText, given, nasty, novel, parsed } from './support.ts'

const make = (request: Partial<ByteLevelRequest> = {}, texts: readonly string[] = [novel]) => trainByteLevelBpe(texts, { vocabularySize: 1000, like: given, ...request })
const shared = join(import.meta.dirname, '../../../../shared/corpora/gutenberg')

describe('merges by hand', () => {
  const letters = [...'bghnpsu']
  const counts = new Map([['hug', 10], ['pug', 5], ['pun', 12], ['bun', 4], ['hugs', 5]])
  const learn = async (size: number, least?: number) => {
    const vocabulary = { tokens: [...letters], ids: new Map(letters.map((letter, id) => [letter, id])) }
    const merges = await learnMerges(asNumbers(counts, vocabulary.ids), vocabulary, { size, ...(least !== undefined && { least }) })
    return { merges: merges.map(({ left, right, count }) => [vocabulary.tokens[left], vocabulary.tokens[right], count]), tokens: vocabulary.tokens.slice(letters.length) }
  }

  it('takes the commonest pair, then the smallest numbers', async () => {
    expect(await learn(100)).toEqual({
      merges: [['u', 'g', 20], ['u', 'n', 16], ['h', 'ug', 15], ['p', 'un', 12], ['p', 'ug', 5], ['hug', 's', 5], ['b', 'un', 4]],
      tokens: ['ug', 'un', 'hug', 'pun', 'pug', 'hugs', 'bun']
    })
  })

  it('stops at the size, and at pairs that come too seldom', async () => {
    expect((await learn(9)).tokens).toEqual(['ug', 'un'])
    expect((await learn(100, 12)).tokens).toEqual(['ug', 'un', 'hug', 'pun'])
  })

  it('merges overlapping pairs from left to right', async () => {
    const vocabulary = { tokens: ['a'], ids: new Map([['a', 0]]) }
    await learnMerges(asNumbers(new Map([['aaaaa', 1]]), vocabulary.ids), vocabulary, { size: 100 })
    expect(vocabulary.tokens).toEqual(['a', 'aa', 'aaa', 'aaaaa'])
  })
})

describe('byte-level BPE', () => {
  it.each(reference.cases)('makes the merges that Hugging Face’s own trainer makes ($name)', async ({ pre_tokenizer: cutter, merges }) => {
    const like = { definition: JSON.stringify({ ...JSON.parse(given.definition) as object, pre_tokenizer: cutter }), config: '{}' }
    expect(parsed(await make({ like })).model.merges.map((pair) => pair.join(' '))).toEqual(merges)
  })

  it.each([257, 300, 1000, 3000])('has exactly %i tokens, numbered without a hole', async (vocabularySize) => {
    const { vocab } = parsed(await make({ vocabularySize })).model
    expect(Object.values(vocab).toSorted((a, b) => Number(a) - Number(b))).toEqual(Array.from({ length: vocabularySize }, (_, id) => id))
  })

  it('makes the same files from the same texts, in whatever order they come', async () => {
    const chapters = novel.split(/(?=\n## )/)
    expect(chapters.length).toBeGreaterThan(5)
    const digest = async (texts: readonly string[]): Promise<string> => createHash('sha256').update((await make({}, texts)).definition).digest('hex')
    expect([await digest(chapters), await digest(chapters.toReversed())]).toEqual([await digest(chapters), await digest(chapters)])
  })

  it('opens in Hugging Face’s library and gives any text back', async () => {
    const files = await make({ symbols: ['<sep>'] })
    const library = new Library(JSON.parse(files.definition), JSON.parse(files.config))
    const tokenizer = loadTokenizer(files.definition, files.config)
    for (const text of nasty.slice(0, -1)) expect(tokenizer.decode(tokenizer.encode(text))).toBe(text)
    fc.assert(fc.property(anyText(), (text) => {
      const ids = tokenizer.encode(text)
      expect(ids).toEqual(library.encode(text, { add_special_tokens: false }).ids)
      expect(tokenizer.decode(ids)).toBe(text)
    }), { numRuns: 200 })
  })

  it('has a token for every byte', async () => {
    const tokenizer = loadTokenizer((await make({ vocabularySize: 257 })).definition, '{}')
    const leads = [...Array.from({ length: 16 }, (_, i) => Math.max(0x800, 0x1000 * i)), 0x10000, 0x40000, 0x80000, 0xC0000, 0x100000]
    const text = [...Array.from({ length: 0x800 }, (_, code) => code), ...leads].map((code) => String.fromCodePoint(code)).join('')
    expect(tokenizer.decode(tokenizer.encode(text))).toBe(text)
    expect(new Set(tokenizer.encode(text)).size).toBe(243) // all but the 13 that UTF-8 never uses
  })

  it('keeps the manner and the special tokens of the given one, under new numbers', async () => {
    const old = JSON.parse(given.definition) as Record<string, unknown>
    const template = (id: number) => ({ type: 'TemplateProcessing', single: [{ SpecialToken: { id: '<b>', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }], pair: [], special_tokens: { '<b>': { id: '<b>', ids: [id], tokens: ['<b>'] } } })
    const added = [{ id: 7000, content: '<b>', special: true }, { id: 8000, content: 'mot-valise', special: false }, { id: 9000, content: '<e>', special: true }]
    const like = { definition: JSON.stringify({ ...old, added_tokens: added, post_processor: template(7000) }), config: JSON.stringify({ eos_token: '<e>', added_tokens_decoder: { 7000: { content: '<b>' } } }) }
    const files = await make({ like })
    const { added_tokens: now, post_processor: processor, pre_tokenizer: cutter } = parsed(files)
    expect(now).toMatchObject([{ id: 0, content: '<b>', special: true }, { id: 1, content: '<e>', special: true }])
    expect([processor, cutter]).toEqual([template(0), old['pre_tokenizer']])
    expect(JSON.parse(files.config)).toMatchObject({ eos_token: '<e>', added_tokens_decoder: { 0: { content: '<b>' }, 1: { content: '<e>' } } })
    expect(loadTokenizer(files.definition, files.config)).toMatchObject({ beginning: [0], endOfText: 1, vocabularySize: 1000 })
  })

  it('never cuts a symbol nor joins it to its neighbours', async () => {
    const files = await make({ symbols: ['Varagne', '<sep>'] })
    const tokenizer = loadTokenizer(files.definition, files.config)
    const text = 'La Varagne<sep>la Varagnette'
    const symbol = tokenizer.encode('Varagne')
    expect(symbol).toEqual([1])
    expect(tokenizer.encode(text).filter((id) => id === 1)).toHaveLength(2)
    expect(tokenizer.decode(tokenizer.encode(text))).toBe(text)
    expect(Object.keys(parsed(files).model.vocab).filter((token) => token.includes('Varagne'))).toEqual(['Varagne'])
  })

  it('is the better the more tokens it may have', async () => {
    const lengths = await Promise.all([300, 1000, 3000].map(async (vocabularySize) => loadTokenizer((await make({ vocabularySize })).definition, '{}').encode(novel).length))
    expect(lengths.toSorted((a, b) => b - a)).toEqual(lengths)
  })

  const refusals: readonly (readonly [string, object, Partial<ByteLevelRequest>, readonly string[]])[] = [
    ['no-text', {}, {}, []], ['no-text', {}, {}, ['', '']],
    ['too-small', { size: 250, least: 257 }, { vocabularySize: 250 }, [novel]], ['too-small', { size: 258, least: 259 }, { vocabularySize: 258, symbols: ['<a>', '<b>'] }, [novel]],
    ['too-large', { size: 52_001, most: 52_000 }, { vocabularySize: 52_001 }, [novel]], ['too-little-text', { size: 300, reached: 259 }, { vocabularySize: 300 }, ['abc']],
    ['symbol-taken', { symbol: '<|endoftext|>' }, { symbols: ['<|endoftext|>'] }, [novel]], ['symbol-taken', { symbol: '<a>' }, { symbols: ['<a>', '<a>'] }, [novel]], ['symbol-taken', { symbol: ' ' }, { symbols: [' '] }, [novel]],
    ['not-byte-level', {}, { like: { definition: '{"model":{"type":"Unigram","vocab":[]}}', config: '{}' } }, [novel]]
  ]
  it.each(refusals)('refuses: %s %j', async (reason, numbers, request, texts) => {
    const failure = await make(request, texts).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(CannotTrain)
    expect(failure).toMatchObject({ reason, numbers })
  })

  it('lets itself be interrupted', async () => {
    await expect(make({ pause: () => Promise.reject(new Error('enough')) })).rejects.toThrow('enough')
  })
})

describe.skipIf(!existsSync(join(shared, 'fr')))('on whole novels (skipped where the shared corpora are not at hand)', () => {
  it('a tokenizer of French gives French and English back', async () => {
    const french = readFileSync(join(shared, 'sand/La-Mare-au-Diable_23582__23582-0.txt'), 'utf8')
    const english = readFileSync(join(shared, 'en/The-War-of-the-Worlds_36__36-0.txt'), 'utf8')
    const files = await make({ vocabularySize: 4000 }, [french])
    const tokenizer = loadTokenizer(files.definition, files.config)
    for (const text of [french, english]) expect(tokenizer.decode(tokenizer.encode(text))).toBe(text)
    expect(french.length / tokenizer.encode(french).length).toBeGreaterThan(english.length / tokenizer.encode(english).length)
  })
})
