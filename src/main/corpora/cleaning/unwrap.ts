// Joins lines that were broken at a fixed width. A text is unwrapped only when its lines show such a width; verse, speeches, signatures and
// centred lines stay on lines of their own. Knows line lengths, not words.
import { headingLevel, unmarked } from '../marks.ts'
import type { Width } from '../width.ts'
import { wrapWidth } from '../width.ts'
import type { Cleaned, Example } from './step.ts'
import { cleaned, maxExamples, shortened, unchanged } from './step.ts'

export function unwrap(text: string): Cleaned {
  const width = wrapWidth(text)
  if (width === null) return unchanged(text)
  const examples: Example[] = []
  let places = 0
  const joined = text.split(/(\n[^\S\n]*(?:\n[^\S\n]*)+)/).map((part, i) => {
    if (i % 2 === 1 || !part.trim().includes('\n')) return i % 2 === 1 ? '\n\n' : part.replace(/\n/g, '').trim()
    const whole = joinParagraph(part, width)
    if (whole !== part) {
      places++
      if (examples.length < maxExamples) examples.push({ before: shortened(part), after: shortened(whole) })
    }
    return whole
  }).join('').replace(/\n{3,}/g, '\n\n').trim()
  return cleaned(text, joined, places, examples)
}

function joinParagraph(part: string, width: Width): string {
  const lines = part.split('\n').filter((line) => line.trim() !== '')
  if (lines.some((line) => headingLevel(line) > 0)) return part.trim()
  const isVerse = !width.dense && (looksLikeVerse(lines, width) || isItalicList(lines))
  return lines.slice(1).reduce((whole, line, i) => whole + seam(lines[i] ?? '', line, width, isVerse) + line.trim(), (lines[0] ?? '').trim())
}

/** How two lines meet: one space, a line break, or a new paragraph. */
function seam(line: string, next: string, width: Width, isVerse: boolean): string {
  if (/^\s*(?:--|[—–]|- )/.test(next) && /[.!?…:»”"]\s*$/.test(line.replace(/_+\s*$/, '')) && !isFull(line, next, width)) return '\n\n'
  if (isVerse) return '\n'
  if (width.dense && endsParagraph(line, next, width)) return '\n\n'
  if (/[\p{L}\p{N}]-$/u.test(line.trimEnd()) && !/--$/.test(line.trimEnd())) return ''
  return ' '
}

const firstWord = (line: string): string => /^\s*(\S+)/.exec(line)?.[1] ?? ''

/** The next word would not have fitted: the line was broken by the width, not by the author. */
const isFull = (line: string, next: string, width: Width): boolean => line.trimEnd().length + 1 + firstWord(next).length > width.column - 4

function endsParagraph(line: string, next: string, width: Width): boolean {
  return line.trimEnd().length < width.column * 0.82 && /[.!?…:”"»'’]\s*$/.test(unmarked(line)) && /^\s*["“«‘'—–-]*\s*\p{Lu}/u.test(next)
}

/** An account or a playbill: line upon line in italics of its own. */
const isItalicList = (lines: readonly string[]): boolean =>
  lines.length > 2 && lines.filter((line) => /^\s*_[^_]*_?\s*$/.test(line)).length > lines.length * 0.7

/** Most lines stop short of the width with room for the next word, or the lines stand indented and short. */
function looksLikeVerse(lines: readonly string[], width: Width): boolean {
  const breaks = lines.slice(0, -1)
  const short = breaks.filter((line, i) => !/^\p{Ll}/u.test(lines[i + 1] ?? '') && !isFull(line, lines[i + 1] ?? '', { ...width, column: width.column - 6 })).length
  const indented = lines.filter((line) => /^\s{2,}\S/.test(line)).length
  return indented > lines.length * 0.6 ? short >= breaks.length * 0.5 : short > breaks.length * 0.6
}
