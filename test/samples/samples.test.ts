// The sample novels are what the program says they are: free, whole, of the promised length, and set as a book is printed.
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { chapterText, readManuscript } from '#main/corpora/index.ts'
import { resource } from '#main/root.ts'
import { countWords } from '#shared/text.ts'

const samples = (['en', 'fr'] as const).flatMap((language) => {
  const folder = resource('samples', language)
  return readdirSync(folder).filter((name) => name.endsWith('.md')).map((name) => ({ language, name, bytes: readFileSync(`${folder}/${name}`) }))
})

/** What no printed page shows, each with what it would be. */
const misprints: Readonly<Record<'en' | 'fr', readonly (readonly [what: string, pattern: RegExp])[]>> = {
  en: [['a straight quote', /["']/], ['a plain hyphen for a dash', / - |--/], ['three dots', /\.\.\./]],
  fr: [
    ['a straight quote', /["']/], ['a plain space inside guillemets', /« | »/], ['a plain space before a high sign', / [;:!?]/], ['a dash of speech with a plain space', /^— /m],
    ['three dots', /\.\.\./], ['a negation with ne, which the teller never uses', /(?<!\p{L})n(?:e|’(?=(?:a|est|y|ai|en)\s)).{0,20} (?:pas|plus|jamais|rien)(?!\p{L})/u]
  ]
}

it('ships one novel in each language', () => expect(samples.map(({ language }) => language)).toEqual(['en', 'fr']))

describe.each(samples)('$name', async ({ language, name, bytes }) => {
  const manuscript = await readManuscript({ name, bytes: new Uint8Array(bytes) })
  const body = bytes.toString('utf8').replace(/^---\n.*?\n---\n/s, '')

  it('is given away', () => expect(bytes.toString('utf8')).toMatch(/^licence: CC0-1\.0$/m))
  it('reads as a novel in its language', () => expect(manuscript).toMatchObject({ language, warnings: [] }))
  it('has enough chapters for some to be held back', () => expect(manuscript.chapters.length).toBeGreaterThanOrEqual(10))
  it('is about eight thousand words long', () => expect(Math.abs(manuscript.words - 8200)).toBeLessThanOrEqual(400))
  it('loses no word on its way in', () => {
    const read = manuscript.chapters.reduce((sum, chapter) => sum + countWords(chapter.title) + countWords(chapterText(chapter)), 0)
    expect(read + countWords(manuscript.title)).toBe(countWords(body))
  })
  it.each(misprints[language])('shows nowhere %s', (_, pattern) => expect(body.match(pattern)).toBeNull())
})
