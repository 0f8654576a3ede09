// How likely each token of a text was, under a voice and under its base.
import { z } from 'zod'

/** Natural-log probabilities. `piece`: what the token writes; all pieces of a text, joined, are the text to the letter. */
export const TokenChance = z.object({ id: z.number().int(), piece: z.string(), logprob: z.number() })
export type TokenChance = z.infer<typeof TokenChance>

/** A token that was drawn: how likely the model held it, and how likely it was to be drawn once all samplers had spoken. Pieces, joined, are the text. */
export const GeneratedToken = TokenChance.extend({ rank: z.number().int(), drawn: z.number(), top: z.array(TokenChance) })
export type GeneratedToken = z.infer<typeof GeneratedToken>

/** A token of a suggestion as it was kept: the pieces, joined, are what the model wrote; `shown`, joined, is the suggestion, set as the manuscript is. Where a sign
 * was made of several tokens, the first shows it and the others nothing. */
export const WrittenToken = GeneratedToken.extend({ shown: z.string() })
export type WrittenToken = z.infer<typeof WrittenToken>

/** `rank` 1: no token was likelier. Both are null for the first token of a text that nothing stands before. */
export const Judged = z.object({ logprob: z.number().nullable(), rank: z.number().int().nullable(), top: z.array(TokenChance) })
export const ScoredToken = Judged.extend({
  id: z.number().int(), piece: z.string(),
  /** The same under `base`, where one was asked for and reads the text as the same tokens. */
  base: Judged.nullable()
})
export type ScoredToken = z.infer<typeof ScoredToken>

/** A token of a suggestion, with the same place under the base where the base reads the text as the same tokens. The others, too, as they would be shown there. */
export const ExplainedToken = WrittenToken.extend({ base: Judged.nullable(), top: z.array(TokenChance.extend({ shown: z.string() })) })
export type ExplainedToken = z.infer<typeof ExplainedToken>

/**
 * Where a token reaches over the seam, its scored text begins `lead` characters before the prefix's end: the same for all continuations of one call, so that
 * their sums compare. `nll`: negative log-probability summed over `counted` tokens.
 */
export const ScoredContinuation = z.object({
  lead: z.number().int(), nll: z.number(), counted: z.number().int(), baseNll: z.number().nullable(), tokens: z.array(ScoredToken)
})
export type ScoredContinuation = z.infer<typeof ScoredContinuation>
