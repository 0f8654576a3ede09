// Files from the test suites of other programs, whole and broken: each reads or fails with a code, in time; and one novel in many formats
// is one novel. Skipped where those files are not at hand.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { outcome, read } from './fixture.ts'

const folder = '../shared/corpora/formats'
const filesOf = (name: string): string[] => existsSync(`${folder}/${name}`)
  ? readdirSync(`${folder}/${name}`, { withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => `${name}/${entry.name}`) : []
const bytesAt = (path: string) => new Uint8Array(readFileSync(`${folder}/${path}`))

/** What each broken or foreign file must come to; what is not named here must read. */
const codes: readonly (readonly [RegExp, string])[] = [
  [/encrypted_.*\.docx$/, 'corpora.encrypted'], [/bomb/, 'corpora.too-large'], [/unreadable-empty|file_is_truncated_1/, 'corpora.empty-file'],
  [/picture/, 'corpora.no-prose'], [/ocf-container-not-ocf/, 'read'], [/image-with-epub|LZMA|zip64_end_of_central/, 'corpora.binary'], [/synthetic_zipslip/, 'corpora.not-a-document'],
  [/truncated|not_a_zip|unexpected_EOF|zip64/, 'corpora.damaged'], [/\.(?:epub|odt|rtf|doc|gz)$/, 'corpora.unsupported-format'], [/\.(?:zip|pages)$/, 'corpora.not-a-document']
]
const expected = (path: string): string => codes.find(([pattern]) => pattern.test(path))?.[1] ?? 'read'

describe.skipIf(!existsSync(folder))('files of other programs (needs ../shared/corpora/formats)', () => {
  it.each(['docx', 'md', 'nasty', 'synthetic_same_novel'].flatMap(filesOf).filter((path) => !path.includes('huge')))('%s', async (path) => {
    expect(await outcome(path, bytesAt(path))).toBe(expected(path))
  }, 10_000)

  it('reads a Word file of half a million words', async () => {
    const { words, chapters } = await read('a.docx', bytesAt('nasty/synthetic_huge_587k_words_Jean-Christophe.docx'))
    expect(words).toBeGreaterThan(540_000)
    expect(chapters.length).toBeGreaterThan(5)
  }, 30_000)

  const editions = ['la_petite_fadette.cp1252.crlf.txt', 'la_petite_fadette.utf16le.bom.txt', 'la_petite_fadette.docx', 'la_petite_fadette.md']
  it.each(editions)('%s is the same novel as its UTF-8 text', async (name) => {
    const [plain, other] = await Promise.all([read('la_petite_fadette.txt', bytesAt('synthetic_same_novel/la_petite_fadette.txt')), read(name, bytesAt(`synthetic_same_novel/${name}`))])
    expect(other.chapters.map(({ title }) => title)).toEqual(plain.chapters.map(({ title }) => title))
    expect(other.chapters.map(({ scenes }) => scenes)).toEqual(plain.chapters.map(({ scenes }) => scenes))
    expect([plain.chapters.length, plain.words]).toEqual([41, 58_803])
  })
  it('needs no cleaning and gets none', async () => {
    const { cleaning, text, originalText } = await read('la_petite_fadette.txt', bytesAt('synthetic_same_novel/la_petite_fadette.txt'))
    expect(cleaning.filter(({ places }) => places > 0)).toEqual([])
    expect(text).toBe(originalText.trim())
  })
})
