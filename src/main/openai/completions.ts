// One call of /v1/completions: from a wish to choices, as they come or at the end. Knows the engine's treaty and OpenAI's words; knows no server.
import type { GeneratedToken } from '#shared/contract/likelihood.ts'
import { Sampling } from '#shared/contract/writing.ts'
import { asTyped } from '../corpora/as-typed.ts'
import { asPrinted } from '../corpora/printed.ts'
import type { GenerateEvent, GenerateInput, Weights } from '../engine/contract.ts'
import type { Engine } from '../voices/engine.ts'
import { badRequest } from './errors.ts'
import { bridged, shownGap } from './filling.ts'
import { logprobsOf, type LoggedToken, type Logprobs } from './logprobs.ts'
import type { CompletionWish } from './request.ts'

export interface Choice { readonly text: string; readonly index: number; readonly logprobs: Logprobs | null; readonly finish_reason: 'stop' | 'length' | null }
export interface Usage { readonly prompt_tokens: number; readonly completion_tokens: number; readonly total_tokens: number }

/** What comes while a text is written, by choice. The last part of a choice has a `reason`. */
export interface Part {
  readonly index: number
  readonly text: string
  readonly tokens: readonly LoggedToken[]
  readonly reason: Choice['finish_reason']
  readonly usage: { readonly prompt: number; readonly completion: number }
}

export interface CompletionGround { readonly engine: Engine; readonly weights: Weights; readonly wish: CompletionWish; readonly signal: AbortSignal; /** What must not be repeated word for word. */ readonly avoiding: GenerateInput['avoiding'] }

/** What the client did not name stays as OpenAI has it: neutral. */
const samplingOf = ({ temperature, top_p: topP, top_k: topK, min_p: minP, repetition_penalty: repetitionPenalty, frequency_penalty: frequencyPenalty, presence_penalty: presencePenalty, seed, stops }: CompletionWish): Sampling =>
  Sampling.parse({ penaltyRange: 0, temperature, topP, topK, minP, repetitionPenalty, frequencyPenalty, presencePenalty, seed: seed === null || seed === undefined ? null : Math.abs(seed) % 2 ** 31, stop: [...stops] })

/** A model reads print, as it learned; what comes back is as the client sent it. */
function inputOf({ weights, wish, avoiding }: CompletionGround, prompt: string): GenerateInput {
  const explain = wish.logprobs ?? (wish.bestOf > wish.n ? 0 : null)
  return { weights, prompt: asPrinted(prompt), maxTokens: wish.max_tokens, stopAt: 'tokens', sampling: samplingOf(wish), device: 'auto', tokenBias: [...wish.bias], explain, precision: 'auto', avoiding, drafting: 'off' }
}

interface Indexed { readonly index: number; readonly event: GenerateEvent }

/** One after the other where there is one; as a batch over one computed prompt where there are several. */
async function* eventsOf(ground: CompletionGround, prompt: string): AsyncGenerator<Indexed, void> {
  const { engine: { writer }, wish: { bestOf, suffix }, signal } = ground
  if (suffix !== '') return yield* filledIn(ground, prompt)
  yield* written(writer, inputOf(ground, prompt), bestOf, signal)
}

async function* written(writer: Engine['writer'], input: GenerateInput, bestOf: number, signal: AbortSignal): AsyncGenerator<Indexed, void> {
  if (bestOf > 1) yield* await writer.alternatives({ ...input, count: bestOf }, { signal })
  else for await (const event of await writer.generate(input, { signal })) yield { index: 0, event }
}

/** Between two texts: shown both where the model has signs for it, else the best of several bridges for each choice. */
async function* filledIn(ground: CompletionGround, before: string): AsyncGenerator<Indexed, void> {
  const { engine, weights, wish: { bestOf, suffix: after, max_tokens: maxTokens, logprobs }, signal } = ground
  const { prompt } = await shownGap(engine.writer, weights.model, { before, after }, maxTokens)
  if (prompt !== null) return yield* written(engine.writer, { ...inputOf(ground, ''), prompt }, bestOf, signal)
  if (logprobs !== null) throw badRequest('logprobs', 'This model is not shown what follows the gap: several bridges are written, and the best is taken. Leave logprobs out.')
  for (let index = 0; index < bestOf; index++) yield* bridged(engine, { ...inputOf(ground, before), explain: null }, { before, after }, index, signal)
}

const finish = { length: 'length', stop: 'stop', end: 'stop' } as const

const logged = (tokens: readonly GeneratedToken[]): readonly LoggedToken[] => tokens.map(({ piece, logprob, top }) => ({ piece, logprob, top }))

interface Echo { readonly text: string; readonly tokens: readonly LoggedToken[]; readonly count: number }

/** The prompt again, with what the model made of it where that is asked for. */
async function echoOf({ engine, weights, wish, signal }: CompletionGround, prompt: string): Promise<Echo> {
  if (prompt === '' || (wish.max_tokens > 0 && !(wish.echo && wish.logprobs !== null))) return { text: wish.echo ? prompt : '', tokens: [], count: 0 }
  const [scored] = await engine.writer.score({ weights, continuations: [asPrinted(prompt)], top: wish.logprobs ?? 0 }, { signal })
  const pieces = asTyped(prompt, (scored?.tokens ?? []).map(({ piece }) => piece))
  const tokens = (scored?.tokens ?? []).map((token, i) => ({ ...token, piece: pieces[i] ?? '' }))
  return { text: wish.echo ? prompt : '', tokens: wish.echo && wish.logprobs !== null ? tokens : [], count: tokens.length }
}

const nothing = { prompt: 0, completion: 0 }

/** Choices of one prompt, part by part. */
export async function* complete(ground: CompletionGround, prompt: string): AsyncGenerator<Part, void> {
  const { wish } = ground
  const echo = await echoOf(ground, prompt)
  const choices = Array.from({ length: wish.bestOf }, (_, index) => index)
  const isAll = wish.max_tokens === 0
  if (wish.echo || isAll) for (const index of choices) yield { index, text: echo.text, tokens: echo.tokens, reason: isAll ? 'length' : null, usage: index === 0 && isAll ? { prompt: echo.count, completion: 0 } : nothing }
  if (isAll) return
  for await (const { index, event } of eventsOf(ground, prompt)) {
    if (event.type === 'text') yield { index, text: event.text, tokens: logged(event.tokens ?? []), reason: null, usage: nothing }
    else yield { index, text: '', tokens: [], reason: finish[event.stoppedBy], usage: { prompt: index === 0 ? event.promptTokens : 0, completion: event.tokens } }
  }
}

/** Shapes the parts of one call as choices, each piece knowing where in its choice it stands. */
export function shaper({ logprobs }: CompletionWish): (part: Part) => Choice {
  const written = new Map<number, number>()
  return ({ index, text, tokens, reason }) => {
    const offset = written.get(index) ?? 0
    written.set(index, offset + text.length)
    return { text, index, finish_reason: reason, logprobs: logprobs === null ? null : logprobsOf(tokens, offset, logprobs) }
  }
}

/** As its writer would have it again: the mean over its tokens, so that short ones are not favoured. The echo is the same for all. */
function likelihood({ tokens }: Part): number {
  const known = tokens.flatMap(({ logprob }) => (logprob === null ? [] : [logprob]))
  return known.length === 0 ? -Infinity : known.reduce((a, b) => a + b, 0) / known.length
}

const joined = (one: Part, other: Part): Part => ({
  index: one.index, text: one.text + other.text, tokens: [...one.tokens, ...other.tokens], reason: other.reason ?? one.reason,
  usage: { prompt: one.usage.prompt + other.usage.prompt, completion: one.usage.completion + other.usage.completion }
})

/** Every choice of one prompt in one part. */
async function whole(ground: CompletionGround, prompt: string): Promise<readonly Part[]> {
  const choices = new Map<number, Part>()
  for await (const part of complete(ground, prompt)) {
    const before = choices.get(part.index)
    choices.set(part.index, before ? joined(before, part) : part)
  }
  return [...choices.values()].toSorted((a, b) => a.index - b.index)
}

export const usageOf = (parts: readonly Pick<Part, 'usage'>[]): Usage => {
  const prompt = parts.reduce((sum, { usage }) => sum + usage.prompt, 0)
  const completion = parts.reduce((sum, { usage }) => sum + usage.completion, 0)
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion }
}

export interface Completed { readonly choices: readonly Choice[]; readonly usage: Usage }

/** Of `best_of` choices for each prompt the `n` likeliest, likeliest first; all were written, so all are counted. */
export async function completeWhole(ground: CompletionGround): Promise<Completed> {
  const { wish } = ground
  const chosen: Part[] = []
  const all: Part[] = []
  for (const prompt of wish.prompts) {
    const parts = await whole(ground, prompt)
    all.push(...parts)
    chosen.push(...(wish.bestOf > wish.n ? parts.toSorted((a, b) => likelihood(b) - likelihood(a)) : parts).slice(0, wish.n))
  }
  const shape = shaper(wish)
  return { choices: chosen.map((part, index) => shape({ ...part, index })), usage: usageOf(all) }
}
