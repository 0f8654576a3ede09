// Streams the engine's words and keeps them as they come. Knows one generation at a time; knows no manuscript.
import type { CopyWatch } from '#ml/parrot/index.ts'
import type { GeneratedToken } from '#shared/contract/likelihood.ts'
import type { Speaker } from '#shared/contract/voices.ts'
import type { Continuation, Manner, Sampling } from '#shared/contract/writing.ts'
import { AuroreError } from '#shared/errors/index.ts'
import { countWords } from '#shared/text.ts'
import { asPrinted } from '../corpora/printed.ts'
import type { Library } from '../database/library.ts'
import type { GenerateEvent, GenerateInput } from '../engine/contract.ts'
import type { Remote } from '../remote/service.ts'
import type { Engine } from '../voices/engine.ts'
import type { Voices } from '../voices/service.ts'
import { bestBridge, type Bridging } from './bridging.ts'
import type { ExplanationRows } from './explanation-rows.ts'
import { endsSentence, setBehind, type Setting } from './prose.ts'
import type { GenerationRows, NewGeneration } from './rows.ts'
import { plainSheet, tracedSheet, type Sheet } from './sheet.ts'
import type { Traced } from './tracing.ts'

export type SpeakingGround = { readonly library: Library, readonly engine: Engine, readonly voices: Voices, readonly remote: Pick<Remote, 'write'>, readonly rows: GenerationRows, readonly explanations: ExplanationRows }
export type Speech = {
  /** All that the model is shown; the generation keeps what she would recognise of it. */
  readonly prompt: string
  readonly generation: NewGeneration, readonly speaker: Speaker, readonly manner: Manner, readonly sampling: Sampling, readonly maxTokens: number, readonly stopAt: GenerateInput['stopAt']
  /** Asked after each piece: whether what is written is enough. */
  readonly enough: (text: string) => boolean
  /** A model that says it is done before that is asked for another paragraph. */
  readonly insist: boolean
  /** Text follows the gap, and the model is not shown it: the best of several is chosen by it. */
  readonly bridging: Bridging | null
  /** How the manuscript is set, and in which language; null: as the engine writes it, neither set nor guarded. */
  readonly setting: Setting | null
  readonly signal: AbortSignal | undefined
  /** A long text is written in stretches: what the model is shown after so much of it, and how many tokens it may add. Without: the prompt and all that was written. */
  readonly stretch?: (text: string) => Promise<Stretch>
  /** What must not be repeated word for word. */
  readonly avoiding: () => Promise<GenerateInput['avoiding']>
  /** The same for a model whose tokens are not ours to steer. Null: copies are not avoided. */
  readonly watching: () => Promise<CopyWatch | null>
  /** The text behind the gap, for a program that is sent it apart; without: none. */
  readonly after?: string
  /** Keeps with the generation how likely each token was, with so many others; null: not asked for, and no work for it. For suggestions, not for what is insisted on. */
  readonly explain: number | null
  /** What the text begins with before a word is written: kept from another suggestion. */
  readonly kept?: readonly GeneratedToken[]
}
type Done = Extract<GenerateEvent, { type: 'done' }>
export type Stretch = { readonly prompt: string, readonly tokens: number }
type Draft = {
  text: string, tokens: number, done: Done | null, /** The stretch is full; the text is not done. */ paused: boolean, began: number, first: number | null
  /** Of a suggestion that can be looked into: what the model wrote of it, token by token. */
  traced: Traced
  broken?: { readonly code: string, readonly params: Record<string, string | number> }
}

/** A crash loses at most this much of a draft. In milliseconds. */
const keepEvery = 1000

/** Ends the engine's work at the next token when the caller leaves, or when it is enough. */
export async function* speak(ground: SpeakingGround, speech: Speech): AsyncGenerator<Continuation, void, void> {
  const { rows, library } = ground
  const { generation: { id } } = speech
  const kept = speech.kept ?? []
  const draft: Draft = { paused: false, text: '', tokens: kept.length, done: null, began: library.now(), first: null, traced: tracedOf(kept) }
  const keep = (state: 'writing' | 'kept' | 'failed') =>
    rows.grow(id, { text: draft.text, words: countWords(draft.text), state, seed: draft.done?.seed ?? speech.sampling.seed })
  rows.insert(speech.generation)
  let saved = draft.began
  let failed = true
  try {
    for await (const text of pieces(ground, speech, draft)) {
      yield { type: 'text', text }
      if (library.now() - saved < keepEvery) continue
      keep('writing')
      saved = library.now()
    }
    failed = false
  } finally {
    keep(failed && draft.text === '' ? 'failed' : 'kept')
    explain(ground, speech, draft)
  }
  yield { type: 'done', generationId: id, text: draft.text, ...ending(draft, speech, library.now()) }
}

/** With the wish that it answered, its seed known, so that she can go on from the middle of it. */
function explain({ explanations }: SpeakingGround, { generation, prompt, speaker, manner, sampling, maxTokens, stopAt, setting, explain: top }: Speech, { traced: { tokens }, done }: Draft): void {
  if (top === null || tokens.length === 0) return
  const wish = { speaker, manner, prompt, maxTokens, stopAt, sampling: { ...sampling, seed: done?.seed ?? sampling.seed }, explain: top, setting }
  explanations.put(generation.id, { wish, tokens })
}

const tracedOf = (kept: readonly GeneratedToken[]): Traced => ({ raw: kept.map(({ piece }) => piece).join(''), tokens: kept.map((token) => ({ ...token, shown: '' })) })

/** This often in a row a model may end without a word before it is believed. */
const emptyRounds = 3

async function* pieces(ground: SpeakingGround, speech: Speech, draft: Draft): AsyncGenerator<string, void, void> {
  const stop = new AbortController()
  const signal = speech.signal ? AbortSignal.any([speech.signal, stop.signal]) : stop.signal
  let empty = 0
  try {
    for (let round = 0; empty < emptyRounds; round++) {
      const before = draft.text.length
      yield* speech.bridging ? oneBridge(ground, speech, speech.bridging, draft, signal) : oneRound(ground, speech, draft, round, signal)
      if (!speech.insist || draft.tokens >= speech.maxTokens) return
      if (draft.paused && draft.text.length > before) continue
      if (draft.done?.stoppedBy !== 'end') return
      empty = draft.text.trim().length > before ? 0 : empty + 1
      const gap = paragraphGap(draft.text)
      draft.text += gap
      if (gap !== '') yield gap
    }
  } catch (error) {
    // The line to another program broke: what had come is a suggestion all the same.
    if (isBroken(error) && draft.text.trim() !== '') draft.broken = { code: error.code, params: { ...error.params } }
    else if (!signal.aborted) throw error
  } finally {
    stop.abort()
  }
}

/** What is missing to a blank line; nothing at the very beginning. */
const paragraphGap = (text: string): string => (text === '' || text.endsWith('\n\n') ? '' : text.endsWith('\n') ? '\n' : '\n\n')

/** Added to the seed of a text that is drawn again. */
const AGAIN = 1_000_003

/** Her language is kept: words that go over to another are drawn once more, from there. */
async function* oneRound(ground: SpeakingGround, speech: Speech, draft: Draft, round: number, signal: AbortSignal): AsyncGenerator<string, void, void> {
  const foreign = yield* drawn(ground, speech, draft, round, true, signal)
  if (foreign) yield* drawn(ground, speech, draft, round + AGAIN, false, signal)
}

/** A stretch ends with a sentence once so much of it is written, so that the next one begins well. */
const almost = 0.75

/** Whether it was given up for another language. */
async function* drawn(ground: SpeakingGround, speech: Speech, draft: Draft, more: number, guarded: boolean, signal: AbortSignal): AsyncGenerator<string, boolean, void> {
  const sheet = sheetOf(speech, draft, guarded)
  const stretch = await speech.stretch?.(draft.text)
  const shown: Stretch = { prompt: stretch?.prompt ?? speech.prompt + sheet.before, tokens: Math.max(1, Math.min(speech.maxTokens - draft.tokens, stretch?.tokens ?? Infinity)) }
  Object.assign(draft, { done: null, paused: false })
  try {
    return yield* onto(sheet, draft, await said(ground, speech, shown, more, signal), {
      enough: speech.enough, began: () => { draft.first ??= ground.library.now() }, full: stretch ? draft.tokens + almost * shown.tokens : null
    })
  } finally {
    draft.traced = sheet.standing()
  }
}

function sheetOf({ setting, explain: top, kept = [] }: Speech, { text, traced }: Draft, guarded: boolean): Sheet {
  return top === null ? plainSheet({ setting, text, guarded }) : tracedSheet({ setting, text, guarded }, traced, tracedOf(kept).raw.length)
}

/** `full`: from so many tokens on, the next end of a sentence ends the stretch; null: there are no stretches. */
interface Limits { readonly enough: (text: string) => boolean; readonly began: () => void; readonly full: number | null }

async function* onto(sheet: Sheet, draft: Draft, words: AsyncIterable<GenerateEvent>, { enough, began, full }: Limits): AsyncGenerator<string, boolean, void> {
  const take = function* (text: string): Generator<string, void, void> {
    draft.text += text
    if (text !== '') yield text
  }
  yield* take(sheet.begin())
  try {
    for await (const event of words) {
      if (event.type === 'done') {
        const { text, foreign } = sheet.close()
        if (foreign) return true
        draft.done = event
        draft.paused = full !== null && event.stoppedBy === 'length'
        yield* take(text)
        return false
      }
      began()
      const { text, foreign } = sheet.write(event.text, event.tokens ?? [])
      yield* take(text)
      if (foreign) return true
      draft.tokens++
      if (enough(draft.text)) return false
      draft.paused = full !== null && draft.tokens >= full && endsSentence(draft.text)
      if (draft.paused) return false
    }
  } catch (error) {
    // What was held back to be set belongs to what had come.
    if (isBroken(error)) yield* take(sheet.close().text)
    throw error
  }
  return false
}

/** What the speaker says to the text so far: our own engine, or the program that she lets write. */
async function said({ engine, voices, remote }: SpeakingGround, speech: Speech, shown: Stretch, more: number, signal: AbortSignal): Promise<AsyncIterable<GenerateEvent>> {
  const { speaker, manner, stopAt, explain: top, avoiding } = speech
  const sampling = { ...speech.sampling, seed: speech.sampling.seed === null ? null : speech.sampling.seed + more }
  const wish = { prompt: asPrinted(shown.prompt), maxTokens: shown.tokens, stopAt, sampling }
  if ('remote' in speaker) return remote.write(speaker, { ...wish, after: asPrinted(speech.after ?? ''), language: speech.setting?.manner.language ?? null, copies: await speech.watching() }, signal)
  return engine.writer.generate({
    ...wish, weights: await voices.weights(speaker, manner), drafting: await draftingOf(voices, manner), device: 'auto', precision: manner.precision, explain: top, avoiding: await avoiding()
  }, { signal })
}

const isBroken = (error: unknown): error is AuroreError => error instanceof AuroreError && error.code === 'remote.broken'

/** Who guesses ahead, as the engine is told. */
const draftingOf = async (voices: Pick<Voices, 'weights'>, { drafting }: Manner): Promise<GenerateInput['drafting']> =>
  typeof drafting === 'string' ? drafting : { model: (await voices.weights(drafting)).model }

/** Comes as a whole: it is not known before which one is the best. */
async function* oneBridge({ engine, voices, library }: SpeakingGround, { speaker, manner, prompt, maxTokens, stopAt, sampling, setting, avoiding }: Speech, bridging: Bridging, draft: Draft, signal: AbortSignal): AsyncGenerator<string, void, void> {
  const bridge = await bestBridge(engine, { ...bridging, prompt: asPrinted(prompt), weights: await voices.weights(speaker, manner), precision: manner.precision, maxTokens, stopAt, sampling, avoiding: await avoiding() }, signal)
  if (!bridge) return
  const text = setBehind(setting, '', bridge.text)
  Object.assign(draft, { text, tokens: bridge.done.tokens, done: bridge.done, first: library.now() })
  yield text
}

type Ending = Omit<Extract<Continuation, { type: 'done' }>, 'type' | 'generationId' | 'text'>

function ending({ done, tokens, began, first, broken }: Draft, { sampling, signal, insist }: Speech, now: number): Ending {
  if (done && !insist && !broken) return { tokens: done.tokens, seed: done.seed, stoppedBy: done.stoppedBy, tokensPerSecond: done.tokensPerSecond, firstTokenSeconds: done.firstTokenSeconds, precision: done.precision, ...(done.guesses && { guesses: done.guesses }) }
  const seconds = Math.max(0.001, (now - began) / 1000)
  return {
    ...(broken && { problem: broken }),
    tokens, seed: sampling.seed ?? 0, stoppedBy: broken ? 'broken' : signal?.aborted ? 'cancelled' : done?.stoppedBy ?? 'length', tokensPerSecond: tokens / seconds, firstTokenSeconds: ((first ?? now) - began) / 1000
  }
}
