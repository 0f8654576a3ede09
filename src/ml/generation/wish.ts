// What generation is asked for, what it stands on and what it gives. Types alone.
import type { Tokenizer } from '../tokenizer/index.ts'
import type { Chooser } from './choosing.ts'
import type { StopAt } from './endings.ts'
import type { HeldDecoder } from './held.ts'
import type { Outlet } from './outlet.ts'
import type { Prompt } from './prompt.ts'
import type { LogitsProcessor, SamplingRule } from './sampling/index.ts'
import type { Draft } from './speculation/draft.ts'
import type { Guesses } from './speculation/speculate.ts'
import type { Steering } from './steering.ts'
import type { LoggedToken, TokenLog } from './token-log.ts'

export interface Wish {
  readonly prompt: string
  readonly maxTokens: number
  readonly stopAt: StopAt
  /** What is not named is neutral. */
  readonly sampling: Partial<SamplingRule & Steering> & { readonly seed: number; readonly stop: readonly string[] }
  /** Make the voice what it is, before all else: likelihoods are told with them. */
  readonly voicing?: readonly LogitsProcessor[]
  /** Change the logits before any sampler sees them, in this order; biases and bans come after them. */
  readonly processors?: readonly LogitsProcessor[]
  /** Tells of each token that was drawn, with so many of the likeliest; nothing said: no work for it. A search tells nothing. */
  readonly explain?: number | null
  /** Guesses the next tokens, so that several are looked at in one run; the text is the same. `checked`: what one more costs, in runs of one. */
  readonly drafting?: { readonly draft: Draft; readonly checked: number } | null | undefined
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
  | { readonly type: 'text'; readonly text: string; readonly token: number; readonly tokens?: readonly LoggedToken[] }
  | { readonly type: 'done'; readonly tokens: number; readonly promptTokens: number; readonly stoppedBy: StoppedBy; readonly tokensPerSecond: number; readonly firstTokenSeconds: number; /** What a draft guessed, and how often it was right. */ readonly guesses?: Guesses }

export interface Speaker { readonly decoder: HeldDecoder; readonly tokenizer: Tokenizer }

/** What every way of writing stands on, once the prompt has been read. */
export interface Ground {
  readonly speaker: Speaker
  readonly wish: Wish
  readonly around: Surroundings
  readonly prompt: Prompt
  readonly processors: readonly LogitsProcessor[]
  readonly chooser: Chooser
  readonly steering: Steering
  readonly outlet: Outlet
  readonly log: TokenLog | null
  readonly guesses?: () => Guesses
}

/** How the writing ended; `wholeWord`: whether its last word is complete. */
export interface Ending { readonly stoppedBy: StoppedBy; readonly tokens: number; readonly token: number; readonly wholeWord: boolean }
/** Null: given up, nobody listens any more. */
export type Writing = AsyncGenerator<Written, Ending | null>
