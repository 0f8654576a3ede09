// Tokenizers through the real command line: made, looked into, compared, and put on a model that then still writes.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { readSafetensors, toFloat32 } from '#ml/safetensors/index.ts'
import { loadTokenizer, openVocabulary } from '#ml/tokenizer/index.ts'
import { resource } from '#main/root.ts'
import { aurore, discard, folder, french, lines, start } from './support.ts'

const sample = resource('samples', 'fr', 'la-varagne.md')
const base = resource('models', 'aurore-base')
const golden = join(import.meta.dirname, '../../../shared/golden')

// Real training of tokenizers, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 })

let home = ''
beforeAll(() => { home = folder() })
afterAll(() => discard(home))

const at = (name: string): string => join(home, name)
const run = (...args: readonly string[]) => aurore('tokenizer', ...args, '--home', home, '--json')
const files = (name: string) => ({ definition: readFileSync(join(name, 'tokenizer.json'), 'utf8'), config: readFileSync(join(name, 'tokenizer_config.json'), 'utf8') })

describe('train', () => {
  test.each(['bpe', 'sentencepiece', 'unigram'])('%s writes a tokenizer that opens', async (kind) => {
    const { code, out, err } = await run('train', sample, '--out', at(kind), '--kind', kind, '--vocabulary', '1000', '--symbols', '<sep>,Varagne')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(lines(out)).toMatchObject([{ folder: at(kind), kind, vocabularySize: 1000, sample: { roundTrip: true, charactersPerToken: expect.any(Number) }, carried: null }])
    expect(readdirSync(at(kind)).toSorted()).toEqual(['tokenizer.json', 'tokenizer_config.json'])
    const { definition, config } = files(at(kind))
    const tokenizer = loadTokenizer(definition, config)
    expect([tokenizer.vocabularySize, tokenizer.encode('Varagne').length, tokenizer.encode('<sep>').length]).toEqual([1000, 1, 1])
  })

  test('reads any encoding, as import does', async () => {
    const latin = at('été.txt')
    writeFileSync(latin, Buffer.from('L\'été vint, et la forêt brûla près du château. '.repeat(200), 'latin1'))
    await run('train', latin, '--out', at('latin'), '--vocabulary', '290')
    expect(readFileSync(join(at('latin'), 'tokenizer.json'), 'utf8')).toContain('"tÃ©"') // “té” in bytes
  })

  test('leaves a folder that holds something as it is', async () => {
    mkdirSync(at('mine'))
    writeFileSync(join(at('mine'), 'mine.txt'), 'mine')
    expect(lines((await run('train', sample, '--out', at('mine'), '--vocabulary', '300')).err)).toMatchObject([{ code: 'tokenizers.folder-taken' }])
    expect(readdirSync(at('mine'))).toEqual(['mine.txt'])
  })

  const refusals: readonly (readonly [string, readonly string[]])[] = [
    ['tokenizers.too-small', ['--vocabulary', '250']], ['tokenizers.too-large', ['--vocabulary', '60000']], ['tokenizers.too-little-text', ['--vocabulary', '50000']],
    ['tokenizers.symbol-taken', ['--vocabulary', '300', '--symbols', '<a>,<a>']], ['tokenizers.unreadable', ['--like', 'no-such-folder']], ['tokenizers.unreadable', ['--onto', 'no-such-folder']]
  ]
  test.each(refusals)('refuses with %s: %j', async (wanted, args) => {
    const out = at('refused')
    const [en, fr] = await Promise.all([run('train', sample, '--out', out, ...args), french('tokenizer', 'train', sample, '--out', out, ...args, '--home', home, '--json')])
    expect([en.code, en.out, lines(en.err)[0]?.['code']]).toEqual([1, '', wanted])
    expect(lines(fr.err)[0]?.['sentence']).not.toBe(lines(en.err)[0]?.['sentence'])
    expect(readdirSync(home).filter((name) => name.includes('refused'))).toEqual([])
  })

  test('Ctrl-C ends it and leaves nothing', async () => {
    const long = at('long.txt')
    writeFileSync(long, Array.from({ length: 400_000 }, (_, i) => `mot${(i * 7919) % 65_536} et autre${(i * 104_729) % 9973}.`).join(' '))
    const own = at('own')
    const running = start(['tokenizer', 'train', long, '--out', at('stopped'), '--kind', 'unigram', '--vocabulary', '20000', '--home', own])
    await vi.waitUntil(() => existsSync(join(own, 'library.sqlite')), { timeout: 60_000 }) // it listens before it opens the library
    running.process.kill('SIGINT')
    const { code, err } = await running.ended
    expect({ code, err }).toEqual({ code: 130, err: '' })
    expect(existsSync(at('stopped'))).toBe(false)
  })
})

describe('show and compare', () => {
  test('show gives pieces, numbers and tokens a word', async () => {
    const text = 'Où vas-tu ? 😀'
    const [found] = lines((await run('show', base, '--text', text)).out)
    const tokenizer = loadTokenizer(files(base).definition, files(base).config)
    const pieces = found?.['pieces'] as readonly { id: number; text: string }[]
    expect(pieces.map(({ id }) => id)).toEqual(tokenizer.encode(text))
    expect(pieces.map((piece) => piece.text).join('')).toBe(text)
    const words = found?.['words'] as readonly { word: string; tokens: number }[]
    expect(words.map(({ word }) => word)).toEqual(['Où', 'vas-tu', '?', '😀'])
    const blank = pieces.filter((piece) => piece.text !== '' && piece.text.trim() === '')
    expect(words.reduce((sum, { tokens }) => sum + tokens, 0)).toBe(pieces.length - blank.length)
    expect(found).toMatchObject({ tokens: pieces.length, tokensPerWord: pieces.length / 2, roundTrip: true })
    expect((await aurore('tokenizer', 'show', base, '--text', text, '--home', home)).out).toMatch(/\d+ tokens, [\d.]+ per word/)
  })

  test('compare measures each on the same text', async () => {
    await run('train', sample, '--out', at('small'), '--vocabulary', '400')
    const found = lines((await run('compare', at('small'), base, '--text', sample)).out)
    expect(found).toMatchObject([{ folder: at('small'), vocabularySize: 400, roundTrip: true }, { folder: base, vocabularySize: 8192, roundTrip: true }])
    for (const one of found) {
      expect(one['charactersPerToken']).toBeCloseTo(Number(one['characters']) / Number(one['tokens']), 12)
      expect(Number(one['wordsPerToken']) * Number(one['tokensPerWord'])).toBeCloseTo(1, 12)
    }
    expect(found[0]?.['characters']).toBe(found[1]?.['characters'])
    expect(Number(found[0]?.['tokens'])).toBeGreaterThan(Number(found[1]?.['tokens']))
  })

  test('what is no tokenizer is said', async () => {
    mkdirSync(at('broken'))
    writeFileSync(join(at('broken'), 'tokenizer.json'), '{"model"')
    for (const place of ['nowhere', 'broken']) expect(lines((await run('show', at(place), '--text', 'x')).err)).toMatchObject([{ code: 'tokenizers.unreadable' }])
  })
})

describe('--onto', () => {
  const tensors = (place: string) => readSafetensors(readFileSync(join(place, 'model.safetensors')))

  test('a model under a new vocabulary keeps the rows of shared tokens, and writes', async () => {
    const { out } = await run('train', sample, '--out', at('onto'), '--kind', 'sentencepiece', '--vocabulary', '1500', '--onto', base)
    const [made] = lines(out)
    const [old, fresh] = [openVocabulary(files(base)), openVocabulary(files(at('onto')))]
    const { shared, started } = made?.['carried'] as { readonly shared: number; readonly started: number }
    expect(shared + started).toBe(1500)
    expect(shared).toBeGreaterThan(1000)
    const [before, after] = [tensors(base), tensors(at('onto'))]
    expect([...after.keys()]).toEqual([...before.keys()])
    const name = 'model.embed_tokens.weight'
    for (const [key, tensor] of after) if (key !== name) expect(Buffer.compare(tensor.bytes, before.get(key)?.bytes ?? Buffer.alloc(0))).toBe(0)
    const row = (from: typeof after, id: number): Float32Array => {
      const found = from.get(name)
      if (!found) throw new Error(name)
      const width = found.shape[1] ?? 0
      return toFloat32(found.bytes, found.dtype).slice(id * width, (id + 1) * width)
    }
    const idOf = ({ tokens }: typeof old, spelling: string): number => tokens.findIndex((token) => token?.spelling === spelling)
    expect(after.get(name)?.shape[0]).toBe(1500)
    expect(row(after, idOf(fresh, '▁la'))).toEqual(row(before, idOf(old, 'Ġla')))
    expect(row(after, fresh.tokenizer.endOfText ?? -1)).toEqual(row(before, old.tokenizer.endOfText ?? -1))
    expect(JSON.parse(readFileSync(join(at('onto'), 'config.json'), 'utf8'))).toMatchObject({ vocab_size: 1500, eos_token_id: fresh.tokenizer.endOfText })
    const [written] = lines((await aurore('write', '--model', at('onto'), '--prompt', 'La nuit', '--tokens', '6', '--seed', '1', '--home', home, '--json')).out)
    expect(written).toMatchObject({ prompt: 'La nuit', text: expect.stringMatching(/\S/), tokens: 6 })
  })

  test.skipIf(!existsSync(golden)).each(['llama-untied', 'lstm', 'bloom', 'gpt2'])('%s: embedding, head and its numbers all change (skipped where the shared models are not at hand)', async (name) => {
    const model = at(`golden-${name}`)
    mkdirSync(model)
    const config = JSON.parse(readFileSync(join(golden, name, 'config.json'), 'utf8')) as { readonly vocab_size: number }
    for (const file of ['config.json', 'model.safetensors']) writeFileSync(join(model, file), readFileSync(join(golden, name, file)))
    // The golden models have no tokenizer: an alphabet of as many characters stands in.
    const vocab = Object.fromEntries(Array.from({ length: config.vocab_size }, (_, id) => [String.fromCodePoint(id + 33), id]))
    writeFileSync(join(model, 'tokenizer.json'), JSON.stringify({ normalizer: null, pre_tokenizer: null, post_processor: null, decoder: null, added_tokens: [], model: { type: 'BPE', vocab, merges: [], unk_token: '!' } }))
    await run('train', sample, '--out', at(`onto-${name}`), '--kind', 'unigram', '--vocabulary', '600', '--onto', model)
    const [before, after] = [tensors(model), tensors(at(`onto-${name}`))]
    const changed = [...after.values()].filter(({ shape }, i) => shape[0] !== [...before.values()][i]?.shape[0])
    expect(changed.length).toBe([...before.values()].filter(({ shape }) => shape[0] === config.vocab_size).length)
    for (const { shape } of changed) expect(shape[0]).toBe(600)
    expect((await aurore('eval', '--model', at(`onto-${name}`), '--text', sample, '--home', home, '--json')).code).toBe(0)
  })
})
