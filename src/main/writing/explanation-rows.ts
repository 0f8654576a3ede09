// Rows of what is known of each word of a suggestion. Compact: a suggestion of a hundred words with five others each takes some 10 KB. Knows SQL; knows no engine.
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { z } from 'zod'
import type { WrittenToken } from '#shared/contract/likelihood.ts'
import { Speaker } from '#shared/contract/voices.ts'
import { Manner, Sampling, StopAt } from '#shared/contract/writing.ts'
import type { GenerationId } from '#shared/ids.ts'
import { Language } from '#shared/language.ts'
import type { Database } from '../database/open.ts'

/** How the manuscript was set then. */
const Setting = z.object({
  manner: z.object({ language: Language, apostrophe: z.string(), open: z.string(), close: z.string(), inside: z.string(), beforeSign: z.string(), beforeColon: z.string(), dash: z.string(), afterDash: z.string(), ellipsis: z.string() }),
  paragraph: z.string()
})

/** All that is needed to go on from the middle of a suggestion as it was begun. `prompt`: what the model was shown before it. `setting`: null where it was left as the model wrote it. */
export const ExplainedWish = z.object({ speaker: Speaker, manner: Manner, prompt: z.string(), maxTokens: z.number().int(), stopAt: StopAt, sampling: Sampling, explain: z.number().int(), setting: Setting.nullable().default(null) })
export type ExplainedWish = z.infer<typeof ExplainedWish>

export interface KeptExplanation { readonly wish: ExplainedWish; readonly tokens: readonly WrittenToken[] }

/** Four digits behind the point are more than anybody reads. */
const short = (value: number): number => Math.round(value * 1e4) / 1e4

/** What shows is named only where it is not the piece; rows of earlier versions lack it. */
type Packed = readonly [id: number, piece: string, logprob: number, rank: number, drawn: number, top: readonly (readonly [number, string, number])[], shown: string | null]

const pack = (tokens: readonly WrittenToken[]): Buffer => deflateRawSync(JSON.stringify(tokens.map(({ id, piece, logprob, rank, drawn, top, shown }): Packed =>
  [id, piece, short(logprob), rank, short(drawn), top.map((chance) => [chance.id, chance.piece, short(chance.logprob)] as const), shown === piece ? null : shown])))

const unpack = (bytes: Buffer): WrittenToken[] => (JSON.parse(inflateRawSync(bytes).toString('utf8')) as Packed[]).map(([id, piece, logprob, rank, drawn, top, shown]) =>
  ({ id, piece, shown: shown ?? piece, logprob, rank, drawn, top: top.map(([other, text, chance]) => ({ id: other, piece: text, logprob: chance })) }))

export function explanationRows(database: Database) {
  const put = database.prepare('INSERT OR REPLACE INTO explanations (generation_id, wish, tokens) VALUES (?, ?, ?)')
  const one = database.prepare<[string], { wish: string, tokens: Buffer }>('SELECT wish, tokens FROM explanations WHERE generation_id = ?')
  return {
    put: (id: GenerationId, { wish, tokens }: KeptExplanation) => { put.run(id, JSON.stringify(wish), pack(tokens)) },
    one(id: GenerationId): KeptExplanation | null {
      const row = one.get(id)
      return row ? { wish: ExplainedWish.parse(JSON.parse(row.wish)), tokens: unpack(row.tokens) } : null
    }
  }
}
export type ExplanationRows = ReturnType<typeof explanationRows>
