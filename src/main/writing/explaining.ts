// What is known of each word of a suggestion, and going on from the middle of it. Knows what was kept and the engine's scores; knows no model.
import type { ExplainedToken, ScoredContinuation, WrittenToken } from '#shared/contract/likelihood.ts'
import type { Generation } from '#shared/contract/writing.ts'
import { AuroreError } from '#shared/errors/index.ts'
import type { GenerationId } from '#shared/ids.ts'
import { asPrinted } from '../corpora/printed.ts'
import type { Engine } from '../voices/engine.ts'
import type { Voices } from '../voices/service.ts'
import type { ExplainedWish, ExplanationRows, KeptExplanation } from './explanation-rows.ts'
import { setBehind } from './prose.ts'

interface ExplainingGround { readonly engine: Engine; readonly voices: Voices; readonly explanations: ExplanationRows }
type Judged = NonNullable<ExplainedToken['base']>

function keptOf(explanations: ExplanationRows, id: GenerationId): KeptExplanation {
  const kept = explanations.one(id)
  if (!kept) throw new AuroreError('writing.not-explained')
  return kept
}

/** By where a token begins: the base may read a seam otherwise, and agree again behind it. Parts of one character begin at one place. */
function placed({ lead, tokens }: ScoredContinuation): ReadonlyMap<string, Judged> {
  let next = -lead
  return new Map(tokens.map(({ id, piece, logprob, rank, top }) => {
    const at = next
    next += piece.length
    return [nameOf({ at, id }), { logprob, rank, top }] as const
  }))
}

const nameOf = ({ at, id }: { readonly at: number; readonly id: number }): string => `${at}:${id}`

async function underBase({ engine, voices }: ExplainingGround, { speaker, prompt, explain, manner: { precision } }: ExplainedWish, text: string, signal: AbortSignal | undefined): Promise<ReadonlyMap<string, Judged>> {
  const base = await voices.baseOf(speaker)
  if (base === null || text === '') return new Map()
  const [scored] = await engine.writer.score({ weights: base, precision, prefix: asPrinted(prompt), continuations: [text], top: explain }, signal && { signal })
  return scored ? placed(scored) : new Map()
}

/** The first piece may lack the blank that she typed herself, which the model wrote with it: such a token begins one character earlier. */
function laidBeside({ tokens, wish: { setting } }: KeptExplanation, base: ReadonlyMap<string, Judged>): ExplainedToken[] {
  let [at, before] = [0, '']
  return tokens.map((token, i) => {
    const found = base.get(nameOf({ at, id: token.id })) ?? (i === 0 ? base.get(nameOf({ at: -1, id: token.id })) : undefined)
    const top = token.top.map((chance) => ({ ...chance, shown: setBehind(setting, before, chance.piece) }))
    at += token.piece.length
    before += token.shown
    return { ...token, top, base: found ?? null }
  })
}

const joined = (tokens: readonly WrittenToken[], of: 'piece' | 'shown'): string => tokens.map((token) => token[of]).join('')

export async function explainGeneration(ground: ExplainingGround, { id }: Generation, signal?: AbortSignal): Promise<{ readonly id: GenerationId, readonly text: string, readonly tokens: ExplainedToken[] }> {
  const kept = keptOf(ground.explanations, id)
  const base = await underBase(ground, kept.wish, joined(kept.tokens, 'piece'), signal)
  return { id, text: joined(kept.tokens, 'shown'), tokens: laidBeside(kept, base) }
}

/** The beginning of another suggestion: the first tokens of this one, and the other that she chose, which was certain then. */
export function keptBefore(explanations: ExplanationRows, { id, keep, token }: { readonly id: GenerationId, readonly keep: number, readonly token: number }) {
  const { wish, tokens } = keptOf(explanations, id)
  const place = tokens[keep]
  const rank = place?.top.findIndex((chance) => chance.id === token) ?? -1
  const chosen = place?.top[rank]
  if (!place || !chosen) throw new AuroreError('general.bad-input', { detail: 'token' })
  // The blank before the cursor is hers already.
  const piece = keep === 0 && /\s$/u.test(wish.prompt) ? chosen.piece.replace(/^ /u, '') : chosen.piece
  const kept = [...tokens.slice(0, keep), { ...chosen, piece, rank: rank + 1, drawn: 0, top: place.top }]
  return { wish, kept }
}
