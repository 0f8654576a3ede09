// Project Gutenberg's header, footer and producers' credits, in the wordings of fifty years. A line of the novel that only begins with
// "***" is none of these. Knows Project Gutenberg, not the novel.
import { paragraphSpans } from './spans.ts'
import type { Cleaned, Context } from './step.ts'
import { unchanged, withoutLines } from './step.ts'

const start = /^\s*\*{3}\s*START OF (?:THE |THIS )?PROJECT GUTENBERG/i
const smallPrintEnd = /^\s*\*\s*END\s*\*?\s*(?:OF\s*)?THE SMALL PRINT|^\s*\*END\*/i
const end = /^\s*(?:\*{3}\s*END OF (?:THE |THIS )?PROJECT GUTENBERG|(?:THE )?END OF (?:THE |THIS )?PROJECT GUTENBERG|FIN D[UE] .{0,80}PROJE[CT]T? GUTENBERG)/i
const header = /^\s*\**\s*(?:The )?Project Gutenberg(?:'s|’s)?\s+(?:e-?book|e-?text|[\p{Lu}])/iu
const credit = /^\s*[[(]?(?:produced by|produit par|e-?text (?:prepared|produced) by|this e-?(?:book|text) (?:was )?(?:prepared|produced|is)|(?:html )?version by|transcribed (?:from|by)|transcription (?:de|par)|scanned|prepared by|ce (?:texte|livre) (?:a été|est)|html-file of)/i

/** Header and credits stand within this many lines; the longest small print has some 300. */
const headLines = 700

export function gutenberg(text: string, context: Context): Cleaned {
  if (!/gutenberg/i.test(text)) return unchanged(text)
  const lines = text.split('\n')
  const from = bodyStart(lines)
  const to = bodyEnd(lines, from)
  const drop = new Set<number>()
  lines.forEach((_, i) => { if (i < from || i >= to) drop.add(i) })
  if (from > 0 || to < lines.length || context.fromGutenberg) dropCredits(lines, from, to, drop)
  return drop.size === 0 ? unchanged(text) : withoutLines(lines, drop)
}

function bodyStart(lines: readonly string[]): number {
  let from = 0
  lines.slice(0, headLines).forEach((line, i) => {
    if (start.test(line)) from = afterMarker(lines, i)
    else if (smallPrintEnd.test(line)) from = i + 1
  })
  return from > 0 ? from : afterHeader(lines)
}

/** A marker may be wrapped: it ends on the line that holds its closing stars. */
function afterMarker(lines: readonly string[], at: number): number {
  const closed = /\*{3}\s*$/
  const wrapped = lines.slice(at, at + 4).findIndex((line, i) => closed.test(line) && (i > 0 || !/^\s*\*{3}\s*$/.test(line)))
  return at + 1 + Math.max(0, wrapped)
}

/** No marker at all: the header's paragraphs, as far as they speak of Project Gutenberg or list the book's particulars. */
function afterHeader(lines: readonly string[]): number {
  if (!lines.slice(0, 5).some((line) => header.test(line))) return 0
  const last = lines.slice(0, 60).findLastIndex((line) => /gutenberg|^(?:title|author|release date|language|character set encoding|posting date|last updated)\s*:/i.test(line))
  return last + 1
}

function bodyEnd(lines: readonly string[], from: number): number {
  const found = lines.findIndex((line, i) => i > from && end.test(line))
  return found < 0 ? lines.length : found
}

/** The first paragraphs after the marker, and any near either end that name Project Gutenberg. */
function dropCredits(lines: readonly string[], from: number, to: number, drop: Set<number>): void {
  const paragraphs = paragraphSpans(lines, from, to)
  paragraphs.forEach(([first, last], i) => {
    const near = i < 12 || i >= paragraphs.length - 6
    const body = lines.slice(first, last).join(' ')
    const isCredit = i < 8 && credit.test(body)
    if (!near || !(isCredit || /project gutenberg|distributed proofread|ebooksgratuits|pgdp\.net/i.test(body))) return
    for (let line = first; line < last; line++) drop.add(line)
    const before = paragraphs[i - 1]
    if (before && /^\s*note\s*:\s*$/i.test(lines.slice(before[0], before[1]).join(' '))) drop.add(before[0])
  })
}
