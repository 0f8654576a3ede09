// What was found, told with the books' names and the sentences around. Knows indices and chapters' texts; knows no generation.
import { copiesIn, openExcuse, wordEnd, type Copy, type Place } from '#ml/parrot/index.ts'
import type { Copied, CopiedPlace, ParrotReport } from '#shared/contract/parrot.ts'
import type { OpenIndex } from './indices.ts'
import type { Shelf } from './shelf.ts'

export type Asked = {
  readonly text: string
  /** The author's own words right before the text: see `contextOf`. */
  readonly context: string
  readonly least: number, readonly allowed: readonly string[]
}

/** Places told of one copy. */
const placesTold = 5
/** Characters told before and after a passage, when its sentence is longer. */
const around = 240

export function reportOn(indices: readonly OpenIndex[], shelf: Pick<Shelf, 'text'>, { text, context, least, allowed }: Asked): ParrotReport {
  const excuse = openExcuse(allowed, least)
  const found = indices.map((index) => ({ index, ...copiesIn(index.texts, context + text, { least, excuse, places: placesTold }) }))
  const copies = found.flatMap(({ index, copies: own }) => own.map((copy) => told(index, shelf, copy, text, context)))
  return { least, longest: Math.max(0, ...found.map(({ longest }) => longest)), copies: withoutEchoes(copies) }
}

function told(index: OpenIndex, shelf: Pick<Shelf, 'text'>, { start, end, words, occurrences, places }: Copy, text: string, context: string): Copied {
  return {
    start: start - context.length, end: end - context.length, words, occurrences, text: (context + text).slice(start, end),
    places: places.map((place) => toldPlace(index, shelf, place))
  }
}

function toldPlace({ projectId, passages }: OpenIndex, shelf: Pick<Shelf, 'text'>, { passage, start, lastStart }: Place): CopiedPlace {
  const named = passages[passage]
  if (!named) throw new RangeError(`passage ${passage} of ${passages.length}`)
  const text = shelf.text(named)
  const end = wordEnd(text, lastStart)
  const { documentId, document, chapter, chapterIndex } = named
  return { projectId, documentId, document, chapter, chapterIndex, start, end, before: sentenceBefore(text, start), passage: text.slice(start, end), after: sentenceAfter(text, end) }
}

const oneLine = (text: string): string => text.replace(/\s*\n\s*/g, ' ')

function sentenceBefore(text: string, start: number): string {
  const from = Math.max(0, start - around)
  const before = text.slice(from, start)
  const last = [...before.matchAll(/[.!?…]["”’»\u00A0\u202F ]*\s+|\n\s*\n/gu)].at(-1)
  if (last) return oneLine(before.slice(last.index + last[0].length))
  return oneLine(from === 0 ? before : `… ${before.slice(before.search(/\s/) + 1)}`)
}

function sentenceAfter(text: string, end: number): string {
  const after = text.slice(end, end + around)
  const whole = /^[\s\S]*?(?:[.!?…]+["”’»\u00A0\u202F ]*(?=\s|$)|(?=\n\s*\n)|$)/u.exec(after)?.[0] ?? ''
  const complete = whole.length < after.length || end + around >= text.length
  return oneLine(complete ? whole : `${whole.replace(/\s+\S*$/, '')} …`).trimEnd()
}

/** The same stretch in the books of two projects is told once, with both places; one inside a longer one not at all. */
function withoutEchoes(copies: readonly Copied[]): Copied[] {
  const kept: Copied[] = []
  for (const copy of copies.toSorted((a, b) => b.words - a.words || a.start - b.start)) {
    const same = kept.findIndex(({ start, end }) => start <= copy.start && copy.end <= end)
    const longer = kept[same]
    if (!longer) kept.push(copy)
    else if (longer.start === copy.start && longer.end === copy.end) kept[same] = { ...longer, occurrences: longer.occurrences + copy.occurrences, places: [...longer.places, ...copy.places].slice(0, placesTold) }
  }
  return kept.sort((a, b) => a.start - b.start)
}
