// The publisher's pages around a novel: its title page and printers at the head, its lists of works and prices at either end.
// Knows the words of the trade, not the story.
import { unmarked } from '../marks.ts'
import { headingCandidate } from '../structure/headings.ts'
import { paragraphSpans } from './spans.ts'
import type { Cleaned, Context } from './step.ts'
import { unchanged, withoutLines } from './step.ts'

const trade = /(?:[ée]diteurs?\b|\blibrairies?\b|\blibraires?\b|\bimprim(?:erie|eur)|typographie|droits? (?:de|réservés)|tous droits|calmann|michel l[ée]vy|copyright|all rights reserved|publish(?:ers?|ed by)|printed (?:in|by|at)|\bpress\b|nouvelle [ée]dition|\bprix\s*:|\bfr(?:ancs?)?\.? \d|boulevard|\brue [A-Z]|(?:^|\W)in-(?:18|8|12|16)\b|édition de \d{4}|\bedition, \d{4}|[ée]dition originale|œuvres complètes|oeuvres completes|oeuvres complètes|collection |\b\d+ vol\b|\s{3,}\d+\s+(?:--|—|vol)|du même auteur|ouvrages? du même)/i
const worksOf = /^\s*(?:(?:liste des )?(?:œuvres|oeuvres|ouvrages)(?: complètes| completes)? (?:de|du)\b|du même auteur|by the same author|catalogue\b|extrait du catalogue|\w+ (?:new )?(?:books|novels) published|collection michel l[ée]vy|en vente (?:chez|à))/i
const theEnd = /^\s*(?:fin|the end|finis|fin de .{1,60})\s*[.!]?\s*$/i

export function catalogue(text: string, context: Context): Cleaned {
  const lines = text.split('\n')
  const spans = paragraphSpans(lines)
  const drop = new Set([...headPages(lines, spans, context), ...tailPages(lines, spans)])
  return drop.size === 0 ? unchanged(text) : withoutLines(lines, drop)
}

type Spans = readonly (readonly [number, number])[]

const textOf = (lines: readonly string[], [first, last]: readonly [number, number]): string => unmarked(lines.slice(first, last).join('\n')).trim()
const indexes = (spans: Spans): number[] => spans.flatMap(([first, last]) => Array.from({ length: last - first }, (_, k) => first + k))

/** Prose: long enough, mostly small letters, ended like a sentence. */
const isProse = (text: string): boolean => text.length > 240 && /[.!?…:;,»”"]$/.test(text) && (text.match(/\p{Ll}/gu) ?? []).length > text.length * 0.6

/** From the first line to the last one of the trade, when nothing but short lines stand before; the book's own name goes too. */
function headPages(lines: readonly string[], spans: Spans, context: Context): number[] {
  const storyAt = spans.findIndex((span) => isProse(textOf(lines, span)) || isFirstHeading(textOf(lines, span)))
  const head = spans.slice(0, storyAt < 0 ? 0 : storyAt)
  const lastTrade = head.findLastIndex((span) => trade.test(textOf(lines, span)))
  const page = head.slice(0, lastTrade + 1)
  const rest = context.fromGutenberg ? head.slice(lastTrade + 1) : []
  const lastName = rest.slice(0, 8).findLastIndex((span) => isName(textOf(lines, span), context))
  return indexes([...page, ...rest.slice(0, lastName + 1)])
}

const isFirstHeading = (text: string): boolean => {
  const candidate = headingCandidate(text)
  return candidate !== null && !/^(?:volume|tome)$/.test(candidate.keyword) && (candidate.shape === 'named' || candidate.number === 1)
}

const plain = (text: string): string => text.normalize('NFD').replace(/[^\p{L}\p{N}]+/gu, ' ').trim().toLowerCase()

function isName(text: string, { title, author }: Context): boolean {
  const line = plain(text)
  const [name, writer] = [plain(title), plain(author ?? '')]
  if (line === '') return false
  return line === 'by' || line === 'par' || line === name || line.endsWith(` ${name}`) || (line.length > 4 && (name.endsWith(line) || name.startsWith(line))) || line === writer || (writer !== '' && line.length < 60 && line.endsWith(` ${writer}`)) ||
    (writer !== '' && line.length < 60 && /^(?:by|par|de)\b/.test(line) && line.includes(writer.split(' ').at(-1) ?? writer)) || /^(?:\d{4}|m[dclxvi]{4,})$/.test(line) ||
    /^(?:un )?(?:roman|nouvelle|récit|conte|drame|comédie|chronique|(?:a )?(?:novel|tale|romance)|scenes de la vie|scènes de la vie)(?: \p{L}+){0,5}$/u.test(line)
}

/** After "FIN", pages of the trade; without it, from the line that announces a list of works. */
function tailPages(lines: readonly string[], spans: Spans): number[] {
  const from = Math.floor(spans.length * 0.5)
  const tail = spans.slice(from)
  const announced = tail.findIndex((span) => worksOf.test(textOf(lines, span)))
  const ended = tail.findIndex((span, i) => theEnd.test(textOf(lines, span)) && tail.slice(i + 1, i + 40).some((next) => trade.test(textOf(lines, next))))
  const at = ended >= 0 ? ended + 1 : announced
  if (at < 0) return []
  const rest = tail.slice(at)
  const proseLines = rest.filter((span) => isProse(textOf(lines, span)) && !trade.test(textOf(lines, span))).length
  return proseLines > rest.length * 0.2 ? [] : indexes(rest)
}
