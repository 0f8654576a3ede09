// Scoring through the engine's own processes: sums that agree with `evaluate`, pieces that are the text, bridges that compare.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { randomAdapter } from '../support/adapter.ts'
import { chapter, watchedHost, type WatchedHost } from '../support/engine.ts'
import { tinyModel } from '../support/tiny-model.ts'

vi.setConfig({ testTimeout: 60_000 })

let engine: WatchedHost
let base: { readonly model: string; readonly adapter: null }
let voice: { readonly model: string; readonly adapter: string }
beforeAll(() => {
  const model = tinyModel()
  base = { model, adapter: null }
  voice = { model, adapter: randomAdapter(model, ['q_proj', 'v_proj']) }
  engine = watchedHost()
})
afterAll(() => engine.host.dispose())

const short = '« Tu viens ? » disait-elle. 😀 Personne.'

describe('score', () => {
  it('sums to what `evaluate` measures, where one window holds the text', async () => {
    const [found] = await engine.host.writer.score({ weights: voice, continuations: [short] })
    const { nll, tokens } = await engine.host.writer.evaluate({ weights: voice, texts: [short] })
    expect(found?.counted).toBe(tokens)
    expect(found?.nll).toBeCloseTo(nll, 3)
    expect(found?.tokens.map(({ piece }) => piece).join('')).toBe(short)
    expect(found?.tokens[0]).toMatchObject({ logprob: null, rank: null, base: null, top: [] })
  })

  it('lays the base beside the voice, with what else could have stood there', async () => {
    const [found] = await engine.host.writer.score({ weights: voice, base, continuations: [short], top: 4 })
    const [alone] = await engine.host.writer.score({ weights: base, continuations: [short], top: 4 })
    expect(found?.baseNll).toBeCloseTo(alone?.nll ?? NaN, 5)
    expect(found?.nll).not.toBeCloseTo(alone?.nll ?? NaN, 2)
    for (const [i, { top, base: under, logprob }] of (found?.tokens ?? []).entries()) {
      expect(under?.logprob).toBe(alone?.tokens[i]?.logprob)
      if (i === 0) continue
      expect(top.map((chance) => chance.logprob)).toEqual(top.map((chance) => chance.logprob).toSorted((a, b) => b - a))
      expect(top).toHaveLength(4)
      expect(logprob).toBeLessThanOrEqual(top[0]?.logprob ?? NaN)
      expect(under?.top).toHaveLength(4)
    }
  })

  it('reads texts far longer than the context, every token but the first behind real text', async () => {
    const text = chapter(1, 8)
    const [found] = await engine.host.writer.score({ weights: voice, continuations: [text] })
    expect(found?.tokens.length).toBeGreaterThan(300)
    expect(found?.counted).toBe((found?.tokens.length ?? 0) - 1)
    expect(found?.tokens.map(({ piece }) => piece).join('')).toBe(text)
  })

  it('compares continuations over the same stretch, together or one by one', async () => {
    const prefix = 'Le sel luisait sur les bossis, et la vieille compt'
    const continuations = ['ait ses pas.', 'a', ' Personne ne venait, jamais, que le vent.', '']
    const together = await engine.host.writer.score({ weights: voice, prefix, continuations })
    expect(new Set(together.map(({ lead }) => lead)).size).toBe(1)
    for (const [i, { lead, tokens, nll }] of together.entries()) {
      expect(tokens.map(({ piece }) => piece).join('')).toBe(prefix.slice(prefix.length - lead) + continuations[i])
      const stretch = prefix.slice(0, prefix.length - lead)
      const [alone] = await engine.host.writer.score({ weights: voice, prefix: stretch, continuations: [prefix.slice(prefix.length - lead) + (continuations[i] ?? '')], tokens: false })
      if (alone?.lead === 0) expect(nll).toBeCloseTo(alone.nll, 3)
      expect(alone?.tokens).toEqual([])
    }
  })

  it('keeps as much of a long prefix’s end as the model holds', async () => {
    const long = chapter(1, 8)
    const [one, other] = await engine.host.writer.score({ weights: voice, prefix: long, continuations: ['Le vent.', 'La marée.'], tokens: false })
    expect(one?.counted).toBeGreaterThan(0)
    expect(other?.nll).toBeGreaterThan(0)
  })

  it('follows strength and other voices, as writing does', async () => {
    const nll = async (weights: object): Promise<number> => (await engine.host.writer.score({ weights: { ...base, ...weights }, continuations: [short], tokens: false }))[0]?.nll ?? NaN
    const [none, half, own, mixed] = [await nll({ ...voice, strength: 0 }), await nll({ ...voice, strength: 0.5 }), await nll(voice), await nll({ ...voice, mix: [{ ...base, share: 0.5 }] })]
    expect(none).toBeCloseTo(await nll({}), 4)
    expect(half).not.toBeCloseTo(own, 3)
    expect(half).not.toBeCloseTo(none, 3)
    expect(mixed).toBeCloseTo(half, 3)
  })

  it('stops when the call is cancelled, and answers the next one', async () => {
    const stop = new AbortController()
    const call = engine.host.writer.score({ weights: voice, continuations: [chapter(1, 200)] }, { signal: stop.signal })
    stop.abort()
    await expect(call).rejects.toThrow()
    expect(await engine.host.writer.score({ weights: voice, continuations: ['Le sel'] })).toHaveLength(1)
  })

  it('says what is wrong with a model', async () => {
    await expect(engine.host.writer.score({ weights: { model: '/nowhere', adapter: null }, continuations: ['x'] })).rejects.toMatchObject({ code: 'engine.bad-model' })
  })
})
