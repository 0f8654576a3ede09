// Assembles the prompt for a place and a speaker: asks for the sources, the tokens and the rules, and makes sure that it fits. Knows the engine only as a counter.
import type { ContextBudget, ContextPart, FillingIn, LeftOut, Place, Seen, UsedPart } from '#shared/contract/context.ts'
import type { Speaker } from '#shared/contract/voices.ts'
import type { ProjectId } from '#shared/ids.ts'
import { asPrinted } from '../../corpora/printed.ts'
import type { Projects } from '../../projects/service.ts'
import { assemble, gap, type Assembled, type Part, type Sources } from './assemble.ts'
import type { ContextBook } from './book.ts'
import { defaultBudget } from './budget.ts'
import type { Counting } from './counter.ts'
import { callEntries, titleOf, type NotCalled } from './lorebook.ts'
import { measured } from './measure.ts'
import { findPattern } from './patterns.ts'
import { surroundings, type Unplaced } from './surroundings.ts'
import { fitHead } from './trim.ts'

/** A chapter that is drafted beside the book has no scene yet. */
export type Spot = Place | (Unplaced & { readonly before: string, readonly after: string })
export type PromptWish = { readonly projectId: ProjectId, readonly place: Spot, readonly speaker: Speaker, readonly maxTokens: number, readonly bridges: number }
export type Ground = { readonly projects: Projects, readonly book: ContextBook, readonly counting: (speaker: Speaker) => Promise<Counting> }
/** `judge`: the text after the cursor by which bridges are weighed. */
export type Prompt = Seen & { readonly judge: string }

/** More characters than a token of prose has; scenes before this one are read as far as the window could hold. */
const charactersPerToken = 6
/** Bridges are weighed by at most so many tokens of the text after the cursor. */
const judged = 64
/** The cut of the text before the cursor moves by such a part of the limit. */
const steps = 8

export async function promptFor({ projects, book, counting }: Ground, wish: PromptWish): Promise<Prompt> {
  const { projectId, place } = wish
  const count = await counting(wish.speaker)
  const notes = book.notes(projectId)
  const budget = notes.budget ?? defaultBudget(count.window)
  const limit = Math.min(count.window, budget.tokens)
  const around = surroundings(projects, projectId, place, book.summaries(projectId), limit * charactersPerToken)
  const before = [...around.scenes, { ...around.here, text: place.before }]
  const lore = callEntries(book.entries(projectId), before.map(({ text }) => text).join(gap), findPattern)
  const filling = fillingOf(place, wish.bridges, count)
  const after = asPrinted(place.after)
  const sources = printed({
    memory: notes.memory, note: notes.note, noteDepth: notes.noteDepth, lore: lore.called, summaries: around.summaries, before, after: filling === 'two-sided' ? after : ''
  })
  await count.learn(textsOf(sources, after))
  const judge = filling === 'bridges' ? fitHead(measured(after, count.tokensOf), Math.min(judged, Math.floor(limit / steps))) : { text: '', tokens: 0 }
  const fitted = await fit(sources, budget, { limit, reserve: Math.min(wish.maxTokens, Math.floor(limit / 2)) + judge.tokens, filling }, count)
  const told: LeftOut[] = judge.text === '' ? forward(wish, filling, after, count) : [{ origin: 'after', id: null, title: '', tokens: judge.tokens, reason: 'judge' }]
  return { ...fitted, window: count.window, limit, budget, filling, judge: judge.text, left: [...fitted.left, ...lore.not.map(leftOut), ...told] }
}

/** As a model reads every text of hers; set before it is counted, so that the counts are those of what is read. */
function printed({ memory, note, lore, summaries, before, ...rest }: Sources): Sources {
  const strand = <T extends { readonly text: string }>(one: T): T => ({ ...one, text: asPrinted(one.text) })
  return { ...rest, memory: asPrinted(memory), note: asPrinted(note), lore: lore.map((one) => ({ ...one, entry: strand(one.entry) })), summaries: summaries.map(strand), before: before.map(strand) }
}

function fillingOf({ after }: Pick<Place, 'after'>, bridges: number, { fillIn }: Counting): FillingIn {
  if (after.trim() === '') return 'none'
  return fillIn ? 'two-sided' : bridges > 1 ? 'bridges' : 'none'
}

/** Of another program's model it is told that it only reads forward; of our own she knows, since she chose how gaps are filled. */
const forward = ({ speaker }: PromptWish, filling: FillingIn, after: string, { tokensOf }: Counting): LeftOut[] =>
  ('remote' in speaker && filling === 'none' && after.trim() !== '' ? [{ origin: 'after', id: null, title: '', tokens: measured(after, tokensOf).tokens, reason: 'forward' }] : [])

/** What stands before the gap and what behind it, for a program that is sent them apart. */
export function apart({ parts }: Pick<Seen, 'parts'>): { readonly prompt: string, readonly after: string } {
  const texts = (behind: boolean): string => parts.filter(({ origin }) => origin !== 'marks' && (origin === 'after') === behind).map(({ text }) => text).join('')
  return { prompt: texts(false), after: texts(true) }
}

const leftOut = ({ entry, reason }: NotCalled): LeftOut => ({ origin: 'lore', id: entry.id, title: titleOf(entry), tokens: 0, reason })

/** Every text as it will be counted, with the gap before it. */
const textsOf = ({ memory, note, lore, summaries, before }: Sources, after: string): readonly string[] => [
  ...[memory, note, ...lore.map(({ entry }) => entry.text), ...summaries.map(({ text }) => text)].map((text) => gap + text.trim()),
  before.map(({ text }) => text).join(gap), after
]

type Bounds = { readonly limit: number, readonly reserve: number, readonly filling: FillingIn }
type Fitted = Pick<Seen, 'prompt' | 'parts' | 'left' | 'tokens' | 'reserve'>

/** Words counted one by one may make a token more than counted together: what is over is taken from the room, and all is fitted again. */
async function fit(sources: Sources, budget: ContextBudget, { limit, reserve, filling }: Bounds, count: Counting): Promise<Fitted> {
  const whole = limit - reserve - count.beginning
  const marks = filling === 'two-sided' ? 3 : 0
  for (let over = 0, room = whole - marks; ; room -= over) {
    const assembled = assemble(sources, { room: Math.max(0, room), step: Math.floor(limit / steps), budget, tokensOf: count.tokensOf })
    const parts = inOrder(assembled, filling, count)
    const sums = await count.exact(parts.map((_, i) => parts.slice(0, i + 1).map(({ text }) => text).join('')))
    over = (sums.at(-1) ?? 0) - whole
    if (over > 0 && room > 0) continue
    return { prompt: parts.map(({ text }) => text).join(''), parts: parts.map((part, i) => ({ ...part, tokens: (sums[i] ?? 0) - (sums[i - 1] ?? 0) })), left: assembled.left, tokens: (sums.at(-1) ?? 0) + count.beginning, reserve }
  }
}

function inOrder({ head, before, after }: Assembled, filling: FillingIn, { fillIn }: Counting): readonly Part[] {
  if (filling !== 'two-sided' || !fillIn) return [...head, ...before]
  const mark = (text: string): Part => ({ origin: 'marks', id: null, title: '', text, cut: false, key: null, by: null })
  return [mark(fillIn.prefix), ...head, ...withoutLastBlank(before), mark(fillIn.suffix), ...after, mark(fillIn.middle)].filter(({ origin, text }) => origin !== 'marks' || text !== '')
}

/** Her blank before the cursor: the model writes it as part of its first word. */
const withoutLastBlank = (parts: readonly Part[]): readonly Part[] =>
  parts.map((part, i) => (i === parts.length - 1 ? { ...part, text: part.text.replace(/(?<=\S) +$/u, '') } : part))

export const usedParts = (parts: readonly ContextPart[]): UsedPart[] =>
  parts.flatMap(({ origin, id, title, tokens, cut, key }) => (origin === 'marks' ? [] : [{ origin, id, title, tokens, cut, key }]))
