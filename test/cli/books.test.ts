// Manuscripts in and books out, through the real command line.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { resource } from '#main/root.ts'
import { aurore, discard, folder, lines } from './support.ts'

const sample = resource('samples', 'fr', 'la-varagne.md')
let home = ''
let out = ''
let second = ''

beforeAll(async () => {
  home = folder()
  out = folder()
  const [report] = lines((await aurore('import', sample, '--project', 'La Varagne', '--language', 'fr', '--home', home, '--json')).out)
  second = (report?.['documents'] as readonly { chapters: readonly { title: string }[] }[])[0]?.chapters[1]?.title ?? ''
})
afterAll(() => Promise.all([discard(home), discard(out)]))

describe('import', () => {
  test('makes the project, says what it read, and takes the same file once', async () => {
    const place = folder()
    const latin = join(place, 'été.txt')
    writeFileSync(latin, Buffer.from(`CHAPITRE I\n\n${'L\u2019\u00E9t\u00E9 vint. '.replaceAll('\u2019', '\'').repeat(300)}\n\nCHAPITRE II\n\n${'La pluie tomba sur la lande. '.repeat(300)}\n`, 'latin1'))
    const args = ['import', sample, latin, '--project', 'Deux', '--language', 'fr', '--home', place, '--json']
    const first = await aurore(...args)
    expect(first).toMatchObject({ code: 0, err: '' })
    const [report] = lines(first.out)
    expect(report).toMatchObject({ project: { title: 'Deux', language: 'fr' }, failures: [] })
    const documents = report?.['documents'] as readonly Record<string, unknown>[]
    const novel = documents.find((document) => document['format'] === 'md')
    expect(novel).toMatchObject({ name: 'la-varagne.md', title: 'La Varagne', encoding: 'UTF-8', words: expect.any(Number), chapters: expect.any(Array), cleaned: expect.any(Array) })
    expect((novel?.['chapters'] as readonly unknown[]).length).toBe(12)
    expect(documents.find((document) => document['format'] === 'txt')).toMatchObject({ name: 'été.txt', encoding: expect.stringMatching(/8859|1252/i) })
    await aurore(...args)
    const again = lines((await aurore(...args)).out)[0]?.['documents'] as readonly unknown[]
    expect(again.length).toBe(2)
    await discard(place)
  })

  test('one file that cannot be read stops no other, and the exit code tells', async () => {
    const place = folder()
    const broken = join(place, 'broken.docx')
    writeFileSync(broken, Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(200, 7)]))
    const { code, out: said, err } = await aurore('import', broken, sample, '--project', 'P', '--home', place, '--json')
    expect(code).toBe(1)
    // A French text, imported by somebody who is spoken to in English.
    expect(lines(said)[0]).toMatchObject({ project: { language: 'fr' }, documents: [{ name: 'la-varagne.md' }], failures: [{ name: 'broken.docx', code: expect.stringMatching(/^corpora\./) }] })
    expect(lines(err)).toMatchObject([{ file: 'broken.docx', sentence: expect.any(String) }])
    await discard(place)
  })
})

describe('export', () => {
  const exportTo = (file: string, ...more: readonly string[]) => aurore('export', '--project', 'la varagne', '--out', join(out, file), '--home', home, '--json', ...more)

  test.each(['docx', 'epub', 'md', 'txt'])('writes the book as %s', async (format) => {
    const { code, out: said, err } = await exportTo(`book.${format}`)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const bytes = readFileSync(join(out, `book.${format}`))
    expect(lines(said)).toEqual([{ file: join(out, `book.${format}`), format, bytes: bytes.length }])
    const text = format === 'md' || format === 'txt' ? bytes.toString('utf8') : Object.values(unzipSync(bytes)).map((part) => Buffer.from(part).toString('utf8')).join('\n')
    expect(text).toContain('Posez vos souliers là')
  })

  test('by chapter number and by title, the same file; a chapter that is not there is said', async () => {
    await exportTo('two.md', '--chapter', '2')
    await exportTo('title.md', '--chapter', second)
    expect(readFileSync(join(out, 'title.md'), 'utf8')).toBe(readFileSync(join(out, 'two.md'), 'utf8'))
    expect(lines((await exportTo('none.md', '--chapter', '99')).err)).toMatchObject([{ code: 'shell.no-chapter' }])
    expect(existsSync(join(out, 'none.md'))).toBe(false)
  })

  test('a file that exists is replaced only with --force', async () => {
    const mine = join(out, 'mine.txt')
    writeFileSync(mine, 'mine')
    const refused = await exportTo('mine.txt')
    expect([refused.code, lines(refused.err)[0]?.['code'], readFileSync(mine, 'utf8')]).toEqual([1, 'shell.file-exists', 'mine'])
    expect((await exportTo('mine.txt', '--force')).code).toBe(0)
    expect(readFileSync(mine, 'utf8')).not.toBe('mine')
  })

  test('a folder that is not there is said, and nothing is left behind', async () => {
    expect(lines((await exportTo(join('no', 'where.txt'))).err)).toMatchObject([{ code: 'shell.unwritable' }])
  })
})
