// The prompt by its rules: memory, always-on lore, summaries, called lore, then the text before the cursor with the note among its last paragraphs; each in its
// room. What stands still comes first, so that what was computed for it is used again while she types. Pure; tokens are counted by what it is given.
import type { ContextBudget, ContextPart, LeftOut, SharedOrigin } from '#shared/contract/context.ts'
import { reasonFor, shareOut, type Rooms } from './budget.ts'
import { titleOf, type Called } from './lorebook.ts'
import { measured, type Measured, type TokensOf } from './measure.ts'
import { fitHead, fitTail, type Kept } from './trim.ts'

/** A stretch of text by whose it is. */
export type Strand = { readonly id: string | null, readonly title: string, readonly text: string }
export type Sources = {
  readonly memory: string, readonly note: string, readonly noteDepth: number
  readonly lore: readonly Called[]
  /** Oldest first. */
  readonly summaries: readonly Strand[]
  /** In reading order; the last one is the scene she writes in. */
  readonly before: readonly Strand[]
  /** Empty where the model is not shown it. */
  readonly after: string
}
/** `room`: tokens for everything. `step`: how far the cut of the text before the cursor moves at a time. */
export type Frame = { readonly room: number, readonly step: number, readonly budget: ContextBudget, readonly tokensOf: TokensOf }
export type Part = Omit<ContextPart, 'tokens'>
export type Assembled = { readonly head: readonly Part[], readonly before: readonly Part[], readonly after: readonly Part[], readonly left: LeftOut[] }

/** Between two parts. */
export const gap = '\n\n'

type Item = { readonly origin: SharedOrigin, readonly id: string | null, readonly title: string, readonly key: string | null, readonly by: string | null, readonly text: Measured }
type Fitted = { readonly item: Item, readonly kept: Kept, readonly left: LeftOut | null }

export function assemble(sources: Sources, frame: Frame): Assembled {
  const items = itemsOf(sources, frame.tokensOf)
  const rooms = shareOut(frame.budget, frame.room, wantsOf(items))
  const fitted = items.map(({ origin, list }) => fitAll(list, rooms[origin], origin === 'summary', (given) => reasonFor(frame.budget, frame.room, origin, given)))
  const used = fitted.flat().reduce((sum, { kept }) => sum + kept.tokens, 0)
  const of = (origin: SharedOrigin): readonly Fitted[] => fitted.flat().filter(({ item, kept }) => item.origin === origin && kept.text !== '')
  const head = [...of('memory'), ...of('lore').filter(({ item }) => item.key === null), ...of('summary'), ...of('lore').filter(({ item }) => item.key !== null)]
  const text = textBefore(sources, of('note')[0], { ...frame, room: frame.room - used })
  return {
    head: head.map((one) => part(one, one.kept.text + gap)), before: text.parts, after: of('after').map((one) => part(one, one.kept.text)),
    left: [...fitted.flat().flatMap(({ left }) => left ?? []), ...text.left]
  }
}

/** Each text with the gap that will stand before or behind it, so that its tokens are counted as they will be. */
function itemsOf({ memory, note, lore, summaries, after }: Sources, tokensOf: TokensOf): readonly { readonly origin: SharedOrigin, readonly list: readonly Item[] }[] {
  const item = (origin: SharedOrigin, text: string, from: Partial<Item> = {}): readonly Item[] =>
    (text === '' ? [] : [{ origin, id: null, title: '', key: null, by: null, ...from, text: measured(text, tokensOf) }])
  const own = (text: string): string => (text.trim() === '' ? '' : gap + text.trim())
  return [
    { origin: 'memory', list: item('memory', own(memory)) },
    { origin: 'lore', list: lore.flatMap(({ entry, key, by }) => item('lore', own(entry.text), { id: entry.id, title: titleOf(entry), key, by })) },
    { origin: 'summary', list: summaries.flatMap(({ id, title, text }) => item('summary', own(text), { id, title })) },
    { origin: 'note', list: item('note', own(note)) },
    { origin: 'after', list: item('after', after.trim() === '' ? '' : after.trimEnd()) }
  ]
}

function wantsOf(items: ReturnType<typeof itemsOf>): Rooms {
  const wants: Record<SharedOrigin, number> = { memory: 0, lore: 0, summary: 0, note: 0, after: 0 }
  for (const { origin, list } of items) wants[origin] = list.reduce((sum, { text }) => sum + text.tokens, 0)
  return wants
}

/** Fewer tokens than this of an entry say nothing. */
const crumb = 6

/** In the order given, or the nearest first; what no longer fits is cut, then left out. Stays in the order given. */
function fitAll(list: readonly Item[], room: number, lastFirst: boolean, reason: (given: number) => LeftOut['reason']): readonly Fitted[] {
  let free = room
  const fit = (item: Item): Fitted => {
    const kept = free < Math.min(crumb, item.text.tokens) ? { text: '', tokens: 0, cut: true } : fitHead(item.text, free)
    free -= kept.tokens
    const { origin, id, title } = item
    return { item, kept: { ...kept, text: kept.text.replace(/^\n\n/, origin === 'after' ? '$&' : '') }, left: kept.cut ? { origin, id, title, tokens: item.text.tokens - kept.tokens, reason: reason(room) } : null }
  }
  return lastFirst ? list.toReversed().map(fit).toReversed() : list.map(fit)
}

const part = ({ item: { origin, id, title, key, by }, kept: { cut } }: Fitted, text: string): Part => ({ origin, id, title, text, cut, key, by })

function textBefore({ before, noteDepth }: Sources, note: Fitted | undefined, { room, step, tokensOf }: Frame): { readonly parts: readonly Part[], readonly left: readonly LeftOut[] } {
  const whole = measured(before.map(({ text }) => text).join(gap), tokensOf)
  const kept = fitTail(whole, room, step)
  const stretches = slicer(before, kept.start)
  const noteAt = Math.max(kept.start, paragraphFromEnd(whole.text, noteDepth))
  const parts = note ? [...stretches(kept.start, noteAt), part(note, note.kept.text + gap), ...stretches(noteAt, whole.text.length)] : stretches(kept.start, whole.text.length)
  return { parts, left: kept.cut ? [{ origin: 'before', id: null, title: '', tokens: whole.tokens - kept.tokens, reason: 'room' }] : [] }
}

/** What lies between two places of the joined strands, each stretch by whose it is. */
function slicer(strands: readonly Strand[], start: number): (from: number, to: number) => readonly Part[] {
  let at = 0
  const whole = strands.map((strand, i) => {
    const from = at
    at += strand.text.length + (i < strands.length - 1 ? gap.length : 0)
    return { ...strand, text: i < strands.length - 1 ? strand.text + gap : strand.text, from, to: at }
  })
  return (first, end) => whole.flatMap(({ id, title, text, from, to }) => (Math.min(end, to) <= Math.max(first, from) ? []
    : [{ origin: 'before', id, title, text: text.slice(Math.max(first, from) - from, Math.min(end, to) - from), cut: start > from, key: null, by: null }]))
}

/** Where the paragraph begins that is the `depth`-th from the end; 1 is the one being written, even when it is empty yet. */
export function paragraphFromEnd(text: string, depth: number): number {
  const starts = [0, ...[...text.matchAll(/\n\s*/g)].map((match) => match.index + match[0].length)]
  return starts[Math.max(0, starts.length - depth)] ?? 0
}
