// A book as a Word file: real heading styles, so that Word's own outline, contents and comments work. Knows no manuscript.
import {
  AlignmentType, Document, Footer, HeadingLevel, NumberFormat, Packer, PageNumber, Paragraph, SectionType, TextRun,
  type IParagraphOptions, type ISectionOptions, type IStylesOptions
} from 'docx'
import { unzipSync } from 'fflate'
import type { Language } from '#shared/language.ts'
import type { Book, PrintedAt } from './book.ts'
import { sceneBreakText, typeset, type Leaf, type Line, type Span, type TypesetBook, type TypesetPart } from './typeset.ts'
import { archive } from './zip.ts'

export async function toDocx(book: Book, at: PrintedAt): Promise<Uint8Array> {
  const ready = typeset(book)
  const document = new Document({
    title: ready.title, creator: ready.author, lastModifiedBy: ready.author, description: '', styles: stylesFor(ready.language),
    hyphenation: { autoHyphenation: false }, sections: [titlePage(ready), textOf(ready)]
  })
  return settled(new Uint8Array(await Packer.toArrayBuffer(document)), ready.language, at)
}

// Twips: twentieths of a point.
const point = 20
const a4 = { size: { width: 11_906, height: 16_838 }, margin: { top: 1_440, right: 1_440, bottom: 1_440, left: 1_440 } }
const face = { ascii: 'Times New Roman', hAnsi: 'Times New Roman', cs: 'Times New Roman' }
const tags: Readonly<Record<Language, string>> = { en: 'en-GB', fr: 'fr-FR' }
const levels = [HeadingLevel.HEADING_1, HeadingLevel.HEADING_2, HeadingLevel.HEADING_3, HeadingLevel.HEADING_4, HeadingLevel.HEADING_5, HeadingLevel.HEADING_6] as const

const headingStyle = (halfPoints: number, before: number, after: number) => ({
  run: { font: face, size: halfPoints, bold: true, color: '000000' },
  paragraph: { alignment: AlignmentType.CENTER, keepNext: true, spacing: { before: before * point, after: after * point } }
})

function stylesFor(language: Language): IStylesOptions {
  const body = { basedOn: 'Normal', quickFormat: true } as const
  return {
    default: {
      document: { run: { font: face, size: 24, language: { value: tags[language] } }, paragraph: { spacing: { line: 360 } } },
      title: headingStyle(56, 200, 24),
      heading1: headingStyle(36, 72, 36), heading2: headingStyle(30, 48, 24), heading3: headingStyle(26, 24, 12),
      heading4: headingStyle(24, 24, 12), heading5: headingStyle(24, 12, 6), heading6: headingStyle(24, 12, 6)
    },
    paragraphStyles: [
      { id: 'Subtitle', name: 'Subtitle', ...body, run: { size: 32 }, paragraph: { alignment: AlignmentType.CENTER } },
      { id: 'NovelText', name: 'Novel Text', ...body, paragraph: { indent: { firstLine: 340 } } },
      { id: 'NovelOpening', name: 'Novel Opening', ...body, next: 'NovelText' },
      { id: 'SceneBreak', name: 'Scene Break', ...body, next: 'NovelOpening', paragraph: { alignment: AlignmentType.CENTER, keepNext: true, spacing: { before: 12 * point, after: 12 * point } } }
    ]
  }
}

function titlePage({ title, author }: TypesetBook): ISectionOptions {
  const byline = author === '' ? [] : [new Paragraph({ style: 'Subtitle', children: [new TextRun(author)] })]
  return { properties: { page: a4 }, children: [new Paragraph({ heading: HeadingLevel.TITLE, children: [new TextRun(title)] }), ...byline] }
}

/** The text starts on its own page one; the title page carries no number. */
function textOf(book: TypesetBook): ISectionOptions {
  const inParts = book.parts.some((part) => part.title !== null)
  const number = new Paragraph({ alignment: AlignmentType.CENTER, children: [new TextRun({ children: [PageNumber.CURRENT] })] })
  return {
    properties: { type: SectionType.NEXT_PAGE, page: { ...a4, pageNumbers: { start: 1, formatType: NumberFormat.DECIMAL } } },
    footers: { default: new Footer({ children: [number] }) },
    children: book.parts.flatMap((part, i) => partOf(part, inParts, i === 0))
  }
}

function partOf(part: TypesetPart, inParts: boolean, first: boolean): Paragraph[] {
  const level = inParts ? 1 : 0
  const title = part.title === null ? [] : [headingOf([plain(part.title)], 0, { pageBreakBefore: !first })]
  return [...title, ...part.chapters.flatMap((chapter, i) => [
    headingOf([plain(chapter.title)], level, { pageBreakBefore: i > 0 || title.length > 0 || !first }),
    ...chapter.leaves.map((leaf) => paragraphOf(leaf, level))
  ])]
}

const plain = (text: string): Line => [{ text, italic: false, bold: false }]

const headingOf = (lines: readonly Line[], level: number, options: IParagraphOptions = {}): Paragraph =>
  new Paragraph({ ...options, heading: levels[Math.min(level, levels.length - 1)] ?? HeadingLevel.HEADING_6, children: runsOf(lines) })

function paragraphOf(leaf: Leaf, above: number): Paragraph {
  if (leaf.kind === 'sceneBreak') return new Paragraph({ style: 'SceneBreak', children: [new TextRun(sceneBreakText)] })
  if (leaf.kind === 'heading') return headingOf(leaf.lines, above + leaf.level)
  return new Paragraph({ style: leaf.opening ? 'NovelOpening' : 'NovelText', children: runsOf(leaf.lines) })
}

const runsOf = (lines: readonly Line[]): TextRun[] => lines.flatMap((line, i) => [...(i > 0 ? [new TextRun({ break: 1 })] : []), ...line.map(runOf)])

const runOf = ({ text, italic, bold }: Span): TextRun => new TextRun({ text, ...(italic && { italics: true }), ...(bold && { bold: true }) })

/** The library writes the present moment into the file; a book printed twice from one clock must be one file. */
function settled(bytes: Uint8Array, language: Language, at: PrintedAt): Uint8Array {
  const core = 'docProps/core.xml'
  const moment = new Date(at).toISOString().replace(/\.\d+Z$/, 'Z')
  const dated = (xml: string): string => xml.replace(/(<dcterms:(?:created|modified)[^>]*>)[^<]*/g, `$1${moment}`)
    .replace('</cp:coreProperties>', `<dc:language>${tags[language]}</dc:language></cp:coreProperties>`)
  return archive(Object.entries(unzipSync(bytes)).map(([name, content]) =>
    ({ name, bytes: name === core ? new TextEncoder().encode(dated(new TextDecoder().decode(content))) : content })))
}
