// Notes by those who typed the book in: lists of corrections, remarks on spelling, at its head or its end. Knows their stock phrases.
import { isSceneBreak } from '../structure/separators.ts'
import { paragraphSpans } from './spans.ts'
import type { Cleaned } from './step.ts'
import { unchanged, withoutLines } from './step.ts'

const opening = /^\s*[[(_*=]*\s*(?:transcriber[’']?s?[’']?\s+notes?|notes?\s+(?:de|du|sur la)\s+transcri\w+|typographical errors corrected|corrections? (?:apport|effectu)\w+|errata|liste des (?:corrections|modifications)|note au lecteur de ce fichier|notes? du transcripteur)/i
const speaksOfTyping = /(?:cette version (?:électronique|numérique)|introduites par le typographe|e-?text transcriber|l[’']orthographe (?:d[’']origine |originale )?a été (?:conservée|respectée|modernisée)|la ponctuation n[’']a pas été|les erreurs (?:clairement|manifestes|typographiques)[^.]{0,80}corrigées|typographical errors (?:have been|were)|original spelling (?:has been|is) (?:kept|retained|preserved))/i
const label = /^\s*(?:au lecteur|note|notes|to the reader|avertissement)\s*[.:]?\s*$/i
const correction = /=>|→|\{pg|remplacé par|corrigé en|changed to/i

/** Only near an end of the text: a novel may well speak of notes and errors in its middle. */
const edge = 0.04

export function transcriberNotes(text: string): Cleaned {
  const lines = text.split('\n')
  const spans = paragraphSpans(lines)
  const drop = new Set<number>()
  spans.forEach(([first, last], i) => {
    const body = lines.slice(first, last).join(' ')
    const near = first < Math.max(60, lines.length * edge) || first > lines.length * (1 - edge) - 60
    if (!near || drop.has(first) || !(opening.test(body) || (body.length < 1500 && speaksOfTyping.test(body)))) return
    const end = i > spans.length / 2 && opening.test(body) ? endOfList(lines, spans, i) : last
    const before = spans[i - 1]
    const labelled = before !== undefined && isLabel(lines.slice(before[0], before[1]), end >= (spans.at(-1)?.[1] ?? 0))
    for (let line = labelled ? before[0] : first; line < end; line++) drop.add(line)
  })
  return drop.size === 0 ? unchanged(text) : withoutLines(lines, drop)
}

/** "Au lecteur" above the note, or the ornament that parted it from the book's end. */
const isLabel = (lines: readonly string[], endsTheText: boolean): boolean =>
  lines.length === 1 && (label.test(lines[0] ?? '') || (endsTheText && isSceneBreak(lines[0] ?? '')))

/** At the book's end a note runs on over its list: short lines, or lines that say what became what. */
function endOfList(lines: readonly string[], spans: readonly (readonly [number, number])[], at: number): number {
  let end = spans[at]?.[1] ?? 0
  for (const [first, last] of spans.slice(at + 1)) {
    const body = lines.slice(first, last).join(' ')
    if (!correction.test(body) && body.length > 300) break
    end = last
  }
  return end
}
