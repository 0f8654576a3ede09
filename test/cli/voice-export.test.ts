// A learned voice leaves by the real command line and the real engine, in every form, and what cannot leave says why.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { readGguf } from '#ml/gguf/index.ts'
import { aurore, discard, folder, french, lines } from './support.ts'

const page = (word: string): string => `La ${word} montait sur la lande, et le vieux disait que c’était un signe. Personne ne le croyait. `.repeat(8)
const book = ['brume', 'lune', 'mer', 'nuit', 'neige'].map((word, index) => `## Chapitre ${index + 1}\n\n${page(word)}\n`).join('\n')
// Without her turns of phrase: they stay in the program, and what leaves is compared with what stays.
const quick = ['--phrases', '0', '--steps', '2', '--batch', '1', '--context', '32', '--evaluate-every', '2', '--device', 'cpu', '--seed', '3']

// Real runs of a real engine, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 })

const stories = resolve(import.meta.dirname, '../../../shared/corpora/weights/stories260K.gguf')

let home = ''
const inHome = (...args: readonly string[]) => aurore(...args, '--home', home, '--json')
const out = (name: string): string => join(home, 'out', name)
const exportVoice = (voice: string, as: string, to: string, ...more: readonly string[]) => inHome('voice', 'export', '--voice', voice, '--as', as, '--out', out(to), ...more)
const says = async (...speaker: readonly string[]): Promise<unknown> => lines((await inHome('write', ...speaker, '--prompt', 'La brume', '--tokens', '12', '--temperature', '0')).out)[0]?.['text']

beforeAll(async () => {
  home = folder()
  writeFileSync(join(home, 'lande.md'), `# La lande\n\n${book}`)
  await inHome('import', join(home, 'lande.md'), '--project', 'Lande', '--language', 'fr')
  await inHome('train', '--project', 'Lande', '--voice', 'Lande', ...quick)
  await inHome('train', '--project', 'Lande', '--voice', 'Entière', '--method', 'full', ...quick)
})
afterAll(() => discard(home))

describe('aurore voice', () => {
  test('lists the voices, as JSON and in words', async () => {
    expect(lines((await inHome('voice', 'list')).out)).toMatchObject([{ name: 'Lande', method: 'lora', state: 'ready', model: 'Aurore Base' }, { name: 'Entière', method: 'full', state: 'ready' }])
    expect((await french('voice', 'list', '--home', home)).out).toMatch(/Lande +lora · Aurore Base · ready · perplexité \d/)
  })

  test('export gives a merged folder that says what the voice says', async () => {
    const { code, out: said, err } = await exportVoice('lande', 'huggingface', 'hf')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(lines(said)).toMatchObject([{ path: out('hf'), as: 'huggingface', files: expect.arrayContaining([expect.objectContaining({ name: 'model.safetensors' })]) }])
    expect(await says('--model', out('hf'))).toBe(await says('--voice', 'Lande'))
  })

  test('export gives the adapter alone, with a card', async () => {
    expect((await exportVoice('Lande', 'peft', 'peft')).code).toBe(0)
    expect(readdirSync(out('peft')).toSorted()).toEqual(['README.md', 'adapter_config.json', 'adapter_model.safetensors', 'tokenizer.json', 'tokenizer_config.json'])
    const card = readFileSync(join(out('peft'), 'README.md'), 'utf8')
    expect(card).toContain('# Lande')
    expect(card).toContain('Aurore Base')
    expect(`${card}${readFileSync(join(out('peft'), 'adapter_config.json'), 'utf8')}`).not.toContain(home)
  })

  test('export gives a GGUF under the name asked for, or the voice’s', async () => {
    const [small, usual] = [await exportVoice('Lande', 'gguf', 'small.gguf', '--dtype', 'q8_0'), await exportVoice('Entière', 'gguf', 'folder')]
    expect([small.code, usual.code]).toEqual([0, 0])
    const [eight, sixteen] = [readGguf(readFileSync(out('small.gguf'))), readGguf(readFileSync(join(out('folder'), 'entière.gguf')))]
    expect(eight.tensors.get('token_embd.weight')?.type).toBe('q8_0')
    expect(sixteen.tensors.get('token_embd.weight')?.type).toBe('f16')
    expect(sixteen.metadata.get('general.name')?.value).toBe('Entière')
  })

  test('a GGUF that left comes back as a model, and says what the voice says', async () => {
    expect((await exportVoice('Lande', 'gguf', 'exact.gguf', '--dtype', 'f32')).code).toBe(0)
    expect(await says('--model', out('exact.gguf'))).toBe(await says('--voice', 'Lande'))
    expect(readdirSync(join(home, 'models'))).toEqual([expect.stringMatching(/^exact-[0-9a-f]{8}$/)])
    writeFileSync(out('broken.gguf'), readFileSync(out('exact.gguf')).subarray(0, 5000))
    expect(lines((await inHome('write', '--model', out('broken.gguf'), '--prompt', 'x')).err)[0]?.['code']).toBe('engine.bad-model')
    expect(readdirSync(join(home, 'models')).length).toBe(1)
  })

  test.skipIf(!existsSync(stories))('a GGUF of llama.cpp’s tells its story (skipped without ../shared)', async () => {
    const { out: said } = await inHome('write', '--model', stories, '--prompt', 'Once upon a time', '--tokens', '16', '--temperature', '0')
    expect(lines(said)[0]?.['text']).toMatch(/^, there was a little girl named Lily\./)
  })

  test('export gives an ONNX folder', async () => {
    expect((await exportVoice('Lande', 'onnx', 'onnx')).code).toBe(0)
    expect(existsSync(join(out('onnx'), 'onnx', 'model.onnx'))).toBe(true)
  })

  test('export says what cannot be, and leaves all as it was', async () => {
    writeFileSync(join(home, 'note.txt'), 'hers')
    const cases: readonly (readonly [string, () => ReturnType<typeof aurore>])[] = [
      ['voices.export-no-adapter', () => exportVoice('Entière', 'peft', 'no-adapter')], ['voices.export-precision', () => exportVoice('Lande', 'onnx', 'precision', '--dtype', 'q8_0')],
      ['voices.export-taken', () => inHome('voice', 'export', '--voice', 'Lande', '--as', 'huggingface', '--out', home)],
      ['voices.export-taken', () => inHome('voice', 'export', '--voice', 'Lande', '--as', 'peft', '--out', join(home, 'note.txt'))],
      ['voices.export-unwritable', () => inHome('voice', 'export', '--voice', 'Lande', '--as', 'peft', '--out', join(home, 'note.txt', 'x'))],
      ['shell.no-voice', () => exportVoice('Nobody', 'peft', 'nobody')]
    ]
    for (const [code, run] of cases) {
      const { code: exit, err } = await run()
      expect([exit, lines(err)[0]?.['code']]).toEqual([1, code])
    }
    expect(['no-adapter', 'precision', 'nobody'].filter((name) => existsSync(out(name)))).toEqual([])
    expect(readFileSync(join(home, 'note.txt'), 'utf8')).toBe('hers')
    const spoken = await french('voice', 'export', '--voice', 'Entière', '--as', 'peft', '--out', out('x'), '--home', home)
    expect(spoken.err).toContain('La voix «\u00a0Entière\u00a0» est un modèle entier')
  })
})
