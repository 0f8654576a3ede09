// The generation loop: a prompt in, text out, token by token. Knows a decoder, a tokenizer and a rule; knows no model and no clock of its own.
import { createRandom, seedState } from '../random.ts'
import { streamText, type Tokenizer } from '../tokenizer/index.ts'
import { endsInWord, startsInWord, type StopAt } from './endings.ts'
import { tailOfContext, tailOfPrompt, tailOfText } from './fitting.ts'
import type { HeldDecoder } from './held.ts'
import { openOutlet, type Outlet } from './outlet.ts'
import { neutralRule, openSampler, processed, type LogitsProcessor, type SamplingRule } from './sampling/index.ts'

export interface Wish {
  readonly prompt: string
  readonly maxTokens: number
  readonly stopAt: StopAt
  /** What is not named is neutral. */
  readonly sampling: Partial<SamplingRule> & { readonly seed: number; readonly stop: readonly string[] }
  /** Change the logits before any sampler sees them, in this order. */
  readonly processors?: readonly LogitsProcessor[]
}

export interface Surroundings {
  /** Seconds, from any origin. */
  readonly clock: () => number
  readonly cancelled: () => boolean
  /** Lets the process hear its messages; called before every token. */
  readonly breathe: () => Promise<void>
}

export type StoppedBy = 'length' | 'stop' | 'end'

export type Written =
  | { readonly type: 'text'; readonly text: string; readonly token: number }
  | { readonly type: 'done'; readonly tokens: number; readonly promptTokens: number; readonly stoppedBy: StoppedBy; readonly tokensPerSecond: number; readonly firstTokenSeconds: number }

export interface Speaker { readonly decoder: HeldDecoder; readonly tokenizer: Tokenizer }

/** Draws before the wish for a leading blank is given up. */
const TRIES = 64
/** Tokens beyond the limit that may finish a first word. */
const GRACE = 12

interface Prompt { readonly ids: readonly number[]; /** The author's blank before the cursor, which the model writes as part of its first word. */ readonly blank: boolean }

function preparePrompt({ prompt, maxTokens }: Wish, { tokenizer, decoder }: Speaker): Prompt {
  const bare = prompt.replace(/(?<=\S) +$/u, '')
  const encoded = tokenizer.encode(tailOfText(bare, decoder.contextLength))
  const opening = tokenizer.beginning.length > 0 ? tokenizer.beginning : [tokenizer.endOfText ?? 0]
  const ids = encoded.length === 0 ? opening : [...tokenizer.beginning, ...encoded]
  return { ids: tailOfPrompt(ids, decoder.contextLength, maxTokens), blank: bare.length < prompt.length }
}

/** Draws a token; the first one after a blank must bring its blank with it. */
function chooser({ decoder, tokenizer }: Speaker, { sampling, processors = [] }: Wish): (logits: Float32Array, blankFirst: boolean) => number {
  const random = createRandom(seedState(sampling.seed))
  const sampler = openSampler({ ...neutralRule, ...sampling }, random.float, (id) => tokenizer.decode([id]))
  const usable = (logits: Float32Array): Float32Array => logits.slice(0, tokenizer.vocabularySize)
  const brings = (id: number): boolean => id === tokenizer.endOfText || /^\s/u.test(streamText(tokenizer, decoder.ids()).push(id))
  let mu = sampler.firstMu
  return (logits, blankFirst) => {
    const said = decoder.ids()
    const open = processed(processors, usable(logits), said).slice()
    const first = sampler.draw(open, said, mu)
    let drawn = first
    for (let tries = 0; blankFirst && !brings(drawn.id) && tries < TRIES; tries++) {
      open[drawn.id] = -Infinity
      drawn = sampler.draw(open, said, mu)
    }
    if (blankFirst && !brings(drawn.id)) drawn = first
    mu = drawn.mu
    return drawn.id
  }
}

/** Appends a token; a full context is first cut to its tail. */
async function proceed({ decoder, tokenizer }: Speaker, id: number, { cancelled, breathe }: Surroundings): Promise<Float32Array | null> {
  const ids = decoder.ids()
  if (ids.length < decoder.contextLength) return decoder.append(id)
  return decoder.fill([...tokenizer.beginning, ...tailOfContext(ids, (token) => tokenizer.decode([token])), id], cancelled, breathe)
}

interface Times { readonly began: number; readonly first: number; readonly now: number }

function done(tokens: number, promptTokens: number, stoppedBy: StoppedBy, { began, first, now }: Times): Written {
  const tokensPerSecond = tokens > 1 && now > first ? (tokens - 1) / (now - first) : tokens / Math.max(now - began, 1e-6)
  return { type: 'done', tokens, promptTokens, stoppedBy, tokensPerSecond, firstTokenSeconds: first - began }
}

const isOver = (tokens: number, wish: Wish, outlet: Outlet): boolean =>
  tokens >= wish.maxTokens && !(wish.stopAt !== 'tokens' && outlet.shownLength() === 0 && endsInWord(outlet.text()) && tokens < wish.maxTokens + GRACE)

/** Writes until the wish is fulfilled. A cancelled call just ends, without `done`: nobody listens any more. */
export async function* generate(speaker: Speaker, wish: Wish, around: Surroundings): AsyncGenerator<Written, void> {
  const { tokenizer, decoder } = speaker
  const began = around.clock()
  const prompt = preparePrompt(wish, speaker)
  const choose = chooser(speaker, wish)
  const outlet = openOutlet(wish.sampling.stop, wish.stopAt)
  const stream = streamText(tokenizer, prompt.ids)
  let logits = await decoder.fill(prompt.ids, around.cancelled, around.breathe)
  let first = around.clock()
  let stoppedBy: StoppedBy = 'length'
  let tokens = 0
  let token = -1
  /** Whether the last word is complete: what comes next begins no word. */
  let wholeWord = false
  while (logits !== null && !around.cancelled()) {
    const opens = tokens === 0
    const id = choose(logits, opens && prompt.blank)
    if (opens) first = around.clock()
    if (id === tokenizer.endOfText) stoppedBy = 'end'
    const piece = id === tokenizer.endOfText ? '' : stream.push(id)
    wholeWord = !endsInWord(outlet.text()) || !startsInWord(piece)
    // At the limit the next token is only looked at, to know whether the last word is complete.
    if (id === tokenizer.endOfText || isOver(tokens, wish, outlet)) break
    tokens++
    token = id
    const { shown, ended } = outlet.write(opens && prompt.blank ? piece.replace(/^ /u, '') : piece)
    if (shown !== '') yield { type: 'text', text: shown, token }
    if (ended) stoppedBy = 'stop'
    if (ended || (tokens >= wish.maxTokens && wish.stopAt === 'tokens')) break
    await around.breathe()
    logits = await proceed(speaker, id, around)
  }
  if (logits === null || around.cancelled()) return
  const rest = stoppedBy === 'stop' ? '' : outlet.close(wholeWord)
  if (rest !== '') yield { type: 'text', text: rest, token }
  yield done(tokens, prompt.ids.length, stoppedBy, { began, first, now: around.clock() })
}
