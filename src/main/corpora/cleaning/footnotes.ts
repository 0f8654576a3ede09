// Notes of plain-text editions: marks such as [1], [A] or [*] in the story, and the paragraphs that answer them. Knows notes only.
import type { Cleaned, Example } from './step.ts'
import { cleaned, maxExamples, shortened } from './step.ts'

const noteParagraph = /^\s*\[(?:(?:foot)?note|renvoi)\s*[\dA-Z*]{0,4}\s*:/i
const answered = /^\s*\[(\d{1,3}|[A-Z]|\*{1,3})\]\s+\S/
const marker = /(?<=[\p{L}\p{N}.,;:!?…»”"'’)_\uFDD1\uFDD3])[^\S\n]?\[(\d{1,3}|[A-Z]|\*{1,3})\]/gu

/** A paragraph is a note when it begins with a mark that a sentence elsewhere carries; then its marks go too. */
export function footnotes(text: string): Cleaned {
  const marks = new Set([...text.matchAll(marker)].map((match) => match[1] ?? ''))
  const examples: Example[] = []
  let places = 0
  const note = (before: string, after: string) => {
    places++
    if (examples.length < maxExamples) examples.push({ before: shortened(before), after: shortened(after) })
    return after
  }
  const kept = text.split(/\n[^\S\n]*\n/).filter((part) => {
    const isNote = noteParagraph.test(part) || marks.has(answered.exec(part)?.[1] ?? ' ')
    if (isNote) note(part, '')
    return !isNote
  }).join('\n\n')
  return cleaned(text, kept.replace(marker, (match) => note(match, '')), places, examples)
}
