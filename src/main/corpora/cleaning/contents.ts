// Tables of contents: a heading that says so, or a run of short lines that are all headings, with no prose between. Knows headings.
import { unmarked } from '../marks.ts'
import { headingCandidate } from '../structure/headings.ts'
import { paragraphSpans } from './spans.ts'
import type { Cleaned } from './step.ts'
import { unchanged, withoutLines } from './step.ts'

const title = /^\s*(?:table\s+(?:des\s+(?:mati[eè]res|chapitres|gravures|illustrations)|of\s+contents)|contents|sommaire|table|liste des (?:gravures|illustrations)|list of illustrations|page)\s*[.:]?\s*$/i
const longestEntry = 130

/** At most this many lines: the longest real ones (Les Misérables) have some eighty. */
const longestTable = 400

export function contents(text: string): Cleaned {
  const lines = text.split('\n')
  const drop = new Set<number>()
  const spans = paragraphSpans(lines)
  spans.forEach(([first, last], i) => {
    if (drop.has(first) || !title.test(unmarked(lines[first] ?? ''))) return
    const end = tableEnd(lines, spans, i, last - first > 1 ? first + 1 : last)
    if (end !== null) for (let line = first; line < end; line++) drop.add(line)
  })
  return drop.size === 0 ? unchanged(text) : withoutLines(lines, drop)
}

type Spans = readonly (readonly [number, number])[]

/**
 * Where the story begins again: at prose, or at a heading already seen in the table (its first entry, met a second time). Null when what
 * follows the title is no list.
 */
function tableEnd(lines: readonly string[], spans: Spans, at: number, from: number): number | null {
  const seen = new Set<string>()
  let end = from
  const rest: Spans = [...(from < (spans[at]?.[1] ?? 0) ? [[from, spans[at]?.[1] ?? from] as const] : []), ...spans.slice(at + 1)]
  for (const [first, last] of rest) {
    const body = lines.slice(first, last)
    if (first - from > longestTable || !body.every(isEntry) || isProse(body)) break
    const keys = body.map(keyOf).filter((key) => key !== '')
    if (first > from && keys.some((key) => seen.has(key)) && seen.size > 1) break
    keys.forEach((key) => seen.add(key))
    end = last
  }
  return seen.size >= 2 ? end : null
}

const isEntry = (line: string): boolean => unmarked(line).trim().length <= longestEntry

/** Three lines or more that fill their width and end in a full stop are no list. */
const isProse = (body: readonly string[]): boolean => {
  const text = unmarked(body.join(' ')).trim()
  return /[.!?…]["”»]?$/.test(text) && text.length > 200 && !body.some((line) => headingCandidate(line) !== null)
}

/** An entry without its page number, dots and case: how it will stand above its chapter. */
const keyOf = (line: string): string => unmarked(line).toLowerCase().replace(/[.\s·…_]*\d{1,4}\s*$/, '').replace(/[^\p{L}\p{N}]+/gu, ' ').trim()
