// Readers by the real command line and the real engine: who speaks, hidden words, interrupted and taken up again, in both languages.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { sea, spoken, tinyReader, wood } from '../support/tiny-reader.ts'
import { aurore, discard, folder, french, lines, start } from './support.ts'

// Real runs of a real engine, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let home = ''
let table = ''
const inHome = (...args: readonly string[]) => aurore(...args, '--home', home, '--json')
const quick = ['--device', 'cpu', '--context', '24', '--steps', '80', '--evaluate-every', '20', '--patience', '0']
const summaryOf = (out: string): Record<string, unknown> => lines(out).find((line) => line['summary'] === true) ?? {}

beforeAll(() => {
  home = folder()
  table = join(home, 'lines.csv')
  const rows = Array.from({ length: 60 }, (_, n) => `"${spoken(n % 2 === 0 ? sea : wood, n)}",${n % 2 === 0 ? 'Anne' : 'Bruno'}`)
  writeFileSync(table, `texte,étiquette\n${rows.join('\n')}\n`)
})
afterAll(() => discard(home))

describe('aurore train --objective classification', () => {
  test('learns who speaks from a table, from nothing; classify, reader and export know it', async () => {
    const { code, out, err } = await inHome('train', '--objective', 'classification', '--labelled', table, '--voice', 'Qui', ...quick)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(summaryOf(out)).toMatchObject({ state: 'finished', labels: ['Anne', 'Bruno'], scores: { accuracy: 1, macroF1: 1, commonest: 0.5 } })
    const told = lines((await inHome('classify', '--reader', 'qui', spoken(wood, 401), spoken(sea, 402))).out)
    expect(told.map(({ label }) => label)).toEqual(['Bruno', 'Anne'])
    expect((await french('reader', 'show', '--reader', 'Qui', '--home', home)).out).toMatch(/100.%.*justes[\s\S]*était \/ dit +Anne +Bruno/)
    expect((await inHome('reader', 'export', '--reader', 'Qui', '--out', join(home, 'out'))).code).toBe(0)
    expect(readdirSync(join(home, 'out')).toSorted()).toEqual(['config.json', 'model.safetensors', 'tokenizer.json', 'tokenizer_config.json'])
    expect(lines((await inHome('classify', '--model', join(home, 'out'), spoken(wood, 401))).out)).toMatchObject([{ label: 'Bruno' }])
    expect(lines((await inHome('train', '--objective', 'classification', '--labelled', table, '--voice', 'Qui', ...quick)).err)[0]).toMatchObject({ code: 'readers.taken' })
    expect(lines((await inHome('reader', 'export', '--reader', 'Qui', '--out', join(home, 'out'))).err)[0]).toMatchObject({ code: 'voices.export-taken' })
  })

  test('learns from a folder a label, over a model that reads', async () => {
    const shelf = join(home, 'shelf')
    for (const [label, words] of [['Mer', sea], ['Bois', wood]] as const) {
      mkdirSync(join(shelf, label), { recursive: true })
      for (const n of [1, 2, 3, 4, 5]) writeFileSync(join(shelf, label, `${n}.txt`), `${spoken(words, 7 * n)}.`)
    }
    const { out, err } = await inHome('train', '--objective', 'classification', '--labelled', shelf, '--base', tinyReader(), '--voice', 'Lieux', ...quick, '--learning-rate', '0.01')
    expect(err).toBe('')
    expect(summaryOf(out)).toMatchObject({ labels: ['Bois', 'Mer'], method: 'full', scores: { accuracy: 1 } })
  })

  test('learns a light layer over a model that reads: it leaves as an adapter and as a whole model, and both say what the reader says', async () => {
    const base = tinyReader()
    const { out, err } = await inHome('train', '--objective', 'classification', '--labelled', table, '--base', base, '--method', 'lora', '--dropout', '0.1', '--voice', 'Léger', ...quick, '--learning-rate', '0.01', '--steps', '160')
    expect(err).toBe('')
    expect(summaryOf(out)).toMatchObject({ labels: ['Anne', 'Bruno'], method: 'lora', scores: { commonest: 0.5 } })
    expect((summaryOf(out)['scores'] as { accuracy: number }).accuracy).toBeGreaterThan(0.7)
    const said = lines((await inHome('classify', '--reader', 'Léger', spoken(wood, 401))).out)
    expect(said).toMatchObject([{ label: 'Bruno' }])
    const [adapter, whole] = [join(home, 'adapter'), join(home, 'whole')]
    expect((await inHome('reader', 'export', '--reader', 'Léger', '--out', adapter)).code).toBe(0)
    expect((await inHome('reader', 'export', '--reader', 'Léger', '--out', whole, '--merged')).code).toBe(0)
    expect(readdirSync(adapter).toSorted()).toEqual(['adapter_config.json', 'adapter_model.safetensors', 'config.json', 'tokenizer.json', 'tokenizer_config.json'])
    expect(readdirSync(whole).toSorted()).toEqual(['config.json', 'model.safetensors', 'tokenizer.json', 'tokenizer_config.json'])
    for (const folder of [['--model', adapter], ['--model', adapter, '--base', base], ['--model', whole]]) {
      const [told] = lines((await inHome('classify', ...folder, spoken(wood, 401))).out) as unknown as { chances: Record<string, number> }[]
      expect(told?.chances['Bruno']).toBeCloseTo((said as unknown as { chances: Record<string, number> }[])[0]?.chances['Bruno'] ?? NaN, 5)
    }
  })

  test('is paused by Ctrl-C and goes on', async () => {
    const running = start(['train', '--objective', 'classification', '--labelled', table, '--voice', 'Lent', '--home', home, '--json', '--device', 'cpu', '--context', '24', '--steps', '100000', '--patience', '0', '--evaluate-every', '100000'])
    let reports = 0
    running.process.stdout?.on('data', () => { if (++reports === 3) running.process.kill('SIGINT') })
    const { code, out } = await running.ended
    expect(code).toBe(130)
    const { step } = summaryOf(out) as { step: number }
    expect(summaryOf(out)).toMatchObject({ state: 'paused' })
    expect(lines((await inHome('classify', '--reader', 'Lent', 'mer')).err)[0]).toMatchObject({ code: 'readers.not-ready' })
    const plan = join(home, 'readers', readdirSync(join(home, 'readers')).find((name) => name.startsWith('lent')) ?? '', 'run/plan.json')
    writeFileSync(plan, JSON.stringify({ ...JSON.parse(readFileSync(plan, 'utf8')), steps: step + 2 }))
    expect(summaryOf((await inHome('train', '--objective', 'classification', '--voice', 'Lent', '--resume')).out)).toMatchObject({ state: 'finished', step: step + 2 })
  })
})

describe('aurore train --objective masked', () => {
  test('names hidden words better, of a project’s chapters', async () => {
    const chapter = (n: number): string => `## ${n}\n\n${Array.from({ length: 6 }, (_, i) => `${spoken(n % 2 === 0 ? sea : wood, 10 * n + i)}.`).join('\n\n')}`
    writeFileSync(join(home, 'book.md'), `# Livre\n\n${[1, 2, 3, 4, 5, 6].map(chapter).join('\n\n')}`)
    expect((await inHome('import', join(home, 'book.md'), '--project', 'Livre', '--language', 'fr')).code).toBe(0)
    const { out, err } = await inHome('train', '--objective', 'masked', '--project', 'Livre', '--base', tinyReader(), '--whole-words', '--voice', 'Lu', ...quick, '--learning-rate', '0.01')
    expect(err).toBe('')
    const { basePerplexity, perplexity } = summaryOf(out) as { basePerplexity: number; perplexity: number }
    expect(perplexity).toBeLessThan(0.5 * basePerplexity)
    expect(lines((await inHome('classify', '--reader', 'Lu', 'mer')).err)[0]).toMatchObject({ code: 'readers.no-classes' })
  })
})

describe('what cannot be learned', () => {
  const builtIn = join(import.meta.dirname, '../../resources/models/aurore-base')
  test.each<[string, () => readonly string[]]>([
    ['readers.nothing-under', () => ['--objective', 'classification', '--labelled', table, '--method', 'lora']],
    ['readers.writes-only', () => ['--objective', 'classification', '--labelled', table, '--base', builtIn]],
    ['readers.no-base', () => ['--objective', 'masked', '--project', 'Livre']],
    ['voices.not-a-model', () => ['--objective', 'classification', '--labelled', table, '--base', home]],
    ['shell.unreadable', () => ['--objective', 'classification', '--labelled', join(home, 'nowhere.csv')]],
    ['readers.unknown', () => ['--objective', 'classification', '--resume']],
    ['shell.bad-arguments', () => []]
  ])('%s, and nothing is left behind', async (code, more) => {
    const before = readdirSync(join(home, 'readers'))
    expect(lines((await inHome('train', '--voice', 'Rien', ...more())).err)[0]).toMatchObject({ code })
    expect(readdirSync(join(home, 'readers'))).toEqual(before)
  })

  test('is said in her language', async () => {
    expect((await french('train', '--objective', 'classification', '--labelled', table, '--method', 'lora', '--voice', 'Rien', '--home', home)).err).toMatch(/Une couche légère se pose sur un modèle qui lit/)
    expect(existsSync(join(home, 'readers', 'rien'))).toBe(false)
  })
})
