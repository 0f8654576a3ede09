// Notes of plain-text editions: marks such as [1], [A] or [*] in the story, and the paragraphs that answer them. Knows notes only.
import type { Cleaned, Example } from './step.ts'
import { cleaned, maxExamples, shortened, unchanged } from './step.ts'

const noteParagraph = /^\s*\[(?:(?:foot)?note|renvoi)\s*[\dA-Z*]{0,4}\s*:/i
const answered = /^\s*\[(\d{1,3}|[A-Z]|\*{1,3})\]\s+\S/
const marker = /(?<=[\p{L}\p{N}.,;:!?…»”"'’)_\uFDD1\uFDD3])[^\S\n]?\[(\d{1,3}|[A-Z]|\*{1,3})\]/gu

const notesTitle = /^\s*(?:foot)?notes\s*[.:]?\s*$/i

/** Notes gathered behind the story under a title: from there on, even a note's second paragraph is no story. */
function notesAtEnd(parts: readonly string[], answers: (part: string) => boolean): number {
  const at = parts.findLastIndex((part) => notesTitle.test(part))
  const after = parts.slice(at + 1)
  return at > 0 && after.length > 0 && answers(after[0] ?? '') && after.filter(answers).length * 2 > after.length ? at : parts.length
}

/** A paragraph is a note when it begins with a mark that a sentence elsewhere carries; then its marks go too. */
export function footnotes(text: string): Cleaned {
  if (!text.includes('[')) return unchanged(text)
  const marks = new Set([...text.matchAll(marker)].map((match) => match[1] ?? ''))
  const examples: Example[] = []
  let places = 0
  const note = (before: string, after: string) => {
    places++
    if (examples.length < maxExamples) examples.push({ before: shortened(before), after: shortened(after) })
    return after
  }
  const parts = text.split(/\n[^\S\n]*\n/)
  const answers = (part: string) => noteParagraph.test(part) || marks.has(answered.exec(part)?.[1] ?? ' ')
  const section = notesAtEnd(parts, answers)
  const kept = parts.filter((part, i) => {
    const isNote = answers(part) || i >= section
    if (isNote) note(part, '')
    return !isNote
  }).join('\n\n')
  return cleaned(text, kept.replace(marker, (match) => note(match, '')), places, examples)
}
