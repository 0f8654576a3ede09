// Text from another program, ended as our own is: at a natural stop, never inside a word, before a stop string, a banned phrase or a copy. Knows no HTTP and no setting.
import { openBans, openOutlet, type StopAt } from '#ml/generation/index.ts'
import type { Sampling } from '#shared/contract/sampling.ts'
import type { Language } from '#shared/language.ts'
import type { GenerateEvent } from '../engine/contract.ts'
import type { Piece, Usage } from './dialects/kind.ts'

/** What may not be written, found in the text as it comes: see the generation's bans. */
export type Watch = ReturnType<typeof openBans>
export interface RemoteWish {
  readonly model: string; readonly prompt: string; /** The text behind the gap; empty: none that the model can be shown. */ readonly after?: string; readonly maxTokens: number; readonly stopAt: StopAt
  readonly sampling: Sampling; readonly context: number; readonly language: Language; /** What would repeat her books; null: not heeded. */ readonly copies?: Watch | null
}
/** `room`: tokens of the window that the texts may take. `avoid`: words that must not come next. */
export interface Request extends Pick<RemoteWish, 'model' | 'prompt' | 'context' | 'sampling' | 'language'> {
  readonly after: string; readonly tokens: number; readonly room: number; readonly seed: number; readonly stop: readonly string[]; readonly avoid: readonly string[]
}
export type Ask = (request: Request, signal: AbortSignal) => AsyncIterable<Piece>

/** Of the window, so much is left for one answer; longer texts are asked for piece by piece. */
const answerShare = 4
/** What may not be written is turned away from so often at one place; then the text ends before it. */
const turns = 6
/** A word that is kept away by its tokens is kept away from the whole answer: a short one, then. */
const detour = 12

/** Her blank before the cursor: the model writes it as part of its first word. */
const withoutLastBlank = (text: string): string => text.replace(/(?<=\S) +$/u, '')

function requestOf({ model, prompt, after = '', context, sampling, language, maxTokens }: RemoteWish, written: string, { tokens, turn, avoid }: Course): Request {
  const most = Math.min(maxTokens - tokens, Math.floor(context / answerShare))
  const answer = avoid.length > 0 ? Math.min(most, detour) : most
  return { model, prompt: withoutLastBlank(prompt + written), after, tokens: answer, room: context - answer, context, sampling, seed: (sampling.seed ?? 0) + turn, stop: sampling.stop, language, avoid }
}

/** Both at once. */
function together(one: Watch, other: Watch | null | undefined): Watch {
  if (!other) return one
  const least = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : Math.min(a, b))
  return { any: one.any || other.any, find: (text, from, final) => least(one.find(text, from, final), other.find(text, from, final)), clear: (text, from) => Math.min(one.clear(text, from), other.clear(text, from)) }
}

type Outlet = ReturnType<typeof openOutlet>
/** `tries`: at one place, without a word shown between. */
interface Course { tokens: number; prompt: number; turn: number; tries: number; place: number; avoid: readonly string[]; reason: Piece['reason']; ended: boolean }

const firstWord = (text: string): string => /^\s*\S+/u.exec(text)?.[0].trim() ?? ''

/** The answer is taken back to `at`, and what began there is kept away from the next one. Of its tokens, those count that are kept. `from`: where it began. */
function turnAway(course: Course, outlet: Outlet, at: number, from: { readonly tokens: number; readonly length: number }): void {
  const [all, refused] = [outlet.text().length, firstWord(outlet.text().slice(Math.max(0, at)))]
  outlet.back(at)
  course.tokens = from.tokens + Math.round((course.tokens - from.tokens) * Math.max(0, (outlet.text().length - from.length) / Math.max(1, all - from.length)))
  const place = outlet.text().trimEnd().length
  const isSamePlace = place <= course.place
  Object.assign(course, { turn: course.turn + 1, tries: isSamePlace ? course.tries + 1 : 1, place, avoid: refused === '' ? [] : [...new Set([...(isSamePlace ? course.avoid : []), refused])] })
}

/** What the program counted, or a token a piece. */
function count(course: Course, before: number, { text, usage }: { readonly text: string; readonly usage: Usage | null }): void {
  if (usage) Object.assign(course, { tokens: before + usage.written, prompt: Math.max(course.prompt, usage.prompt) })
  else if (text !== '') course.tokens++
}

/** The blank that was not sent comes again with the next word: not twice into the text. */
function openSeam(written: string): (piece: string) => string {
  let isOpen = written.endsWith(' ')
  return (piece) => {
    const text = isOpen ? piece.replace(/^ +/u, '') : piece
    isOpen &&= text === ''
    return text
  }
}

/** One answer, as far as it may be shown; what may not be written is taken back, and the answer with it. */
async function* answered(ask: Ask, wish: RemoteWish, outlet: Outlet, course: Course, signal: AbortSignal): AsyncGenerator<string, void> {
  const over = new AbortController()
  const request = requestOf(wish, outlet.text(), course)
  const from = { tokens: course.tokens, length: outlet.text().length }
  const seam = openSeam(outlet.text())
  Object.assign(course, { reason: null, avoid: [] })
  try {
    for await (const piece of ask(request, AbortSignal.any([signal, over.signal]))) {
      outlet.add(seam(piece.text))
      count(course, from.tokens, piece)
      course.reason = piece.reason ?? course.reason
      const banned = outlet.banned(course.reason === 'stop')
      if (banned !== null) {
        course.reason = null
        course.avoid = request.avoid
        return turnAway(course, outlet, banned, from)
      }
      const { shown: fresh, ended } = outlet.show(0)
      course.ended = ended
      if (fresh !== '') yield fresh
      if (ended) return
    }
    // A detour that was cut short is no end of the text.
    if (request.avoid.length > 0 && course.reason === 'length') course.reason = null
  } finally {
    over.abort()
  }
}

const goesOn = ({ ended, reason, tries }: Course): boolean => !ended && reason !== 'stop' && tries <= turns

/** As the engine tells of its own writing. `now`: milliseconds. Tokens are the program's count where it tells, else the pieces that came. */
export async function* writeRemotely(ask: Ask, wish: RemoteWish, now: () => number, signal: AbortSignal): AsyncGenerator<GenerateEvent, void> {
  const { sampling, stopAt, maxTokens } = wish
  const outlet = openOutlet(sampling.stop, stopAt, together(openBans(sampling.bannedPhrases, sampling.bannedAnyCase, wish.prompt), wish.copies))
  const course: Course = { tokens: 0, prompt: 0, turn: 0, tries: 0, place: -1, avoid: [], reason: null, ended: false }
  const began = now()
  let first: number | null = null
  const told = (text: string): GenerateEvent => {
    first ??= now()
    return { type: 'text', text, token: -1 }
  }
  try {
    for (let [tokens, turn] = [-1, 0]; goesOn(course) && course.tokens < maxTokens && (course.tokens > tokens || course.turn > turn);) {
      ;[tokens, turn] = [course.tokens, course.turn]
      for await (const text of answered(ask, wish, outlet, course, signal)) yield told(text)
    }
  } catch (error) {
    // A line that broke takes no whole word with it.
    const come = signal.aborted ? '' : outlet.close(false)
    if (come !== '') yield told(come)
    throw error
  }
  const gaveUp = course.tries > turns
  const rest = course.ended || gaveUp ? '' : outlet.close(course.reason === 'stop')
  if (rest !== '') yield told(rest)
  const seconds = Math.max(0.001, (now() - began) / 1000)
  const stoppedBy = course.ended || gaveUp ? 'stop' : course.reason === 'stop' ? 'end' : 'length'
  yield { type: 'done', tokens: course.tokens, promptTokens: course.prompt, seed: sampling.seed ?? 0, stoppedBy, tokensPerSecond: course.tokens / seconds, firstTokenSeconds: ((first ?? now()) - began) / 1000 }
}
