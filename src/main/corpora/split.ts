// Sets aside what is never trained on, before any text is cut into windows: whole chapters, whole documents, or every tenth sentence.
// Train and held-out share nothing, and together are everything. Knows chapters' text, not tokens.
import type { HoldOut } from '#shared/contract/corpora.ts'
import type { Language } from '#shared/language.ts'
import { countWords } from '#shared/text.ts'
import type { Chapter, WarningCode } from './manuscript.ts'
import { sentencesOf } from './sentences.ts'
import { chapterText } from './structure/chapters.ts'

export type SplitDocument<Id extends string = string> = {
  readonly id: Id, readonly title: string, readonly language: Language | null
  readonly chapters: readonly Pick<Chapter, 'title' | 'scenes' | 'words'>[]
}

/** A text of its own: no window may run from one unit into the next. */
export type Unit<Id extends string = string> = { readonly documentId: Id, readonly chapter: number, readonly title: string, readonly text: string, readonly words: number }

export type CorpusSplit<Id extends string = string> = {
  /** What was done, which may be less than what was asked for: see the warnings. */
  readonly strategy: HoldOut
  readonly train: readonly Unit<Id>[]
  readonly heldOut: readonly Unit<Id>[]
  readonly trainWords: number
  readonly heldOutWords: number
  readonly warnings: readonly WarningCode[]
}

type Parts<Id extends string> = { readonly train: readonly Unit<Id>[], readonly heldOut: readonly Unit<Id>[] }

const share = 0.1

export function splitCorpus<Id extends string>(documents: readonly SplitDocument<Id>[], strategy: HoldOut): CorpusSplit<Id> {
  const units = documents.flatMap(unitsOf)
  const full = documents.filter((document) => units.some((unit) => unit.documentId === document.id))
  const warnings: WarningCode[] = []
  let done = strategy
  if (done === 'documents' && full.length < 2) { done = 'chapters'; if (units.length > 0) warnings.push('corpora.warning-single-document') }
  if (done === 'chapters' && units.length < 2) { done = 'sentences'; if (units.length > 0) warnings.push('corpora.warning-single-chapter') }
  const { train, heldOut } = strategies[done](units, full)
  return { strategy: done, train, heldOut, trainWords: wordsOf(train), heldOutWords: wordsOf(heldOut), warnings }
}

function unitsOf<Id extends string>(document: SplitDocument<Id>): Unit<Id>[] {
  return document.chapters.map((chapter, index) => {
    const text = chapterText(chapter)
    return { documentId: document.id, chapter: index, title: chapter.title, text, words: countWords(text) }
  }).filter((unit) => unit.words > 0)
}

const wordsOf = (units: readonly Unit[]): number => units.reduce((sum, unit) => sum + unit.words, 0)

type Strategy = <Id extends string>(units: readonly Unit<Id>[], documents: readonly SplitDocument<Id>[]) => Parts<Id>

const strategies: Readonly<Record<HoldOut, Strategy>> = { chapters: byChapters, documents: byDocuments, sentences: bySentences }

const partition = <Id extends string>(units: readonly Unit<Id>[], isHeld: (unit: Unit<Id>) => boolean): Parts<Id> =>
  ({ train: units.filter((unit) => !isHeld(unit)), heldOut: units.filter(isHeld) })

/**
 * Chapters met at the middle of each tenth of the words, so that they lie spread through the book. One that would take the held-out
 * words far past their share is passed over for its neighbour, unless it is the first.
 */
function byChapters<Id extends string>(units: readonly Unit<Id>[]): Parts<Id> {
  const goal = share * wordsOf(units)
  const average = wordsOf(units) / units.length
  const count = Math.max(1, Math.min(units.length - 1, Math.round(goal / average)))
  const held = new Set<Unit<Id>>()
  for (let k = 0; k < count; k++) {
    const middle = Math.floor((k + 0.5) * units.length / count)
    const near = units.map((unit, i) => ({ unit, distance: Math.abs(i - middle) })).filter(({ unit }) => !held.has(unit))
    const best = near.sort((a, b) => cost(a, average) - cost(b, average))[0]
    if (best && (held.size === 0 || wordsOf([...held, best.unit]) <= 1.5 * goal)) held.add(best.unit)
  }
  return partition(units, (unit) => held.has(unit))
}

/** Near the place wanted, and of an ordinary length: a preface of forty words would measure nothing. */
const cost = ({ unit, distance }: { readonly unit: Unit, readonly distance: number }, average: number): number =>
  distance + 3 * Math.abs(Math.log((unit.words + 1) / average))

/** The smallest document that holds a tenth of the words, or the nearest to it from below. */
function byDocuments<Id extends string>(units: readonly Unit<Id>[], documents: readonly SplitDocument<Id>[]): Parts<Id> {
  const sizes = documents.map(({ id }) => ({ id, words: wordsOf(units.filter((unit) => unit.documentId === id)) })).sort((a, b) => a.words - b.words)
  const chosen = sizes.find(({ words }) => words >= share * wordsOf(units)) ?? sizes.at(-1)
  return partition(units, (unit) => unit.documentId === chosen?.id)
}

function bySentences<Id extends string>(units: readonly Unit<Id>[], documents: readonly SplitDocument<Id>[]): Parts<Id> {
  let count = 0
  const halves = units.map((unit) => {
    const language = documents.find(({ id }) => id === unit.documentId)?.language ?? null
    const paragraphs = unit.text.split('\n\n').map((paragraph) => sentencesOf(paragraph, language).map((text) => ({ text, held: ++count % 10 === 0 })))
    return { train: withText(unit, paragraphs.flatMap(stretches)), heldOut: withText(unit, paragraphs.flat().filter(({ held }) => held).map(({ text }) => text)) }
  })
  return { train: halves.map(({ train }) => train).filter(({ words }) => words > 0), heldOut: halves.map(({ heldOut }) => heldOut).filter(({ words }) => words > 0) }
}

type Sentence = { readonly text: string, readonly held: boolean }

/** What follows a sentence taken out does not run on from what stood before it: it begins a paragraph. */
function stretches(sentences: readonly Sentence[]): string[] {
  const runs: string[][] = [[]]
  for (const { text, held } of sentences) {
    if (held) runs.push([]); else runs.at(-1)?.push(text)
  }
  return runs.filter((run) => run.length > 0).map((run) => run.join(' '))
}

function withText<Id extends string>(unit: Unit<Id>, paragraphs: readonly string[]): Unit<Id> {
  const text = paragraphs.join('\n\n')
  return { ...unit, text, words: countWords(text) }
}
