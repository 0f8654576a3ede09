// Tables of contents: a heading that says so, or a run of short lines that are all headings, with no prose between. Knows headings.
import { unmarked } from '../marks.ts'
import type { Candidate } from '../structure/headings.ts'
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
    const end = announcedEnd(lines, first) ?? tableEnd(lines, spans, i, last - first > 1 ? first + 1 : last)
    if (end !== null) for (let line = first; line < end; line++) drop.add(line)
  })
  for (const [first, last] of spans.slice(0, headSpans).filter(([from, to]) => isBareList(lines.slice(from, to)))) {
    for (let line = first; line < last; line++) drop.add(line)
  }
  return drop.size === 0 ? unchanged(text) : withoutLines(lines, drop)
}

/** Some tables say where they end. */
function announcedEnd(lines: readonly string[], from: number): number | null {
  const at = lines.slice(from, from + longestTable).findIndex((line) => /^\s*(?:fin de la table|end of (?:the )?contents)\b/i.test(line))
  return at < 0 ? null : from + at + 1
}

const headSpans = 40

/** A table without a title: line upon line of numbered chapters, nothing between. */
const isBareList = (body: readonly string[]): boolean =>
  body.length >= 4 && body.filter((line) => headingCandidate(unmarked(line))?.number).length >= body.length * 0.8

type Spans = readonly (readonly [number, number])[]

/**
 * Where the story begins again: at prose, or at a heading already seen in the table (an entry met a second time). Null when what
 * follows the title is no list.
 */
function tableEnd(lines: readonly string[], spans: Spans, at: number, from: number): number | null {
  const headings = new Set<string>()
  const titles: string[] = []
  let end = from
  let afterPart = true
  const rest: Spans = [...(from < (spans[at]?.[1] ?? 0) ? [[from, spans[at]?.[1] ?? from] as const] : []), ...spans.slice(at + 1)]
  for (const [first, last] of rest) {
    const body = lines.slice(first, last)
    if (first - from > longestTable || !body.every(isEntry) || isProse(body)) break
    const entries = body.map((line) => ({ key: keyOf(line), heading: headingCandidate(unmarked(line)) })).filter(({ key, heading }) => key !== '' || heading !== null)
    const opening = entries[0]
    if (opening && beginsAgain(opening.key, opening.heading, headings, titles, afterPart)) break
    for (const { key, heading } of entries) {
      if (heading) headings.add(key || sign(heading)).add(sign(heading)); else titles.push(key)
      afterPart = heading?.rank === 'part' || heading?.shape === 'named'
    }
    end = last
  }
  return headings.size + titles.length >= 2 ? end : null
}

const sign = (heading: Candidate): string => `${heading.rank}:${heading.number ?? heading.keyword}`

/** The same line again; the same part again; or a first chapter again, though no new part was announced. */
function beginsAgain(key: string, heading: Candidate | null, headings: ReadonlySet<string>, titles: readonly string[], afterPart: boolean): boolean {
  if (headings.has(key) || (headings.size === 0 && key === titles[0])) return true
  if (heading === null || !headings.has(sign(heading))) return false
  return heading.rank === 'part' || (heading.number === 1 && !afterPart)
}

const isEntry = (line: string): boolean => unmarked(line).trim().length <= longestEntry

/** Three lines or more that fill their width and end in a full stop are no list. */
const isProse = (body: readonly string[]): boolean => {
  const text = unmarked(body.join(' ')).trim()
  return /[.!?…]["”»]?$/.test(text) && text.length > 200 && !body.some((line) => headingCandidate(line) !== null)
}

/** An entry without its page number, dots and case: how it will stand above its chapter. */
const keyOf = (line: string): string => unmarked(line).toLowerCase().replace(/[.\s·…_]*\d{1,4}\s*$/, '').replace(/[^\p{L}\p{N}]+/gu, ' ').trim()
