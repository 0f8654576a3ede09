// Text from another program, ended as our own is: at a natural stop, never inside a word, before a stop string or a banned phrase. Knows no HTTP and no setting.
import { openBans, openOutlet, type StopAt } from '#ml/generation/index.ts'
import type { Sampling } from '#shared/contract/sampling.ts'
import type { GenerateEvent } from '../engine/contract.ts'
import type { CompletionRequest } from './asking.ts'
import type { Piece } from './stream.ts'

export interface RemoteWish { readonly model: string; readonly prompt: string; readonly maxTokens: number; readonly stopAt: StopAt; readonly sampling: Sampling; readonly context: number }
export type Ask = (request: CompletionRequest, signal: AbortSignal) => AsyncIterable<Piece>

/** Fewer characters than a token of prose has, in any tokenizer in use: what is sent fits the window whatever counts it. */
export const charactersPerToken = 3
/** Of the window, so much is left for one answer; longer texts are asked for piece by piece. */
const answerShare = 4
/** The protocol takes no more; all of them are watched for here besides. */
const mostStops = 4
const hottest = 2
/** A banned phrase is turned away from so often; then the text ends before it. */
const turns = 6

/** The end of the text, from a whole word on. Her blank before the cursor: the model writes it as part of its first word. */
function shown(prompt: string, characters: number): string {
  const text = prompt.replace(/(?<=\S) +$/u, '')
  return text.length <= characters ? text : text.slice(-characters).replace(/^\S*\s+/u, '')
}

function requestOf({ model, prompt, context, sampling }: RemoteWish, written: string, tokens: number, turn: number): CompletionRequest {
  const answer = Math.min(tokens, Math.floor(context / answerShare))
  const { temperature, topP, frequencyPenalty, presencePenalty, seed, stop } = sampling
  return {
    model, prompt: shown(prompt + written, (context - answer) * charactersPerToken), max_tokens: answer, temperature: Math.min(hottest, temperature), top_p: topP,
    frequency_penalty: frequencyPenalty, presence_penalty: presencePenalty, seed: (seed ?? 0) + turn, ...(stop.length > 0 && { stop: stop.slice(0, mostStops) })
  }
}

type Outlet = ReturnType<typeof openOutlet>
interface Course { tokens: number; turn: number; reason: Piece['reason']; ended: boolean }

/** One answer, as far as it may be shown; a banned phrase in it is taken back, and the answer with it. */
async function* answered(ask: Ask, wish: RemoteWish, outlet: Outlet, course: Course, signal: AbortSignal): AsyncGenerator<string, void> {
  const over = new AbortController()
  course.reason = null
  try {
    for await (const { text, reason } of ask(requestOf(wish, outlet.text(), wish.maxTokens - course.tokens, course.turn), AbortSignal.any([signal, over.signal]))) {
      outlet.add(text)
      if (text !== '') course.tokens++
      course.reason = reason
      const banned = outlet.banned(false)
      if (banned !== null) return void outlet.back(banned)
      const { shown: fresh, ended } = outlet.show(0)
      course.ended = ended
      if (fresh !== '') yield fresh
      if (ended) return
    }
  } finally {
    over.abort()
  }
}

const goesOn = ({ ended, reason, turn }: Course): boolean => !ended && reason !== 'stop' && turn <= turns

/** As the engine tells of its own writing. `now`: milliseconds. Tokens are counted as the pieces that came. */
export async function* writeRemotely(ask: Ask, wish: RemoteWish, now: () => number, signal: AbortSignal): AsyncGenerator<GenerateEvent, void> {
  const { sampling, stopAt, maxTokens } = wish
  const outlet = openOutlet(sampling.stop, stopAt, openBans(sampling.bannedPhrases, sampling.bannedAnyCase, wish.prompt))
  const course: Course = { tokens: 0, turn: 0, reason: null, ended: false }
  const began = now()
  let first: number | null = null
  const told = (text: string): GenerateEvent => {
    first ??= now()
    return { type: 'text', text, token: -1 }
  }
  try {
    for (let before = -1; goesOn(course) && course.tokens < maxTokens && course.tokens > before;) {
      before = course.tokens
      for await (const text of answered(ask, wish, outlet, course, signal)) yield told(text)
      if (course.reason === null && !course.ended) course.turn++
    }
  } catch (error) {
    // A line that broke takes no whole word with it.
    const come = signal.aborted ? '' : outlet.close(false)
    if (come !== '') yield told(come)
    throw error
  }
  const rest = course.ended || course.turn > turns ? '' : outlet.close(course.reason === 'stop')
  if (rest !== '') yield told(rest)
  const seconds = Math.max(0.001, (now() - began) / 1000)
  const stoppedBy = course.ended || course.turn > turns ? 'stop' : course.reason === 'stop' ? 'end' : 'length'
  yield { type: 'done', tokens: course.tokens, promptTokens: 0, seed: sampling.seed ?? 0, stoppedBy, tokensPerSecond: course.tokens / seconds, firstTokenSeconds: ((first ?? now()) - began) / 1000 }
}
