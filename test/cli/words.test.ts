// How the command line is spoken to: help, misspellings, exit codes, languages.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aurore, discard, folder, french, lines, start } from './support.ts'

let home = ''
beforeAll(() => { home = folder() })
afterAll(() => discard(home))

describe('help', () => {
  test('lists every command, in both languages', async () => {
    const [en, fr] = await Promise.all([aurore('--help'), french('--help')])
    for (const command of ['import', 'train', 'eval', 'write', 'context', 'export', 'parrot', 'tokenizer', 'serve', 'demo', 'engine', 'devices']) expect(en.out).toMatch(new RegExp(`^  ${command} `, 'm'))
    expect(fr.out).toMatch(/Commandes :[\s\S]*Apprend une voix/)
    expect([en.code, fr.code]).toEqual([0, 0])
  })

  test.each([['import'], ['train'], ['eval'], ['write'], ['context', 'see'], ['context', 'lore'], ['context', 'edit'], ['context', 'show'], ['export'], ['parrot'], ['serve'], ['demo'], ['tokenizer', 'train'], ['tokenizer', 'show'], ['tokenizer', 'compare'], ['engine', 'verify'], ['devices']])('%s %s', async (...command) => {
    const words = command.filter(Boolean)
    const { code, out, err } = await aurore(...words, '--help')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    for (const part of ['--home <folder>', '--json', `$ aurore ${words.join(' ')}`]) expect(out).toContain(part)
  })

  test('the version is the package’s', async () => {
    expect((await aurore('--version')).out.trim()).toMatch(/^\d+\.\d+\.\d+$/)
  })
})

describe('what is not understood does nothing and exits with 2', () => {
  test.each([
    [['frobnicate']],
    [['train', '--project', 'X']],
    [['train', '--project', 'X', '--voice', 'Y', '--steps', '0']],
    [['train', '--project', 'X', '--voice', 'Y', '--method', 'magic']],
    [['write', '--tokens', 'many', '--prompt', 'x']],
    [['write', '--prompt', 'x', '--voice', 'a', '--model', 'b']],
    [['serve', '--port', '70000']],
    [['export', '--project', 'X', '--out', 'x.pdf', '--format', 'pdf']],
    [['eval', '--voice', 'x']],
    [['import', '--project', 'X']],
    [['parrot', '--project', 'X']],
    [['parrot', '--project', 'X', '--text', 'x', '--chapter', '1']],
    [['tokenizer', 'train', 'x.txt']],
    [['tokenizer', 'train', 'x.txt', '--out', 'y', '--kind', 'wordpiece']],
    [['tokenizer', 'compare', 'x']],
    [['devices', '--unknown']]
  ])('%j', async (args) => {
    const { code, out, err } = await aurore(...args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(/^aurore: This command was not understood \(.+\)\. Nothing was done\..* \[shell\.bad-arguments\]\n$/s)
  })
})

describe('failures are told on stderr, with a code and a sentence', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['shell.no-project', ['train', '--project', 'Nowhere', '--voice', 'V']],
    ['shell.no-project', ['export', '--project', 'Nowhere', '--out', 'nowhere.epub']],
    ['shell.no-voice', ['write', '--voice', 'Nobody', '--prompt', 'x']],
    ['shell.no-model', ['write', '--model', 'no-such-model', '--prompt', 'x']],
    ['shell.unreadable', ['import', 'no-such-file.txt', '--project', 'P']],
    ['shell.unreadable', ['eval', '--text', 'no-such-file.txt']],
    ['shell.unreadable', ['tokenizer', 'train', 'no-such-file.txt', '--out', 'nowhere']],
    ['tokenizers.unreadable', ['tokenizer', 'show', 'no-such-folder', '--text', 'x']],
    ['shell.unreadable', ['engine', 'verify', 'no-such-folder']]
  ]
  test.each(cases)('%s: %j', async (wanted, args) => {
    const [plain, json, fr] = await Promise.all([aurore(...args, '--home', home), aurore(...args, '--home', home, '--json'), french(...args, '--home', home, '--json')])
    expect([plain.code, json.code, plain.out, json.out]).toEqual([1, 1, '', ''])
    expect(plain.err).toMatch(new RegExp(`^aurore: .+ \\[${wanted.replace('.', '\\.')}\\]\\n$`, 's'))
    expect(lines(json.err)).toMatchObject([{ code: wanted, sentence: expect.any(String) }])
    expect(lines(fr.err)[0]?.['sentence']).not.toEqual(lines(json.err)[0]?.['sentence'])
  })

  test('--lang goes before the system’s language', async () => {
    expect((await aurore('devices', '--unknown', '--lang', 'fr')).err).toMatch(/Rien n’a été fait/)
  })
})

describe('as a program of its own', () => {
  const cases: readonly (readonly [readonly string[], string, { readonly code: number; readonly out: RegExp; readonly err: RegExp }])[] = [
    [[], 'en_GB.UTF-8', { code: 0, out: /^Usage: aurore/, err: /^$/ }],
    [['--help'], 'fr_FR.UTF-8', { code: 0, out: /Commandes :[\s\S]*Apprend une voix/, err: /^$/ }],
    [['frobnicate'], 'en_GB.UTF-8', { code: 2, out: /^$/, err: /^aurore: This command was not understood .*\[shell\.bad-arguments\]\n$/s }],
    [['train', '--project', 'Nowhere', '--voice', 'V', '--json'], 'fr_FR.UTF-8', { code: 1, out: /^$/, err: /^\{"code":"shell\.no-project".*\}\n$/ }]
  ]
  test.each(cases)('%j, in %s', async (args, lang, said) => {
    const { code, out, err } = await start(args.length > 1 ? [...args, '--home', home] : args, lang).ended
    expect({ code, out, err }).toEqual({ code: said.code, out: expect.stringMatching(said.out), err: expect.stringMatching(said.err) })
  })
})
