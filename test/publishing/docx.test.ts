// Word files, opened again by three others: mammoth, a zip reader, and LibreOffice where it is installed.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import JSZip from 'jszip'
import mammoth from 'mammoth'
import { describe, expect, it } from 'vitest'
import { toDocx } from '#main/publishing/docx.ts'
import { anonymous, bookOf, long, rich, said, scene, text, paragraph, wordsOf } from './books.ts'

const at = Date.UTC(2026, 10, 22, 3, 4, 5)
const part = async (bytes: Uint8Array, name: string) => (await (await JSZip.loadAsync(bytes)).file(name)?.async('string')) ?? ''
const html = async (bytes: Uint8Array) => (await mammoth.convertToHtml({ buffer: Buffer.from(bytes) })).value
const office = ['/usr/bin/soffice', '/usr/bin/libreoffice'].find((path) => existsSync(path))

describe('text', () => {
  it.each([['everything', rich], ['no author', anonymous], ['300 chapters', long]])('is all there, in order: %s', async (_, book) => {
    const { value } = await mammoth.extractRawText({ buffer: Buffer.from(await toDocx(book, at)) })
    const inOneLine = (blocks: readonly string[]) => blocks.map((block) => block.replaceAll('\n', ''))
    expect(inOneLine(value.split('\n\n').filter(Boolean))).toEqual(inOneLine(wordsOf(book)))
  })

  it('keeps italics, bold and line breaks, and no trace of the machine', async () => {
    const bytes = await toDocx(rich, at)
    const page = await html(bytes)
    for (const look of ['<em>jamais</em>', '<strong>lui</strong>', '<strong><em>rien</em></strong>', 'Un ver,<br /><em>puis l’autre</em>']) expect(page).toContain(look)
    expect(await part(bytes, 'word/document.xml')).not.toMatch(/suggested|gen1|w:ins /)
  })
})

describe('shape', () => {
  it('has chapters as Heading 1, and parts above them where there are parts', async () => {
    expect(await html(await toDocx(long, at))).toContain('<h1>Chapitre 300</h1>')
    const parted = await html(await toDocx(rich, at))
    expect([...parted.matchAll(/<(h\d)>([^<]*)/g)].map(([, level, title]) => `${level} ${title}`)).toEqual(
      ['h2 Prologue', 'h3 Un billet', 'h6 Au dos', 'h1 Première &amp; dernière', 'h2 Chapitre 2', 'h2 Vide', 'h1 Partie 2'])
  })

  it('breaks the page before each chapter but the first, and numbers the pages of the text', async () => {
    const bytes = await toDocx(long, at)
    const document = await part(bytes, 'word/document.xml')
    expect([...document.matchAll(/<w:pageBreakBefore\/>/g)]).toHaveLength(299)
    expect([...document.matchAll(/<w:sectPr/g)]).toHaveLength(2)
    expect([...document.matchAll(/<w:footerReference/g)]).toHaveLength(1)
    expect(await part(bytes, 'word/footer1.xml')).toContain('PAGE')
  })

  it('indents paragraphs, centres breaks, and says its language', async () => {
    const bytes = await toDocx(rich, at)
    const styles = await part(bytes, 'word/styles.xml')
    expect(styles).toMatch(/w:lang [^>]*w:val="fr-FR"/)
    expect(await part(await toDocx(anonymous, at), 'word/styles.xml')).toMatch(/w:lang [^>]*w:val="en-GB"/)
    expect(styles).toMatch(/w:styleId="NovelText"[\s\S]*?w:firstLine="340"/)
    expect(await part(bytes, 'word/document.xml')).toMatch(/w:val="SceneBreak"\/><\/w:pPr><w:r><w:t [^>]*>\* \* \*/)
  })

  it('carries title, author, language and date, and is the same file from the same book and clock', async () => {
    const book = bookOf([{ title: 'I', scenes: [scene(paragraph(text('a')), said('b'))] }])
    const bytes = await toDocx(book, at)
    const core = await part(bytes, 'docProps/core.xml')
    for (const fact of ['<dc:title>Le Sel<', '<dc:creator>Jeanne Marot<', '<dc:language>fr-FR<', '>2026-11-22T03:04:05Z</dcterms:created>']) expect(core).toContain(fact)
    expect(Buffer.from(bytes).equals(Buffer.from(await toDocx(book, at)))).toBe(true)
  })
})

describe.skipIf(!office)('LibreOffice (skipped where it is not installed)', () => {
  it('opens the book and reads the same text', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'aurore-docx-'))
    await writeFile(join(folder, 'book.docx'), await toDocx(rich, at))
    await promisify(execFile)(office ?? '', ['--headless', `-env:UserInstallation=file://${folder}/profile`, '--convert-to', 'txt:Text (encoded):UTF8', '--outdir', folder, join(folder, 'book.docx')])
    expect((await readFile(join(folder, 'book.txt'), 'utf8')).replace(/\s+/g, ' ')).toContain('Elle avait écrit ceci, et la muse cela, puis elle.')
  }, 120_000)
})
