// E-books are judged by epubcheck where it is installed, and by their own parts everywhere.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unzipSync, strFromU8 } from 'fflate'
import { describe, expect, it } from 'vitest'
import { toEpub, uuidFor } from '#main/publishing/epub/index.ts'
import { anonymous, bookOf, long, rich, said, scene, wordsOf } from './books.ts'

const at = Date.UTC(2026, 10, 22, 3, 4, 5)
const judge = '/usr/bin/epubcheck'

/** epubcheck's last words on a file. Debian's program is a Java archive that only some kernels start by themselves. */
async function verdict(bytes: Uint8Array): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'aurore-epub-')), 'book.epub')
  await writeFile(path, bytes)
  return new Promise((resolve) => {
    execFile('java', ['-Duser.language=en', '-XX:TieredStopAtLevel=1', '-jar', judge, '--failonwarnings', path], (_error, out, complaints) => { resolve(`${out}${complaints}`) })
  })
}

const parts = (bytes: Uint8Array) => Object.fromEntries(Object.entries(unzipSync(bytes)).map(([name, content]) => [name, strFromU8(content)]))
const plain = (xhtml: string) => xhtml.replace(/^[\s\S]*<body>/, '').replace(/<br\/>/g, '\n').replace(/<\/(?:h\d|p)>\n?/g, '\u0001').replace(/<[^>]+>/g, '')
  .replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&amp;/g, '&')
  .split('\u0001').map((line) => line.trim()).filter(Boolean)

describe('parts', () => {
  it('begins with its signature, stored as it is', () => {
    const bytes = toEpub(rich, at)
    const header = new DataView(bytes.buffer, bytes.byteOffset)
    expect([header.getUint32(0, true), header.getUint16(8, true), strFromU8(bytes.subarray(30, 58))]).toEqual([0x04034b50, 0, 'mimetypeapplication/epub+zip'])
  })

  it.each([['everything', rich], ['no author', anonymous], ['long', long]])('holds the whole text in order: %s', (_, book) => {
    const files = parts(toEpub(book, at))
    const spine = [...(files['EPUB/package.opf'] ?? '').matchAll(/itemref idref="([^"]+)"/g)].map(([, id]) => plain(files[`EPUB/${id}.xhtml`] ?? ''))
    expect(spine.flat()).toEqual(wordsOf(book))
  })

  it('gives each id once and lists every chapter twice, for old readers and new', () => {
    const files = parts(toEpub(long, at))
    const opf = files['EPUB/package.opf'] ?? ''
    const ids = [...opf.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect([...(files['EPUB/nav.xhtml'] ?? '').matchAll(/href="chapter-/g)]).toHaveLength(301)
    expect([...(files['EPUB/toc.ncx'] ?? '').matchAll(/src="chapter-/g)]).toHaveLength(300)
  })

  it('keeps its identifier through edits, and takes its date from the clock', () => {
    const edited = bookOf([{ title: 'II', scenes: [scene(said('Autre.'))] }])
    const urn = `urn:uuid:${uuidFor('book1')}`
    for (const book of [long, edited]) expect(parts(toEpub(book, at))['EPUB/package.opf']).toContain(`<dc:identifier id="book-id">${urn}</dc:identifier>`)
    expect(urn).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(parts(toEpub(long, at))['EPUB/package.opf']).toContain('<meta property="dcterms:modified">2026-11-22T03:04:05Z</meta>')
    expect(uuidFor('other')).not.toBe(uuidFor('book1'))
  })

  it('is the same file from the same book and clock', () => {
    expect(Buffer.from(toEpub(rich, at)).equals(Buffer.from(toEpub(rich, at)))).toBe(true)
    expect(Buffer.from(toEpub(rich, at)).equals(Buffer.from(toEpub(rich, at + 1000)))).toBe(false)
  })
})

// Its start takes seconds: so two books only, which hold every case between them.
const everyCase = { ...rich, author: '', language: 'en' as const, parts: [...rich.parts, ...long.parts] }

describe.skipIf(!existsSync(judge))('epubcheck (skipped where /usr/bin/epubcheck is missing)', () => {
  it.each([['every construct and hostile character, with an author', rich], ['the same and 300 chapters more, without', everyCase]])('finds no error and no warning: %s', async (_, book) => {
    expect(await verdict(toEpub(book, at))).toContain('0 fatals / 0 errors / 0 warnings')
  }, 120_000)
})
