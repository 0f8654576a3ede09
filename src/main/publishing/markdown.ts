// A book as Markdown (CommonMark): the text may hold any character and still reads back as itself. Knows no manuscript.
// Italics are written _so_ and bold **so**, so that two neighbouring marks never run into one another.
import type { Book } from './book.ts'
import { merged, sceneBreakText, typeset, type Leaf, type Line, type Span, type TypesetBook } from './typeset.ts'

export function toMarkdown(book: Book): Uint8Array {
  const ready = typeset(book)
  const blocks = [frontMatter(ready), heading(1, escaped(ready.title)), ...ready.parts.flatMap((part) => {
    const level = part.title === null ? 2 : 3
    const chapters = part.chapters.flatMap((chapter) => [heading(level, escaped(chapter.title)), ...chapter.leaves.map((leaf) => leafText(leaf, level))])
    return part.title === null ? chapters : [heading(2, escaped(part.title)), ...chapters]
  })]
  return new TextEncoder().encode(`${blocks.join('\n\n')}\n`)
}

/** JSON's strings are YAML's double-quoted ones. */
function frontMatter({ title, author, language }: TypesetBook): string {
  const fields = { title, ...(author !== '' && { author }), language }
  return ['---', ...Object.entries(fields).map(([name, value]) => `${name}: ${JSON.stringify(value)}`), '---'].join('\n')
}

const heading = (level: number, text: string): string => `${'#'.repeat(Math.min(6, level))} ${text.replace(/#+$/, (signs) => `\\${signs}`)}`

function leafText(leaf: Leaf, above: number): string {
  if (leaf.kind === 'sceneBreak') return sceneBreakText
  const lines = leaf.lines.map(marked)
  return leaf.kind === 'paragraph' ? lines.map(lineStart).join('\\\n') : heading(above + leaf.level, lines.join(' '))
}

const escaped = (text: string): string => text.replace(/[\\`*_[\]<>&~^|]/g, '\\$&')

/** What at the head of a line would open a heading, a list, a rule or an underlined title. */
const lineStart = (line: string): string => line.replace(/^([#+=-])/, '\\$1').replace(/^(\d{1,9})([.)])/, '$1\\$2')

type Sign = '_' | '**'

/** One line with its signs. A sign opens only before a letter and closes only after one: white moves outside, a neighbour is written by number. */
function marked(line: Line): string {
  let text = ''
  let open: readonly Sign[] = []
  for (const span of merged(line.flatMap(whiteOutside))) {
    const { closing, opening, then } = turn(open, signsOf(span))
    text = joined(text, [...closing, ...opening], escaped(span.text), closing)
    open = then
  }
  return text + open.toReversed().join('')
}

const signsOf = (span: Span): readonly Sign[] => [...(span.italic ? ['_' as const] : []), ...(span.bold ? ['**' as const] : [])]

function whiteOutside(span: Span): Span[] {
  const [, before = '', core = '', after = ''] = /^(\s*)(.*?)(\s*)$/su.exec(span.text) ?? []
  const white = (text: string): Span => ({ text, italic: false, bold: false })
  return core === '' ? [white(span.text)] : [white(before), { ...span, text: core }, white(after)].filter(({ text }) => text !== '')
}

/** Signs nest: what stays open must lie under what closes. */
function turn(open: readonly Sign[], wanted: readonly Sign[]) {
  const firstGone = open.findIndex((sign) => !wanted.includes(sign))
  const staying = firstGone < 0 ? open : open.slice(0, firstGone)
  const opening = wanted.filter((sign) => !staying.includes(sign))
  return { closing: open.slice(staying.length).toReversed(), opening, then: [...staying, ...opening] }
}

/** Signs stand as such beside white and punctuation alone; a letter on the far side of one becomes a numbered one, which ends in ";" and starts with "&". */
function joined(before: string, signs: readonly Sign[], after: string, closing: readonly Sign[]): string {
  if (signs.length === 0) return before + after
  const opens = signs.length > closing.length
  const left = opens && closing.length === 0 ? numberedEnd(before) : before
  const right = closing.length > 0 && !opens ? numberedStart(after) : after
  return left + signs.join('') + right
}

const numbered = (letter: string): string => `&#${letter.codePointAt(0) ?? 0};`
const numberedEnd = (text: string): string => text.replace(/[^\s\p{P}$+<=>^`|~]$/u, numbered)
const numberedStart = (text: string): string => text.replace(/^[^\s\p{P}$+<=>^`|~]/u, numbered)
