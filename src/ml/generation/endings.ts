// Where a sentence, a paragraph or a scene ends, in French and English prose. Knows text only.

export type StopAt = 'tokens' | 'sentence' | 'paragraph' | 'scene'

/** Titles and the like, whose full stop ends nothing; and lone initials. */
const abbreviation = /(?:^|[\s(«“"’'])(?:M|MM|Mme|Mmes|Mlle|Mlles|Mgr|Dr|Pr|St|Ste|Mr|Mrs|Ms|Messrs|Prof|Rev|Hon|Col|Capt|Lt|Sgt|Gen|cf|vol|chap|fig|p|pp|art|éd|ed|[A-ZÀ-Þ])\.$/u

/** Marks with the quotes and brackets that close behind them, the gap, and what comes next. A guillemet may stand behind a space. */
const mark = /[.!?…]+(?:[ \u00A0\u202F]?»|[”"’')\]])*(?<gap>\s+)(?<next>[^\s»])/gu

/** A line of signs that separates scenes. */
const signsOnly = /^[ \t\u00A0]*(?:[*#~•⁂—–-][ \t\u00A0]*)+$/u
/** A heading: the scene before it has ended. */
const heading = /^[ \t\u00A0]*(?:chapitre|chapter|partie|part)[ \t\u00A0]+(?:\d{1,3}|[ivxlc]{1,7}|premi(?:er|ère)|one|two|three|deux|trois)(?!\p{L})[^\n]{0,80}$/iu
const separates = (line: string): boolean => signsOnly.test(line) || heading.test(line)

/** Index behind the first line that has something on it and does not end before `from`; null while that line is unfinished. */
function lineEnd(text: string, from: number): number | null {
  for (const line of text.matchAll(/\S[^\n]*(?=\n)/gu)) {
    const end = line.index + line[0].trimEnd().length
    if (end >= from) return end
  }
  return null
}

/** Index behind what stands before the first separating line; null while there is none, or only at the very beginning. */
function sceneEnd(text: string, from: number): number | null {
  for (const line of text.matchAll(/(?<=\n|^)[^\n]*\S[^\n]*(?=\n)/gu)) {
    const end = text.slice(0, line.index).trimEnd().length
    if (end > 0 && end >= from && separates(line[0])) return end
  }
  return null
}

const goesOn = (before: string, next: string): boolean => /\p{Ll}/u.test(next) || (/(?<![.…])\.$/u.test(before) && abbreviation.test(before))

/** Index behind the first sentence, closing quotes included; null while what follows may still belong to it. */
function sentenceEnd(text: string, from: number): number | null {
  const line = lineEnd(text, from)
  for (const match of text.matchAll(mark)) {
    const { gap = '', next = '' } = match.groups ?? {}
    const end = match.index + match[0].length - next.length - gap.length
    if (end < from) continue
    if (line !== null && end > line) break
    if (gap.includes('\n') || !goesOn(text.slice(0, end), next)) return end
  }
  return line
}

const rules: Readonly<Record<StopAt, (text: string, from: number) => number | null>> = { tokens: () => null, paragraph: lineEnd, sentence: sentenceEnd, scene: sceneEnd }

/** Index where the text should end, at `from` or behind it, or null when it should go on. Decides only when later text cannot change the answer. */
export const naturalEnd = (text: string, stopAt: StopAt, from = 0): number | null => rules[stopAt](text, from)

/** Length of the text without an unfinished last word and the blanks before it: later text may belong to that word or be cut with those blanks. */
export const wholeWords = (text: string): number => text.replace(/\s*[\p{L}\p{M}\p{N}'’‐‑-]*$/u, '').length

const headings = ['chapitre ', 'chapter ', 'partie ', 'part ']
/** More of a line than any number after "Chapter" takes. */
const UNDECIDED = 10

function maySeparate(line: string): boolean {
  const low = line.trimStart().toLowerCase()
  return low === '' || separates(line) || headings.some((word) => word.startsWith(low) || (low.startsWith(word) && low.length < word.length + UNDECIDED))
}

/** Length of the text without a last line that may still become a separator, and the blanks before it. */
export function beforeSeparator(text: string): number {
  const line = text.slice(text.lastIndexOf('\n') + 1)
  return maySeparate(line) ? text.slice(0, text.length - line.length).trimEnd().length : text.length
}

export const endsInWord = (text: string): boolean => /[\p{L}\p{M}\p{N}'’‐‑-]$/u.test(text)
export const startsInWord = (text: string): boolean => /^[\p{L}\p{M}\p{N}'’‐‑-]/u.test(text)

const endsWithMark = /[.!?…]+(?:[ \u00A0\u202F]?»|[”"’')\]])*$/u

/** Whether a sentence ends with `before` (its last words are enough) when `next` is the word behind the gap. */
export const sentenceEndsBetween = (before: string, next: string): boolean => endsWithMark.test(before) && !goesOn(before, Array.from(next)[0] ?? '')
