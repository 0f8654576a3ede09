// Markdown and plain text, read back by the program's own reader: no character of a novel is ever taken for a sign.
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blocksFromMarked } from '#main/corpora/blocks.ts'
import { manuscriptDocs, readManuscript } from '#main/corpora/index.ts'
import { readMarkdown } from '#main/corpora/readers/markdown.ts'
import type { Book } from '#main/publishing/book.ts'
import { toDocx } from '#main/publishing/docx.ts'
import { fileName } from '#main/publishing/file-name.ts'
import { toMarkdown } from '#main/publishing/markdown.ts'
import { toText } from '#main/publishing/plain-text.ts'
import { typeset } from '#main/publishing/typeset.ts'
import { plainText, type Block, type Inline, type ManuscriptDoc, type Mark } from '#shared/manuscript.ts'
import { anonymous, bookOf, lookOf, looks, paragraph, rich, said, scene, text, wordsOf } from './books.ts'

const read = (bytes: Uint8Array) => readMarkdown({ name: 'book.md', bytes })
const printed = (content: readonly Block[]) => bookOf([{ title: 'I', scenes: [scene(...content)] }], { title: 'T' })

/** Blocks after the book's and the chapter's titles. */
function readBack(content: readonly Block[]): unknown[] {
  return blocksFromMarked(read(toMarkdown(printed(content))).marked).slice(2).map((block) => {
    if (block.kind === 'sceneBreak') return '* * *'
    const lines = [[]] as { text: string, italic: boolean, bold: boolean }[][]
    for (const run of block.runs) run.text.split('\n').forEach((text, i) => { if (i > 0) lines.push([]); lines.at(-1)?.push({ ...run, text }) })
    return lines.map(lookOf)
  })
}
const expected = (content: readonly Block[]): unknown[] => (typeset(printed(content)).parts[0]?.chapters[0]?.leaves ?? []).map(looks)

const hurting = ['# Title', '- list', '+ list', '* star', '1. one', '2) two', '1935. A year.', '> quote', '---', '===', '- - -', '    indented', '\tx', '```', '~~~', '~~x~~',
  '`code`', '*a*', '_a_', '__a__', '[a](b)', '![a](b)', '[^1]', '[^1]: note', '^[note]', '<b>a</b>', '<!-- a -->', '&amp;', '&#65;', 'a\\', '\\', 'a  ', '| a | b |', 'http://a.b',
  '« Oui » — non', '#', '##', 'a #', '$x$', ':::', '* * * a', '“*”', 'A. B.', '+', '-', '=', '1.', '{#id}', '-'.repeat(5) + ' a']

describe('a reader sees what was written', () => {
  it.each(hurting.filter((line) => !/^(?:---|===|- - -|~~~|#|##|-|=|\+)$/.test(line)))('%s', (line) => {
    const content = [said(line), paragraph(text('x'), { type: 'hardBreak' }, text(line))]
    expect(readBack(content)).toEqual(expected(content))
  })

  const letter = fc.constantFrom('a', 'é', 'Z', ' ', ' ', '.', ',', '“', '”', '’', '«', '\u00a0', '—', '*', '_', '~', '`', '<', '&', '[', ']', '\\', '#', '-', '1', '€', '×', '😀', '^', '!', '(')
  const piece = fc.tuple(fc.string({ unit: letter, minLength: 1, maxLength: 6 }), fc.subarray<Mark>([{ type: 'bold' }, { type: 'italic' }]))
    .map(([text, marks]): Inline => ({ type: 'text', text, marks }))
  const inline = fc.oneof({ weight: 6, arbitrary: piece }, { weight: 1, arbitrary: fc.constant<Inline>({ type: 'hardBreak' }) })
  // A first and a last letter keep a paragraph from being a separator, which it would rightly become.
  const block = fc.array(inline, { minLength: 1, maxLength: 7 }).map((content): Block => ({ type: 'paragraph', content: [{ type: 'text', text: 'ok' }, ...content, { type: 'text', text: 'ko' }] }))

  it('whatever the words and their marks', () => {
    fc.assert(fc.property(fc.array(block, { minLength: 1, maxLength: 3 }), (content) => { expect(readBack(content)).toEqual(expected(content)) }), { numRuns: 1500 })
  })

  it('and knows title and author', () => {
    const { title, author } = read(toMarkdown(bookOf([{ title: 'I', scenes: [scene(said('a'))] }])))
    expect([title, author]).toEqual(['Le Sel', 'Jeanne Marot'])
    expect(read(toMarkdown(anonymous)).author).toBeNull()
  })
})

describe('plain text', () => {
  it('holds the whole book, a blank line between paragraphs', () => {
    const whole = new TextDecoder('utf-8', { fatal: true }).decode(toText(rich))
    expect(whole.trim().split(/\n{2,}/)).toEqual(wordsOf(rich))
  })
})

const samples = ['en/the-mardler.md', 'fr/la-varagne.md'] as const

async function sample(path: typeof samples[number]): Promise<Book> {
  const manuscript = await readManuscript({ name: path, bytes: readFileSync(new URL(`../../resources/samples/${path}`, import.meta.url)) })
  return bookOf(manuscriptDocs(manuscript), { title: manuscript.title, language: manuscript.language ?? 'en' })
}

/** `front`: plain text cannot say which lines are its title page, so they come back as a piece of their own. */
const formats: Readonly<Record<string, { readonly front: number, readonly print: (book: Book) => Uint8Array | Promise<Uint8Array> }>> = {
  md: { front: 0, print: toMarkdown }, docx: { front: 0, print: (book) => toDocx(book, 0) }, txt: { front: 1, print: toText }
}

describe.each(samples)('brought in again, %s has the same chapters and words', (path) => {
  it.each(Object.entries(formats))('as %s', async (format, { front, print }) => {
    const book = await sample(path)
    const again = await readManuscript({ name: `${fileName([book.title], 'book')}.${format}`, bytes: await print(book) })
    const text = (chapters: readonly { readonly scenes: readonly ManuscriptDoc[] }[]) => chapters.map(({ scenes }) => scenes.map(plainText))
    expect(again.chapters.slice(front).map(({ title }) => title)).toEqual(book.parts[0]?.chapters.map(({ title }) => title))
    expect(text(manuscriptDocs(again).slice(front))).toEqual(text(book.parts[0]?.chapters ?? []))
    expect(book.parts[0]?.chapters).toHaveLength(12)
  })
})
