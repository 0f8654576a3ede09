// Wishes about single words: biases, bans, a minimum of tokens. Turns them into processors. Knows a tokenizer.
import type { Tokenizer } from '../tokenizer/index.ts'
import { biasTowards, forbid, type BiasedPhrase, type LogitsProcessor } from './sampling/index.ts'

export interface Steering {
  /** A phrase drawn to (positive) or away from (negative), added to logits. */
  readonly phraseBias: readonly { readonly text: string; readonly bias: number }[]
  readonly bannedTokens: readonly number[]
  /** Phrases that never appear, however they are cut into tokens. */
  readonly bannedPhrases: readonly string[]
  readonly bannedAnyCase: boolean
  /** Neither the model's own end nor a natural stop ends the text before so many tokens. */
  readonly minTokens: number
  /** More than one: beam search instead of drawing. */
  readonly beams: number
  /** Above 0 favours longer texts, below 0 shorter ones. */
  readonly lengthPenalty: number
  /** Above 0: contrastive search instead of drawing, among so many of the likeliest. */
  readonly contrastAlpha: number
  readonly contrastTop: number
}

export const noSteering: Steering = { phraseBias: [], bannedTokens: [], bannedPhrases: [], bannedAnyCase: true, minTokens: 0, beams: 1, lengthPenalty: 1, contrastAlpha: 0, contrastTop: 5 }

/** A phrase as it is cut at the start of a text and after a blank. */
function cuts(tokenizer: Tokenizer, text: string): readonly (readonly number[])[] {
  const ways = [text, ` ${text}`].map((way) => tokenizer.encode(way)).filter((ids) => ids.length > 0)
  return ways.filter((ids, at) => ways.findIndex((other) => other.join() === ids.join()) === at)
}

export function processorsOf(tokenizer: Tokenizer, { phraseBias, bannedTokens }: Steering): readonly LogitsProcessor[] {
  const phrases = phraseBias.flatMap(({ text, bias }): BiasedPhrase[] => cuts(tokenizer, text.trim()).map((tokens) => ({ tokens, bias })))
  return [biasTowards(phrases), forbid(bannedTokens)]
}
