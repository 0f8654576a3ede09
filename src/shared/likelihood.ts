// Which words are hers, and how surely a text was expected: read off token scores. Knows numbers alone.
import type { ExplainedToken, ScoredToken } from './contract/likelihood.ts'

export type SeenToken = ExplainedToken | ScoredToken
/** As it stands on the page. Of a suggestion's tokens some show nothing: they made one sign with others. */
export const shownOf = (token: { readonly piece: string, readonly shown?: string }): string => token.shown ?? token.piece

type Beside = Pick<ScoredToken, 'logprob' | 'base'>

/** A word is hers where the voice holds it at least so much likelier than the base it was learned from, in nats: e² ≈ 7 times. */
const HERS = 2

/** How many times likelier the voice holds it than its base; null where no base was laid beside. */
export const timesLikelier = ({ logprob, base }: Beside): number | null => (logprob === null || base === null || base.logprob === null ? null : Math.exp(logprob - base.logprob))

export const isHers = (token: Beside): boolean => (timesLikelier(token) ?? 0) >= Math.exp(HERS)

/** Among how many words, all alike, one would hesitate as much as over these; null: nothing was counted. Natural-log probabilities. */
export function perplexity(logprobs: readonly (number | null)[]): number | null {
  const counted = logprobs.filter((logprob) => logprob !== null)
  return counted.length === 0 ? null : Math.exp(-counted.reduce((sum, logprob) => sum + logprob, 0) / counted.length)
}
