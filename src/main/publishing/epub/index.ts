// A book as an EPUB 3 file (https://www.w3.org/TR/epub-33/), one page a chapter, readable by EPUB 2 programs. Knows no manuscript.
import { createHash } from 'node:crypto'
import type { Book, PrintedAt } from '../book.ts'
import { typeset } from '../typeset.ts'
import { archive, type ArchiveFile } from '../zip.ts'
import { navigationPage, ncx } from './navigation.ts'
import { container, packageDocument } from './package.ts'
import { chapterPage, partPage, titlePage } from './pages.ts'
import { planned, type Plan } from './plan.ts'
import { styleSheet } from './style.ts'

export function toEpub(book: Book, at: PrintedAt): Uint8Array {
  const plan = planned(typeset(book), `urn:uuid:${uuidFor(book.id)}`, new Date(at).toISOString().replace(/\.\d+Z$/, 'Z'))
  return archive([
    // The format's own signature: first, and stored as it is (EPUB 3.3, 4.3.3).
    { ...file('mimetype', 'application/epub+zip'), stored: true },
    file('META-INF/container.xml', container),
    ...contents(plan).map(({ name, bytes }) => ({ name: `EPUB/${name}`, bytes }))
  ])
}

const file = (name: string, text: string): ArchiveFile => ({ name, bytes: new TextEncoder().encode(text) })

function contents(plan: Plan): ArchiveFile[] {
  const { language } = plan.book
  return [
    file('package.opf', packageDocument(plan)), file('nav.xhtml', navigationPage(plan)), file('toc.ncx', ncx(plan)),
    file('style.css', styleSheet), file('title.xhtml', titlePage(plan.book)),
    ...plan.parts.flatMap(({ page, chapters }) => [
      ...(page ? [file(page.file, partPage(page, language))] : []),
      ...chapters.map((chapter) => file(chapter.file, chapterPage(chapter, language)))
    ])
  ]
}

/** A name-based UUID, version 5 (RFC 9562, 5.5): the same book keeps its identifier through every edition. */
export function uuidFor(name: string): string {
  const bytes = createHash('sha1').update(`${namespace}${name}`).digest().subarray(0, 16)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

const namespace = 'aurore:book:'
