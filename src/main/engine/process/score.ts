// Serves `score`: what a voice, and its base beside it, made of given texts. Knows the open scorers.
import { scoreTexts, type Around, type ScoredText, type ScoreWish } from '#ml/scoring/index.ts'
import type { ScoredContinuation, ScoredToken } from '#shared/contract/likelihood.ts'
import type { ScoreInput } from '../contract.ts'
import { breathe } from './breathe.ts'
import type { Scorers } from './scorers.ts'

/** Longer contexts help little and cost much memory, as where whole texts are measured. In tokens. */
const LONGEST = 1024

/** A base that reads the text as other tokens cannot be laid beside the voice. */
const sameTokens = (one: readonly ScoredText[], other: readonly ScoredText[]): boolean =>
  one.every(({ tokens }, i) => tokens.length === other[i]?.tokens.length && tokens.every(({ id }, t) => id === other[i]?.tokens[t]?.id))

function laidBeside({ tokens }: ScoredText, base: ScoredText | null): ScoredToken[] {
  return tokens.map((token, i) => {
    const under = base?.tokens[i]
    return { ...token, top: [...token.top], base: under ? { logprob: under.logprob, rank: under.rank, top: [...under.top] } : null }
  })
}

export async function scoreContinuations(scorers: Scorers, input: ScoreInput, signal: AbortSignal | undefined): Promise<ScoredContinuation[]> {
  const wish: ScoreWish = { prefix: input.prefix, continuations: input.continuations, top: input.top, window: LONGEST }
  const around: Around = { breathe, check: () => signal?.throwIfAborted() }
  const score = (weights: ScoreInput['weights']): Promise<readonly ScoredText[]> =>
    scorers.using(weights, input, ({ scorer, tokenizer }) => scoreTexts(scorer, tokenizer, wish, around))
  const own = await score(input.weights)
  const base = input.base === null ? null : await score(input.base)
  const beside = base !== null && sameTokens(own, base) ? base : null
  return own.map((text, i) => {
    const under = beside?.[i] ?? null
    return { lead: text.lead, nll: text.nll, counted: text.counted, baseNll: under?.nll ?? null, tokens: input.tokens ? laidBeside(text, under) : [] }
  })
}
