// A book made ready for print: clean text, scenes joined by breaks, nothing left of who wrote which word. Knows no format.
import type { Language } from '#shared/language.ts'
import type { Block, Inline, ManuscriptDoc } from '#shared/manuscript.ts'
import type { Book, BookChapter } from './book.ts'
import { bookWords } from './words.ts'

export type Span = { readonly text: string, readonly italic: boolean, readonly bold: boolean }
export type Line = readonly Span[]

export type Leaf =
  /** `opening`: the first of a chapter, or after a break or heading, which printers set without an indent. */
  | { readonly kind: 'paragraph', readonly lines: readonly Line[], readonly opening: boolean }
  | { readonly kind: 'heading', readonly level: number, readonly lines: readonly Line[] }
  | { readonly kind: 'sceneBreak' }

export type TypesetChapter = { readonly title: string, readonly leaves: readonly Leaf[] }
export type TypesetPart = { readonly title: string | null, readonly chapters: readonly TypesetChapter[] }
export type TypesetBook = {
  readonly id: string, readonly title: string, readonly author: string, readonly language: Language, readonly parts: readonly TypesetPart[]
}

export const sceneBreakText = '* * *'

export function typeset(book: Book): TypesetBook {
  const words = bookWords[book.language]
  return {
    id: book.id, language: book.language,
    title: clean(book.title).trim() || words.untitled,
    author: clean(book.author).trim(),
    parts: book.parts.map((part) => ({
      title: part.title === null ? null : clean(part.title).trim() || words.part(part.number),
      chapters: part.chapters.map((chapter) => ({ title: clean(chapter.title).trim() || words.chapter(chapter.number), leaves: leavesOf(chapter) }))
    }))
  }
}

export const hasText = (book: TypesetBook): boolean => book.parts.some((part) => part.chapters.some((chapter) => chapter.leaves.length > 0))

/** What no file format may hold goes; every kind of white that would break a line becomes a space. */
export const clean = (text: string): string => text.normalize('NFC')
  .replace(/(?:\r\n|[\t\n\v\f\r\u0085\u2028\u2029])/g, ' ')
  .replace(/[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}\uFEFF]/gu, '')

function leavesOf(chapter: BookChapter): Leaf[] {
  const blocks = chapter.scenes.flatMap((scene: ManuscriptDoc): Block[] => [{ type: 'sceneBreak' }, ...scene.content])
  return withBreaksBetween(blocks.flatMap(leavesOfBlock)).map((leaf, i, all) =>
    leaf.kind === 'paragraph' ? { ...leaf, opening: all[i - 1]?.kind !== 'paragraph' } : leaf)
}

/** An empty line inside a paragraph ends it: on paper the two look the same, and every reader of files agrees. */
function leavesOfBlock(block: Block): Leaf[] {
  if (block.type === 'sceneBreak') return [{ kind: 'sceneBreak' }]
  const stanzas = stanzasOf(linesOf(block.content ?? []))
  if (block.type === 'paragraph') return stanzas.map((lines) => ({ kind: 'paragraph', lines, opening: false }))
  return stanzas.map((lines) => ({ kind: 'heading', level: block.attrs.level, lines }))
}

/** Breaks stand only between two pieces of text, one at a time. */
function withBreaksBetween(leaves: readonly Leaf[]): Leaf[] {
  const kept: Leaf[] = []
  let broken = false
  for (const leaf of leaves) {
    if (leaf.kind === 'sceneBreak') broken = true
    else {
      if (broken && kept.length > 0) kept.push({ kind: 'sceneBreak' })
      kept.push(leaf)
      broken = false
    }
  }
  return kept
}

function linesOf(content: readonly Inline[]): Line[] {
  const lines: Span[][] = [[]]
  for (const node of content) {
    if (node.type === 'hardBreak') lines.push([])
    else lines.at(-1)?.push(spanOf(node.text, node.marks ?? []))
  }
  return lines.map((line) => trimmed(merged(line)))
}

const spanOf = (text: string, marks: readonly { readonly type: string }[]): Span => ({
  text: clean(text), italic: marks.some((mark) => mark.type === 'italic'), bold: marks.some((mark) => mark.type === 'bold')
})

export const sameLook = (a: Span, b: Span): boolean => a.italic === b.italic && a.bold === b.bold

/** Neighbours of one look become one: a suggestion taken in the middle of a sentence leaves no seam. */
export function merged(line: Line): Line {
  const out: Span[] = []
  for (const span of line) {
    const last = out.at(-1)
    if (last && sameLook(last, span)) out[out.length - 1] = { ...last, text: (last.text + span.text).normalize('NFC') }
    else if (span.text !== '') out.push(span)
  }
  return out
}

function trimmed(line: Line): Line {
  const spans = [...line]
  while (spans[0]?.text.trim() === '') spans.shift()
  while (spans.at(-1)?.text.trim() === '') spans.pop()
  return spans.map((span, i) => {
    const text = i === 0 ? span.text.trimStart() : span.text
    return { ...span, text: i === spans.length - 1 ? text.trimEnd() : text }
  })
}

function stanzasOf(lines: readonly Line[]): Line[][] {
  const stanzas: Line[][] = [[]]
  for (const line of lines) {
    if (line.length === 0) stanzas.push([])
    else stanzas.at(-1)?.push(line)
  }
  return stanzas.filter((stanza) => stanza.length > 0)
}

export const textOfLines = (lines: readonly Line[]): string => lines.map((line) => line.map((span) => span.text).join('')).join('\n')
