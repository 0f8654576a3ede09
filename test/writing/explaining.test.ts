// A suggestion that can be looked into: kept word by word, and gone on from in the middle.
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Continuation } from '#shared/contract/writing.ts'
import { GenerationId } from '#shared/ids.ts'
import { quick, small, start, untilEnded } from '../support/learning.ts'
import { openSmallApp, withPages, type SmallApp } from '../support/small-app.ts'

vi.setConfig({ testTimeout: 90_000 })

const open: SmallApp[] = []
afterEach(async () => { await Promise.all(open.splice(0).map((each) => each.dispose())) })
const app = (): SmallApp => { const made = openSmallApp(); open.push(made); return made }

const sampling = { temperature: 0.9, topP: 1, repetitionPenalty: 1, seed: 5 } as never
const wish = { speaker: { modelId: small }, before: 'La mer', maxTokens: 20, sampling }

async function done(stream: AsyncIterable<Continuation>): Promise<Extract<Continuation, { type: 'done' }> & { readonly streamed: string }> {
  let streamed = ''
  for await (const event of stream) {
    if (event.type === 'done') return { ...event, streamed }
    streamed += event.text
  }
  throw new Error('no end')
}

describe('a suggestion', () => {
  it('keeps what is known of its words, with the base beside a voice', async () => {
    const { client, ...one } = app()
    const run = await untilEnded({ client, ...one }, (await start({ client, ...one }, await withPages({ client, ...one }), { ...quick, steps: 60, evaluateEvery: 30, learningRate: 0.3 })).id)
    const written = await done(await client.writing.continue({ ...wish, speaker: { voiceId: run.voiceId }, explain: 4, sampling: { temperature: 0.6, topP: 1, repetitionPenalty: 1, seed: 7 } as never }))
    const { tokens, text } = await client.writing.explain({ id: written.generationId })
    expect(text).toBe(written.text)
    expect(tokens.map(({ shown }) => shown).join('')).toBe(text)
    // Bytes that make no character are read otherwise; all else stands where the base finds it too.
    expect(tokens.filter(({ base }) => base !== null).length).toBeGreaterThan(10)
    for (const { base, top, logprob } of tokens) {
      expect(top).toHaveLength(4)
      if (base === null) continue
      expect(base.logprob).toBeCloseTo(-Math.log(257), 3)
      expect(logprob).not.toBeCloseTo(base.logprob ?? NaN, 5)
    }

    // Her own text is read as the voice speaks: at nothing of its strength, her turns of phrase are gone (the small engine has no weights to blend).
    const voiceId = run.voiceId
    const chances = async (manner?: { strength: number, precision?: 'f32' }) => (await client.voices.score({ speaker: { voiceId }, text: 'La mer', ...(manner && { manner }) })).tokens
    const whole = await chances()
    const weak = await chances({ strength: 0, precision: 'f32' })
    expect(weak.map(({ id }) => id)).toEqual(whole.map(({ id }) => id))
    for (const [i, { logprob }] of weak.entries()) if (i > 0) expect(logprob).not.toBeCloseTo(whole[i]?.logprob ?? NaN, 5)
    expect((await chances({ strength: 1 })).map(({ logprob }) => logprob)).toEqual(whole.map(({ logprob }) => logprob))

    // What she sets for it is kept with it.
    expect((await client.voices.list({}))[0]?.manner).toEqual({ strength: 1, mix: [] })
    expect((await client.voices.setManner({ id: voiceId, strength: 0.4 })).manner).toEqual({ strength: 0.4, mix: [] })
    await client.voices.setManner({ id: voiceId, mix: [{ voiceId, share: 0.5 }] })
    expect((await client.voices.list({}))[0]?.manner).toEqual({ strength: 0.4, mix: [] })
  })

  it('says so where it was not asked to', async () => {
    const { client } = app()
    const { generationId } = await done(await client.writing.continue(wish))
    await expect(client.writing.explain({ id: generationId })).rejects.toMatchObject({ data: { code: 'writing.not-explained' } })
    await expect(client.writing.explain({ id: GenerationId.parse('none') })).rejects.toMatchObject({ data: { code: 'general.not-found' } })
  })

  it('goes on from another word, and that one can be looked into as well', async () => {
    const { client } = app()
    const { generationId } = await done(await client.writing.continue({ ...wish, explain: 4 }))
    const { tokens } = await client.writing.explain({ id: generationId })
    const other = tokens[7]?.top.find(({ id }) => id !== tokens[7]?.id)
    const went = await done(await client.writing.goOn({ id: generationId, keep: 7, token: other?.id ?? -1 }))
    const beginning = tokens.slice(0, 7).map(({ shown }) => shown).join('')
    expect(went.streamed).toBe(went.text)
    const again = await client.writing.explain({ id: went.generationId })
    expect(again.tokens.slice(0, 7).map(({ id }) => id)).toEqual(tokens.slice(0, 7).map(({ id }) => id))
    expect(again.tokens[7]).toMatchObject({ id: other?.id, drawn: 0 })
    // Bytes at the very end that make no character yet are not shown, and not told.
    expect(again.tokens.length).toBeGreaterThan(15)
    expect(again.text).toBe(went.text)
    // The last signs of what was kept may be set otherwise by the one that follows now.
    expect(went.text.startsWith(beginning.replace(/[\s.\-–—]*$/u, ''))).toBe(true)
    await expect(client.writing.goOn({ id: generationId, keep: 7, token: 999 })).rejects.toMatchObject({ data: { code: 'general.bad-input' } })
  })
})
