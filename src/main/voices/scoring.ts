// How likely each word of a text was, for a voice and for the base it was learned from. Knows the engine's scores; knows no rows and no folder.
import type { ScoredContinuation } from '#shared/contract/likelihood.ts'
import { Manner, type VoiceManner } from '#shared/contract/manner.ts'
import type { Speaker } from '#shared/contract/voices.ts'
import { asTyped } from '../corpora/as-typed.ts'
import { asPrinted } from '../corpora/printed.ts'
import type { Weights } from '../engine/contract.ts'
import type { Engine } from './engine.ts'

interface ScoringGround { readonly engine: Engine; readonly weights: (speaker: Speaker, manner: VoiceManner) => Promise<Weights>; readonly baseOf: (speaker: Speaker) => Promise<Weights | null> }
interface ScoringWish { readonly speaker: Speaker; readonly before: string; readonly text: string; readonly top: number; readonly manner?: Omit<Manner, 'drafting'> }

/** A voice reads as it speaks; its base is laid beside. The model reads print; the pieces are in her own spelling. */
export const createScore = ({ engine, weights, baseOf }: ScoringGround) => async ({ speaker, before, text, top, manner = Manner.parse({}) }: ScoringWish, signal?: AbortSignal): Promise<ScoredContinuation> => {
  const prefix = asPrinted(before)
  const wish = { weights: await weights(speaker, manner), base: await baseOf(speaker), precision: manner.precision, prefix, continuations: [asPrinted(text)], top }
  const [scored] = await engine.writer.score(wish, signal && { signal })
  if (!scored) throw new RangeError('one text gives one score')
  const pieces = asTyped(prefix.slice(prefix.length - scored.lead) + text, scored.tokens.map(({ piece }) => piece))
  return { ...scored, tokens: scored.tokens.map((token, i) => ({ ...token, piece: pieces[i] ?? '' })) }
}
