// A book as plain text: UTF-8, a blank line between paragraphs, two around titles. Knows no mark.
import type { Book } from './book.ts'
import { sceneBreakText, textOfLines, typeset, type Leaf, type TypesetPart } from './typeset.ts'

export function toText(book: Book): Uint8Array {
  const { title, author, parts } = typeset(book)
  const head = [title, ...(author === '' ? [] : [author])].join('\n\n')
  return new TextEncoder().encode(`${[head, ...parts.flatMap(pages)].join('\n\n\n')}\n`)
}

const pages = (part: TypesetPart): string[] =>
  [...(part.title === null ? [] : [part.title]), ...part.chapters.map((chapter) => [chapter.title, ...chapter.leaves.map(textOf)].join('\n\n'))]

const textOf = (leaf: Leaf): string => leaf.kind === 'sceneBreak' ? sceneBreakText : textOfLines(leaf.lines)
