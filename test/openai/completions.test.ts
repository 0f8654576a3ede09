// The served endpoint, driven by OpenAI's own client over real sockets, with a learned voice behind it.
import { request } from 'node:http'
import OpenAI, { APIError } from 'openai'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Speaker } from '#shared/contract/voices.ts'
import { shownGap } from '#main/openai/filling.ts'
import { routes } from '#main/openai/routes.ts'
import { quick, start, untilEnded } from '../support/learning.ts'
import { openSmallApp, withPages, type SmallApp } from '../support/small-app.ts'

vi.setConfig({ testTimeout: 60_000 })

let app: SmallApp
let address = ''
let key = ''
let client: OpenAI
let speaker: Speaker
let close: () => Promise<void>

beforeAll(async () => {
  app = openSmallApp()
  const run = await untilEnded(app, (await start(app, await withPages(app), { ...quick, steps: 60, evaluateEvery: 30, learningRate: 0.3 }, 'Jeanne Sand')).id)
  speaker = { voiceId: run.voiceId }
  const served = await app.openAi.serveNow({ port: 0 })
  ;({ server: { address, close }, key } = served)
  client = new OpenAI({ apiKey: key, baseURL: address, maxRetries: 0 })
}, 120_000)
afterAll(async () => {
  await close()
  await app.dispose()
})

const model = 'jeanne-sand'
const usual = { model, prompt: 'La mer', max_tokens: 24, temperature: 0.6, seed: 7 }

async function failure(call: PromiseLike<unknown>): Promise<{ status: unknown; code: unknown; type: unknown; param: unknown; message: string }> {
  try {
    await call
  } catch (error) {
    if (!(error instanceof APIError)) throw error
    const { status, code, type, param, message } = error as APIError & { type: unknown }
    return { status, code, type, param, message }
  }
  throw new Error('the call did not fail')
}

/** As no well-behaved client sends it. */
const raw = (options: { path?: string; method?: string; headers?: Record<string, string>; body?: string }): Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: string }> =>
  new Promise((resolve, reject) => {
    const { port } = new URL(address)
    const sent = request({ host: '127.0.0.1', port, path: options.path ?? '/v1/models', method: options.method ?? 'GET', headers: { authorization: `Bearer ${key}`, ...options.headers } }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (text: string) => { body += text }).on('end', () => { resolve({ status: response.statusCode ?? 0, headers: response.headers, body }) })
    })
    sent.on('error', reject)
    sent.end(options.body)
  })

describe('the models', () => {
  it('are her voices and the base models', async () => {
    const names: string[] = []
    for await (const one of client.models.list()) names.push(one.id)
    expect(names).toEqual([model, 'small'])
    expect(await client.models.retrieve(model)).toMatchObject({ id: model, object: 'model', owned_by: 'aurore', created: expect.any(Number) })
    expect(await failure(client.models.retrieve('gpt-4'))).toMatchObject({ status: 404, code: 'model_not_found', param: 'model' })
  })
})

describe('a completion', () => {
  it('is what the app itself writes with that seed', async () => {
    const { choices: [choice], usage, ...head } = await client.completions.create({ ...usual, top_p: 0.9 })
    const said = await app.client.writing.continue({ speaker, before: 'La mer', maxTokens: 24, sampling: { temperature: 0.6, topP: 0.9, repetitionPenalty: 1, seed: 7 } as never })
    let text = ''
    for await (const event of said) if (event.type === 'text') text += event.text
    expect(choice).toEqual({ text, index: 0, finish_reason: 'length', logprobs: null })
    expect(head).toMatchObject({ object: 'text_completion', model, id: expect.stringMatching(/^cmpl-/), created: expect.any(Number) })
    expect(usage).toEqual({ prompt_tokens: 6, completion_tokens: 24, total_tokens: 30 })
  })

  it('streams the same, with its usage where it is asked for', async () => {
    const whole = await client.completions.create(usual)
    const stream = await client.completions.create({ ...usual, stream: true, stream_options: { include_usage: true } })
    let text = ''
    const reasons: unknown[] = []
    let usage: unknown = null
    for await (const chunk of stream) {
      text += chunk.choices[0]?.text ?? ''
      if (chunk.choices[0]) reasons.push(chunk.choices[0].finish_reason)
      usage = chunk.usage ?? usage
    }
    expect(text).toBe(whole.choices[0]?.text)
    expect(reasons.at(-1)).toBe('length')
    expect(reasons.slice(0, -1).every((reason) => reason === null)).toBe(true)
    expect(usage).toEqual(whole.usage)
  })

  it('stops before a stop string, one or several', async () => {
    const { choices: [free] } = await client.completions.create(usual)
    const stop = free?.text.slice(6, 8) ?? ''
    const { choices: [stopped] } = await client.completions.create({ ...usual, stop: ['@@', stop] })
    expect(stopped).toMatchObject({ finish_reason: 'stop', text: free?.text.slice(0, free.text.indexOf(stop)) })
  })

  it('comes in several choices, each as its seed alone gives it', async () => {
    const { choices, usage } = await client.completions.create({ ...usual, n: 3 })
    expect(choices.map(({ index }) => index)).toEqual([0, 1, 2])
    for (const [i, { text }] of choices.entries()) expect(text).toBe((await client.completions.create({ ...usual, seed: 7 + i })).choices[0]?.text)
    expect(usage?.completion_tokens).toBe(72)
    const stream = await client.completions.create({ ...usual, n: 3, stream: true })
    const texts = ['', '', '']
    for await (const chunk of stream) for (const { index, text } of chunk.choices) texts[index] += text
    expect(texts).toEqual(choices.map(({ text }) => text))
  })

  it('answers several prompts in their order', async () => {
    const { choices } = await client.completions.create({ ...usual, prompt: ['La mer', 'Le vent'], n: 2 })
    expect(choices.map(({ index }) => index)).toEqual([0, 1, 2, 3])
    expect(choices[2]?.text).toBe((await client.completions.create({ ...usual, prompt: 'Le vent' })).choices[0]?.text)
  })

  it('says the prompt again when asked, and alone where no token is wanted', async () => {
    const [plain, echoed] = [await client.completions.create(usual), await client.completions.create({ ...usual, echo: true })]
    expect(echoed.choices[0]?.text).toBe(`La mer${plain.choices[0]?.text}`)
    const alone = await client.completions.create({ ...usual, echo: true, max_tokens: 0 })
    expect(alone.choices[0]).toMatchObject({ text: 'La mer', finish_reason: 'length' })
    expect(alone.usage).toEqual({ prompt_tokens: 6, completion_tokens: 0, total_tokens: 6 })
  })

  it('heeds a bias: a token forced, a token forbidden', async () => {
    const forced = await client.completions.create({ ...usual, max_tokens: 3, logit_bias: { 120: 100 } })
    expect(forced.choices[0]?.text).toBe('xxx')
    const { choices: [free] } = await client.completions.create({ ...usual, temperature: 0 })
    const [letter = ''] = /[a-z]/.exec(free?.text ?? '') ?? []
    expect(letter).not.toBe('')
    const { choices: [other] } = await client.completions.create({ ...usual, temperature: 0, logit_bias: { [letter.charCodeAt(0)]: -100 } })
    expect(other?.text).not.toContain(letter)
  })
})

describe('log-probabilities', () => {
  it('come for every token, with the likeliest, where each stands in the text', async () => {
    const { choices: [choice] } = await client.completions.create({ ...usual, logprobs: 3 })
    const { tokens = [], token_logprobs: own = [], top_logprobs: top = [], text_offset: offsets = [] } = choice?.logprobs ?? {}
    expect(tokens.join('')).toBe(choice?.text)
    expect(offsets.map((at, i) => choice?.text.slice(at, at + (tokens[i]?.length ?? 0)))).toEqual(tokens)
    const { tokens: scored } = await app.client.voices.score({ speaker, before: 'La mer', text: choice?.text ?? '', top: 3 })
    expect(scored.map(({ piece }) => piece)).toEqual(tokens)
    for (const [i, { logprob }] of scored.entries()) {
      expect(own[i]).toBeCloseTo(logprob ?? NaN, 4)
      expect(top[i]?.[tokens[i] ?? '']).toBe(own[i])
      expect(Math.max(...Object.values(top[i] ?? {}))).toBeGreaterThanOrEqual(own[i] ?? NaN)
    }
  })

  it('come with the stream, and with the prompt said again', async () => {
    const whole = await client.completions.create({ ...usual, logprobs: 2, echo: true })
    const lists = whole.choices[0]?.logprobs
    expect(lists?.tokens?.join('')).toBe(whole.choices[0]?.text)
    expect(lists?.token_logprobs?.[0]).toBeNull()
    expect(lists?.top_logprobs?.[0]).toBeNull()
    const tokens: string[] = []
    const offsets: number[] = []
    for await (const chunk of await client.completions.create({ ...usual, logprobs: 2, echo: true, stream: true })) {
      tokens.push(...chunk.choices[0]?.logprobs?.tokens ?? [])
      offsets.push(...chunk.choices[0]?.logprobs?.text_offset ?? [])
    }
    expect({ tokens, offsets }).toEqual({ tokens: lists?.tokens, offsets: lists?.text_offset })
  })

  it('choose the best of several', async () => {
    const all = await client.completions.create({ ...usual, n: 4, logprobs: 0 })
    const mean = (values: readonly number[] = []): number => values.reduce((a, b) => a + b, 0) / values.length
    const best = all.choices.toSorted((a, b) => mean(b.logprobs?.token_logprobs) - mean(a.logprobs?.token_logprobs))
    const { choices } = await client.completions.create({ ...usual, n: 2, best_of: 4 })
    expect(choices.map(({ text }) => text)).toEqual(best.slice(0, 2).map(({ text }) => text))
    expect(choices.map(({ index, logprobs }) => ({ index, logprobs }))).toEqual([{ index: 0, logprobs: null }, { index: 1, logprobs: null }])
  })
})

describe('a gap', () => {
  it('is filled by the best of several bridges where the model is not shown what follows: the same for the same seed, each choice its own', async () => {
    const ask = async (changes: object = {}) => (await client.completions.create({ ...usual, suffix: ' la nuit tomba.', n: 2, ...changes })).choices.map(({ text }) => text)
    const [one, same, other] = [await ask(), await ask(), await ask({ suffix: 'zzz' })]
    expect(one).toHaveLength(2)
    expect(one.every((text) => text.length > 0)).toBe(true)
    expect(same).toEqual(one)
    expect(other).not.toEqual(one)
    let streamed = ''
    for await (const chunk of await client.completions.create({ ...usual, suffix: ' la nuit tomba.', stream: true })) streamed += chunk.choices[0]?.text ?? ''
    expect(streamed).toBe(one[0])
  })

  it('is shown to a model that has signs for it, in print; one too long for it is refused with the numbers', async () => {
    const fillIn = { prefix: '<P>', suffix: '<S>', middle: '<M>' }
    const writer = { countTokens: async ({ texts }: { texts: readonly string[] }) => ({ fillIn, beginning: 1, counts: texts.map((text) => text.length) }), describe: async () => ({ contextLength: 40 }) } as unknown as Parameters<typeof shownGap>[0]
    expect(await shownGap(writer, 'm', { before: 'l\'eau ', after: ' d\'hier' }, 10)).toEqual({ prompt: '<P>l’eau<S> d’hier<M>' })
    await expect(shownGap(writer, 'm', { before: 'l\'eau ', after: ' d\'hier' }, 30)).rejects.toMatchObject({ status: 400, message: expect.stringContaining('40 tokens') })
  })
})

describe('print and copies', () => {
  it('typed and printed quotes are one prompt; what is echoed is what was sent', async () => {
    const ask = async (prompt: string, changes: object = {}) => (await client.completions.create({ ...usual, prompt, ...changes })).choices[0]
    expect((await ask('l\'eau'))?.text).toBe((await ask('l’eau'))?.text)
    const echoed = await ask('l\'eau', { echo: true, max_tokens: 0, logprobs: 1 })
    expect(echoed?.text).toBe('l\'eau')
    expect(echoed?.logprobs?.tokens?.join('')).toBe('l\'eau')
  })

  it('copies of her books are avoided where that is asked for, or where she has chosen it', async () => {
    const avoiding = { indices: ['/an/index'], words: 9, allowed: [] }
    const given: unknown[] = []
    async function* nothing() { yield { type: 'done', tokens: 0, promptTokens: 1, seed: 1, stoppedBy: 'end', tokensPerSecond: 1, firstTokenSeconds: 0 } }
    const serve = routes({
      engine: { writer: { generate: async (input: { avoiding: unknown }) => { given.push(input.avoiding); return nothing() } } }, now: () => 0,
      voices: { list: () => [], mannerOf: () => ({ strength: 1, mix: [] }), weights: async () => ({ model: 'm', adapter: null, phrases: null }) }, models: { list: async () => [{ id: 'one', name: 'One' }] },
      parrot: { avoiding: async (_: unknown, wished: boolean | null) => (wished === false ? null : avoiding) }
    } as unknown as Parameters<typeof routes>[0])
    for (const wished of [{}, { avoid_copies: true }, { avoid_copies: false }]) {
      await serve({ method: 'POST', path: '/v1/completions', body: { model: 'one', prompt: 'Il', ...wished }, signal: new AbortController().signal } as Parameters<typeof serve>[0])
    }
    expect(given).toEqual([avoiding, avoiding, null])
  })
})

describe('a voice', () => {
  it('is served as she set it: what it writes, and what is scored of a text', async () => {
    const manner = { strength: 0.5, mix: [] }
    const given: { readonly strength?: number }[] = []
    async function* nothing() { yield { type: 'done', tokens: 0, promptTokens: 1, seed: 1, stoppedBy: 'end', tokensPerSecond: 1, firstTokenSeconds: 0 } }
    const writer = {
      generate: async ({ weights }: { weights: object }) => { given.push(weights); return nothing() },
      score: async ({ weights }: { weights: object }) => { given.push(weights); return [{ lead: 0, nll: 0, counted: 0, baseNll: null, tokens: [] }] }
    }
    const serve = routes({
      engine: { writer }, now: () => 0, models: { list: async () => [] }, parrot: { avoiding: async () => null },
      voices: { list: () => [{ id: 'v', name: 'Sand', voicePerplexity: 9, createdAt: 0 }], mannerOf: () => manner, weights: async (_: unknown, { strength }: typeof manner) => ({ model: 'm', adapter: null, phrases: null, strength }) }
    } as unknown as Parameters<typeof routes>[0])
    await serve({ method: 'POST', path: '/v1/completions', body: { model: 'sand', prompt: 'Il', echo: true, logprobs: 1 }, signal: new AbortController().signal } as Parameters<typeof serve>[0])
    expect(given.map(({ strength }) => strength)).toEqual([0.5, 0.5])
  })
})

describe('what cannot be', () => {
  it.each<[string, object, object]>([
    ['another model', { model: 'gpt-4' }, { status: 404, code: 'model_not_found', param: 'model' }],
    ['a gap that is scored', { suffix: ' fin.', echo: true }, { status: 400, param: 'suffix' }],
    ['log-probabilities of a bridge', { suffix: ' fin.', logprobs: 1 }, { status: 400, param: 'logprobs' }],
    ['too much daring', { temperature: 3 }, { status: 400, param: 'temperature' }],
    ['five stops', { stop: ['a', 'b', 'c', 'd', 'e'] }, { status: 400, param: 'stop' }],
    ['six log-probabilities', { logprobs: 6 }, { status: 400, param: 'logprobs' }],
    ['fewer best than chosen', { n: 3, best_of: 2 }, { status: 400, param: 'best_of' }],
    ['the best of a stream', { n: 1, best_of: 2, stream: true }, { status: 400, param: 'best_of' }],
    ['tokens as a prompt', { prompt: [1, 2, 3] }, { status: 400, param: 'prompt' }]
  ])('is refused in OpenAI’s words: %s', async (_, change, expected) => {
    expect(await failure(client.completions.create({ ...usual, ...change } as never))).toMatchObject({ type: 'invalid_request_error', ...expected })
  })

  it('is refused to who has no key, or a wrong one', async () => {
    const stranger = new OpenAI({ apiKey: 'sk-wrong', baseURL: address, maxRetries: 0 })
    expect(await failure(stranger.models.list().then((page) => page.data))).toMatchObject({ status: 401, code: 'invalid_api_key' })
    expect(await failure(stranger.completions.create(usual))).toMatchObject({ status: 401, code: 'invalid_api_key' })
    expect((await raw({ headers: { authorization: '' } })).status).toBe(401)
  })

  it('is said of chat: there are no chat models', async () => {
    expect(await failure(client.chat.completions.create({ model, messages: [{ role: 'user', content: 'Bonjour' }] }))).toMatchObject({ status: 404, code: 'unknown_url', message: expect.stringContaining('/v1/completions') })
    expect((await raw({ path: '/v1/engines' })).status).toBe(404)
    expect((await raw({ path: '/v1/completions' })).status).toBe(405)
  })

  it('is refused to a foreign name, a body that is no JSON, and one that is far too large; no page may read an answer', async () => {
    expect((await raw({ headers: { host: 'evil.example:80' } })).status).toBe(421)
    const post = { path: '/v1/completions', method: 'POST' }
    expect((await raw({ ...post, body: '{' })).status).toBe(400)
    expect((await raw({ ...post, body: JSON.stringify({ model, prompt: 'x'.repeat(9_000_000) }) }).catch(() => ({ status: 413 }))).status).toBe(413)
    const answered = await raw({ headers: { origin: 'http://evil.example' } })
    expect(answered.headers['access-control-allow-origin']).toBeUndefined()
    expect((await raw({ method: 'OPTIONS' })).headers['access-control-allow-origin']).toBeUndefined()
  })
})

describe('a client that hangs up', () => {
  it('ends the writing, streamed or not', async () => {
    const leaving = new AbortController()
    // Its own end forbidden, the voice would write on for minutes.
    const endless = { ...usual, max_tokens: 100_000, logit_bias: { 256: -100 } }
    const stream = await client.completions.create({ ...endless, stream: true }, { signal: leaving.signal })
    let seen = 0
    for await (const _ of stream) if (++seen === 3) leaving.abort()
    expect(seen).toBeLessThan(100)
    const whole = client.completions.create(endless, { timeout: 300 })
    await expect(whole).rejects.toThrow()
    // Each speaker serves one call at a time: an answer now means the long ones have ended.
    expect((await client.completions.create(usual)).choices[0]?.finish_reason).toBe('length')
  })
})
