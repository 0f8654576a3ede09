// Joins lines that were broken at a fixed width. A text is unwrapped only when its lines show such a width; verse, speeches, signatures and
// centred lines stay on lines of their own. Knows line lengths, not words.
import { headingLevel, unmarked } from '../marks.ts'
import type { Cleaned, Example } from './step.ts'
import { cleaned, maxExamples, shortened, unchanged } from './step.ts'

export type Width = {
  /** The column at which lines were broken. */
  readonly column: number
  /** No blank lines between paragraphs: their ends must be guessed from short lines. */
  readonly dense: boolean
}

const narrowest = 40
const widest = 100
/** A paragraph of this many lines in the typical case: nobody writes so, the blank lines are missing. */
const denseLines = 14

/** Null when the text is not hard-wrapped. */
export function wrapWidth(text: string): Width | null {
  const paragraphs = text.split(/\n[^\S\n]*\n/).map((part) => part.split('\n').filter((line) => line.trim() !== '')).filter((lines) => lines.length > 0)
  const inner = paragraphs.flatMap((lines) => lines.slice(0, -1)).map((line) => line.trimEnd().length).sort((a, b) => a - b)
  const long = paragraphs.flat().filter((line) => line.length > widest + 20).length
  const column = inner[Math.floor(inner.length * 0.97)] ?? 0
  if (inner.length < 8 || column < narrowest || column > widest || long > inner.length / 20) return null
  const full = inner.filter((length) => length >= column - 14).length
  if (full < inner.length * 0.45) return null
  const sizes = paragraphs.filter((lines) => lines.length > 1).map((lines) => lines.length).sort((a, b) => a - b)
  return { column, dense: (sizes[Math.floor(sizes.length / 2)] ?? 0) > denseLines }
}

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
  const isVerse = !width.dense && looksLikeVerse(lines, width)
  return lines.slice(1).reduce((whole, line, i) => whole + seam(lines[i] ?? '', line, width, isVerse) + line.trim(), (lines[0] ?? '').trim())
}

/** How two lines meet: one space, a line break, or a new paragraph. */
function seam(line: string, next: string, width: Width, isVerse: boolean): string {
  if (/^\s*(?:--|[—–]|- )/.test(next) && /[.!?…:»”"]\s*$/.test(line.replace(/_+\s*$/, '')) && !isFull(line, next, width)) return '\n\n'
  if (isVerse || (/_\s*$/.test(line) && /^\s*_/.test(next))) return '\n'
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

/** Most lines stop short of the width with room for the next word, or the lines stand indented and short. */
function looksLikeVerse(lines: readonly string[], width: Width): boolean {
  const breaks = lines.slice(0, -1)
  const short = breaks.filter((line, i) => !/^\p{Ll}/u.test(lines[i + 1] ?? '') && !isFull(line, lines[i + 1] ?? '', { ...width, column: width.column - 6 })).length
  const indented = lines.filter((line) => /^\s{2,}\S/.test(line)).length
  return indented > lines.length * 0.6 ? short >= breaks.length * 0.5 : short > breaks.length * 0.6
}
