// What is told of each written token: pieces that are the text, probabilities that scoring confirms, nothing where nothing was asked.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { GenerateEvent, GenerateInput } from '#main/engine/contract.ts'
import type { z } from 'zod'
import type { GeneratedToken } from '#shared/contract/likelihood.ts'
import { Sampling } from '#shared/contract/writing.ts'
import { watchedHost, type WatchedHost } from '../support/engine.ts'
import { tinyModel } from '../support/tiny-model.ts'

vi.setConfig({ testTimeout: 60_000 })

let engine: WatchedHost
let weights: { readonly model: string; readonly adapter: null }
beforeAll(() => {
  weights = { model: tinyModel(), adapter: null }
  engine = watchedHost()
})
afterAll(() => engine.host.dispose())

interface Told { readonly text: string; readonly tokens: readonly GeneratedToken[]; readonly told: boolean }

async function write({ sampling = {}, ...changes }: Omit<Partial<z.input<typeof GenerateInput>>, 'sampling'> & { readonly sampling?: Partial<z.input<typeof Sampling>> }): Promise<Told> {
  const events: GenerateEvent[] = []
  const wish = { weights, prompt: 'Le sel luisait', maxTokens: 40, ...changes, stopAt: changes.stopAt ?? 'tokens' as const, sampling: Sampling.parse({ seed: 3, ...sampling }) }
  for await (const event of await engine.host.writer.generate(wish)) events.push(event)
  const texts = events.filter((event) => event.type === 'text')
  return { text: texts.map(({ text }) => text).join(''), tokens: texts.flatMap(({ tokens }) => tokens ?? []), told: texts.some(({ tokens }) => tokens !== undefined) }
}

describe('a written token', () => {
  it.each([
    { stopAt: 'tokens' as const }, { stopAt: 'sentence' as const }, { stopAt: 'paragraph' as const }, { prompt: 'Le sel luisait ' }, { sampling: { stop: ['a'] } },
    { sampling: { bannedPhrases: ['e', 'a'] } }, { maxTokens: 150 }, { sampling: { temperature: 3, topP: 1 } }
  ])('%j: its pieces, joined, are the text, which is the same where nothing is told', async (changes) => {
    const [told, plain] = [await write({ ...changes, explain: 3 }), await write(changes)]
    expect(told.tokens.map(({ piece }) => piece).join('')).toBe(told.text)
    expect(plain).toEqual({ text: told.text, tokens: [], told: false })
  })

  it('was as likely as scoring says, and was drawn from what the samplers left', async () => {
    const { text, tokens } = await write({ explain: 5, sampling: { topK: 4, temperature: 0.7, repetitionPenalty: 1 } })
    const [scored] = await engine.host.writer.score({ weights, prefix: 'Le sel luisait', continuations: [text], top: 5 })
    // Random weights write tokens that the tokenizer would cut otherwise; up to there both saw the same.
    const same = tokens.findIndex(({ id }, i) => id !== scored?.tokens[i]?.id)
    const upTo = same < 0 ? tokens.length : same
    expect(upTo).toBeGreaterThan(0)
    for (const [i, token] of tokens.slice(0, upTo).entries()) {
      expect(token.logprob).toBeCloseTo(scored?.tokens[i]?.logprob ?? NaN, 4)
      expect(token.rank).toBe(scored?.tokens[i]?.rank)
      expect(token.top.map(({ id }) => id)).toEqual(scored?.tokens[i]?.top.map(({ id }) => id))
    }
    for (const { rank, drawn, logprob, top } of tokens) {
      expect(rank).toBeLessThanOrEqual(4)
      expect(drawn).toBeLessThanOrEqual(0)
      expect(drawn).toBeGreaterThan(logprob)
      expect(top).toHaveLength(5)
    }
  })

  it('is the likeliest and certain where the likeliest is always taken', async () => {
    const { tokens } = await write({ explain: 1, sampling: { temperature: 0, repetitionPenalty: 1 } })
    for (const { id, rank, drawn, top } of tokens) expect({ rank, drawn, id }).toEqual({ rank: 1, drawn: 0, id: top[0]?.id })
  })
})
