// The parrot check through the real command line: a file beside the books, a chapter beside other projects' books.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { resource } from '#main/root.ts'
import { aurore, discard, folder, french, lines } from './support.ts'

const sample = resource('samples', 'fr', 'la-varagne.md')
/** A sentence of the novel, long enough to be a copy. */
const sentence = readFileSync(sample, 'utf8').split(/(?<=[.!?…])\s+/).find((one) => one.split(/\s+/).length >= 14 && !/[#*\n]/.test(one)) ?? ''
let home = ''

beforeAll(async () => {
  home = folder()
  writeFileSync(join(home, 'chapter.md'), `Je commence autrement. ${sentence.replaceAll('’', '\'')} Puis je continue.\n`)
  await aurore('import', sample, '--project', 'La Varagne', '--language', 'fr', '--home', home, '--json')
  await aurore('import', join(home, 'chapter.md'), '--project', 'Autre', '--language', 'fr', '--home', home, '--json')
})
afterAll(() => discard(home))

test('a text is compared with a project’s books', async () => {
  const args = ['--project', 'la varagne', '--text', join(home, 'chapter.md'), '--home', home]
  const [json, prose, quiet] = await Promise.all([aurore('parrot', ...args, '--json'), french('parrot', ...args), aurore('parrot', ...args, '--min', '900', '--json')])
  expect({ code: json.code, err: json.err }).toEqual({ code: 0, err: '' })
  expect(lines(json.out)).toMatchObject([{ least: 9, copies: [{ words: expect.any(Number), places: [{ document: 'La Varagne', passage: expect.any(String) }] }] }])
  expect(prose.out).toMatch(/plus longue suite\s: \d+ mots\s; 1 de 9 ou plus[\s\S]*La Varagne/)
  expect(lines(quiet.out)).toMatchObject([{ least: 900, copies: [] }])
})

test('a chapter is compared with the books of the other projects', async () => {
  const { code, out } = await aurore('parrot', '--project', 'Autre', '--chapter', '1', '--home', home, '--json')
  expect(code).toBe(0)
  expect(lines(out)).toMatchObject([{ copies: [{ places: [{ document: 'La Varagne' }] }] }])
})
