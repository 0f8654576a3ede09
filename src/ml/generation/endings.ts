// Where a sentence or a paragraph ends, in French and English prose. Knows text only.

export type StopAt = 'tokens' | 'sentence' | 'paragraph'

/** Titles and the like, whose full stop ends nothing; and lone initials. */
const abbreviation = /(?:^|[\s(«“"’'])(?:M|MM|Mme|Mmes|Mlle|Mlles|Mgr|Dr|Pr|St|Ste|Mr|Mrs|Ms|Messrs|Prof|Rev|Hon|Col|Capt|Lt|Sgt|Gen|cf|vol|chap|fig|p|pp|art|éd|ed|[A-ZÀ-Þ])\.$/u

/** Marks with the quotes and brackets that close behind them, the gap, and what comes next. A guillemet may stand behind a space. */
const mark = /[.!?…]+(?:[ \u00A0\u202F]?»|[”"’')\]])*(?<gap>\s+)(?<next>[^\s»])/gu

/** Index behind the first line that has something on it; null while that line is unfinished. */
function lineEnd(text: string): number | null {
  const line = /\S[^\n]*(?=\n)/u.exec(text)
  return line ? line.index + line[0].trimEnd().length : null
}

const goesOn = (before: string, next: string): boolean => /\p{Ll}/u.test(next) || (/(?<![.…])\.$/u.test(before) && abbreviation.test(before))

/** Index behind the first sentence, closing quotes included; null while what follows may still belong to it. */
function sentenceEnd(text: string): number | null {
  const line = lineEnd(text)
  for (const match of text.matchAll(mark)) {
    const { gap = '', next = '' } = match.groups ?? {}
    const end = match.index + match[0].length - next.length - gap.length
    if (line !== null && end > line) break
    if (gap.includes('\n') || !goesOn(text.slice(0, end), next)) return end
  }
  return line
}

const rules: Readonly<Record<StopAt, (text: string) => number | null>> = { tokens: () => null, paragraph: lineEnd, sentence: sentenceEnd }

/** Index where the text should end, or null when it should go on. Decides only when later text cannot change the answer. */
export const naturalEnd = (text: string, stopAt: StopAt): number | null => rules[stopAt](text)

/** Length of the text without an unfinished last word and the blanks before it: later text may belong to that word or be cut with those blanks. */
export const wholeWords = (text: string): number => text.replace(/\s*[\p{L}\p{M}\p{N}'’‐‑-]*$/u, '').length

export const endsInWord = (text: string): boolean => /[\p{L}\p{M}\p{N}'’‐‑-]$/u.test(text)
export const startsInWord = (text: string): boolean => /^[\p{L}\p{M}\p{N}'’‐‑-]/u.test(text)

const endsWithMark = /[.!?…]+(?:[ \u00A0\u202F]?»|[”"’')\]])*$/u

/** Whether a sentence ends with `before` (its last words are enough) when `next` is the word behind the gap. */
export const sentenceEndsBetween = (before: string, next: string): boolean => endsWithMark.test(before) && !goesOn(before, Array.from(next)[0] ?? '')
