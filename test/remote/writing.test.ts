// Another program's model as a base for writing, against a real server on this machine, with its faults.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { Sampling, type Continuation, type ContinueInput } from '#shared/contract/writing.ts'
import type { z } from 'zod'
import { openSmallApp, withPages, type SmallApp } from '../support/small-app.ts'
import { completionsServer, json, stream, type CompletionsServer } from '../support/completions-server.ts'

vi.setConfig({ testTimeout: 30_000 })

let app: SmallApp
let server: CompletionsServer
beforeAll(() => { app = openSmallApp() })
afterAll(() => app.dispose())
beforeEach(async () => {
  server = await completionsServer((_, response) => stream(response, [' la mer', ' montait.', ' Elle', ' dormait.']))
  await app.client.settings.set({ endpoint: { on: true, address: server.address, model: 'peer', context: 1024 } })
})
afterEach(async () => {
  await app.client.endpoint.setKey({ key: null })
  await server.close()
})

type Ask = Partial<z.input<typeof ContinueInput>>
type Done = Extract<Continuation, { type: 'done' }>
const ask = (more: Ask = {}, signal?: AbortSignal) =>
  app.client.writing.continue({ speaker: { remote: 'peer' }, before: 'Ce soir-là,', maxTokens: 40, stopAt: 'sentence', sampling: Sampling.parse({ seed: 7, temperature: 0.5, topP: 0.9 }), ...more }, signal && { signal })

async function heard(stream: AsyncIterable<Continuation>): Promise<Done & { readonly streamed: string }> {
  let streamed = ''
  for await (const part of stream) {
    if (part.type === 'done') return { ...part, streamed }
    streamed += part.text
  }
  throw new Error('no end')
}

const codeOf = (call: () => Promise<unknown>): Promise<unknown> => call().then(() => null, (error: { data?: { code?: unknown } }) => error.data?.code)
const writing = (more?: Ask) => async (): Promise<unknown> => heard(await ask(more))

describe('a suggestion from another program', () => {
  it('ends at a natural stop, and is asked for in the protocol’s words', async () => {
    const { text, streamed, stoppedBy, seed } = await heard(await ask({ sampling: Sampling.parse({ seed: 7, temperature: 0.5, topP: 0.9, frequencyPenalty: 0.3, stop: ['FIN'] }) }))
    expect({ text, streamed, stoppedBy, seed }).toEqual({ text: ' la mer montait.', streamed: ' la mer montait.', stoppedBy: 'stop', seed: 7 })
    expect(server.asked[0]).toMatchObject({ path: '/v1/completions', key: null, body: { model: 'peer', prompt: 'Ce soir-là,', stream: true, temperature: 0.5, top_p: 0.9, frequency_penalty: 0.3, seed: 7, stop: ['FIN'], max_tokens: 40 } })
  })

  it('is set in the manuscript’s typography', async () => {
    server.answer = (_, response) => stream(response, [' "Venez', '", dit-', 'elle...'])
    const projectId = await withPages(app)
    expect((await heard(await ask({ projectId, stopAt: 'paragraph' }))).text).toBe(' «\u00a0Venez\u00a0», dit-elle…')
  })

  it('never ends inside a word when the answer was cut short, and long answers are asked for in pieces', async () => {
    let calls = 0
    server.answer = (_, response) => stream(response, [' mot', ' après', ' mo'], calls++ === 0 ? 'length' : 'cut')
    const { text } = await heard(await ask({ stopAt: 'paragraph', maxTokens: 6 }))
    expect(text).toBe(' mot après mo mot après')
    expect(server.asked[1]?.body['prompt']).toBe('Ce soir-là, mot après mo')
  })

  it('turns away from banned phrases, and ends before one that comes every time', async () => {
    server.answer = ({ body }, response) => stream(response, body['seed'] === 9 ? [' la', ' lune', ' montait.', ' Puis'] : [' la', ' mer', ' montait.', ' Puis'])
    const sampling = Sampling.parse({ seed: 7, bannedPhrases: ['la mer'] })
    expect((await heard(await ask({ sampling }))).text).toBe(' la lune montait.')
    server.answer = ({ body }, response) => stream(response, String(body['prompt']).endsWith('puis') ? [' la', ' mer', ' montait.'] : [' puis la', ' mer', ' montait.'])
    expect((await heard(await ask({ sampling }))).text.trim()).toBe('puis')
  })

  it('sends no more than the window holds, and none of it while it is switched off', async () => {
    const before = Array.from({ length: 4000 }, (_, i) => `mot${i}`).join(' ')
    await heard(await ask({ before }))
    const prompt = String(server.asked[0]?.body['prompt'])
    expect(prompt.length).toBeLessThanOrEqual(1024 * 3)
    expect(prompt).toMatch(/^mot\d+ .* mot3999$/)
    await app.client.settings.set({ endpoint: { on: false, address: server.address, model: 'peer', context: 1024 } })
    expect(await codeOf(writing())).toBe('remote.off')
    expect(server.asked).toHaveLength(1)
  })

  it('takes an answer that does not stream', async () => {
    server.answer = (_, response) => json(response, 200, { choices: [{ text: ' la mer. Fin', finish_reason: 'stop' }] })
    expect((await heard(await ask())).text).toBe(' la mer.')
  })

  it('stops asking when she leaves', async () => {
    const leave = new AbortController()
    let gone: () => void = () => undefined
    const closed = new Promise<void>((resolve) => { gone = resolve })
    server.answer = (_, response) => {
      response.on('close', gone)
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: {"choices":[{"text":" la mer montait","finish_reason":null}]}\n\n')
    }
    const stream = await ask({}, leave.signal)
    for await (const part of stream) if (part.type === 'text') leave.abort()
    await closed
  })

  it('has the book’s context within the estimate of its tokens', async () => {
    const projectId = await withPages(app)
    const scene = (await app.client.projects.outline({ projectId })).find(({ kind }) => kind === 'scene')
    await app.client.context.setNotes({ projectId, memory: 'La vieille s’appelle Zénobie.' })
    await heard(await ask({ projectId, sceneId: scene?.id ?? null }))
    expect(server.asked[0]?.body['prompt']).toMatch(/^La vieille s’appelle Zénobie\.[\s\S]*Ce soir-là,$/)
  })
})

describe('what can go wrong', () => {
  it('a line that breaks in the middle: what came is kept, and the reason told', async () => {
    server.answer = (_, response) => stream(response, [' la mer', ' montait', ' sur', ' la', ' gr'], 'cut')
    const { text, stoppedBy, problem, generationId, streamed } = await heard(await ask())
    expect({ text, streamed, stoppedBy, code: problem?.code }).toEqual({ text: ' la mer montait sur la', streamed: ' la mer montait sur la', stoppedBy: 'broken', code: 'remote.broken' })
    expect(generationId).toBeTruthy()
  })

  it('a draft keeps what came', async () => {
    const projectId = await withPages(app)
    server.answer = (_, response) => stream(response, Array.from({ length: 30 }, (_, i) => ` mot${i}`), 'cut')
    const done = await heard(await app.client.writing.draftChapter({ speaker: { remote: 'peer' }, projectId, title: 'Nuit', opening: 'Il faisait', words: 200, sampling: Sampling.parse({ seed: 1 }) }))
    expect(done.problem?.code).toBe('remote.broken')
    expect(await app.client.writing.generations({ projectId, kind: 'chapter' })).toMatchObject([{ title: 'Nuit', state: 'kept', text: done.text }])
    expect(done.text).toContain('mot28')
  })

  const said = (status: number, body: unknown) => (_: unknown, response: Parameters<typeof json>[0]) => json(response, status, body)
  it.each([
    ['a wrong key', 401, { error: { message: 'Incorrect API key' } }, 'remote.key-refused'],
    ['a key without rights', 403, {}, 'remote.key-refused'],
    ['a model that is not there', 404, { error: { message: 'model "peer" not found, try pulling it first' } }, 'remote.no-model'],
    ['the same as vLLM says it', 404, { message: 'The model `peer` does not exist.', code: 404 }, 'remote.no-model'],
    ['no such path', 404, 'Not Found', 'remote.no-completions'],
    ['too much asked', 429, { error: { message: 'slow down' } }, 'remote.refused'],
    ['a server in pieces', 500, '<html>', 'remote.refused']
  ])('%s', async (_, status, body, code) => {
    server.answer = said(status, body)
    expect(await codeOf(writing())).toBe(code)
  })

  it('an answer that is none, a stream that says it failed, one that ends without an end', async () => {
    server.answer = (_, response) => stream(response, [], 'silent')
    expect(await codeOf(writing())).toBe('remote.broken')
    server.answer = (_, response) => void response.writeHead(200, { 'content-type': 'text/event-stream' }).end('data: {"error":{"message":"out of memory"}}\n\n')
    expect(await codeOf(writing())).toBe('remote.broken')
    server.answer = (_, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>')
    expect(await codeOf(writing())).toBe('remote.broken')
  })

  it('a redirection is followed nowhere', async () => {
    const other = await completionsServer((_, response) => stream(response, [' non.']))
    server.answer = (_, response) => void response.writeHead(307, { location: `${other.address}/completions` }).end()
    expect(await codeOf(writing())).toBe('remote.moved')
    expect(other.all).toEqual([])
    await other.close()
  })

  it('nobody there', async () => {
    await server.close()
    expect(await codeOf(writing())).toBe('remote.unreachable')
  })

  it.each(['ftp://127.0.0.1/v1', 'http://user:secret@127.0.0.1:1/v1', 'http://'])('no address: %s', async (address) => {
    await app.client.settings.set({ endpoint: { on: true, address, model: 'peer', context: 1024 } })
    expect(await codeOf(writing())).toBe('remote.bad-address')
  })

  it('weights are not asked of it', async () => {
    expect(await codeOf(() => app.client.voices.score({ speaker: { remote: 'peer' }, text: 'La mer' }))).toBe('remote.weights-elsewhere')
    expect(server.asked).toEqual([])
  })
})

describe('the key', () => {
  it('goes with every call, to the address it was given for alone, and is never told', async () => {
    expect(await app.client.endpoint.key()).toEqual({ given: false, keeps: 'file' })
    expect(await app.client.endpoint.setKey({ key: 'sk-secret' })).toEqual({ given: true, keeps: 'file' })
    await heard(await ask())
    expect(server.asked[0]?.key).toBe('sk-secret')
    if (process.platform !== 'win32') expect(statSync(join(app.home, 'endpoint-key')).mode & 0o777).toBe(0o600)
    const other = await completionsServer((_, response) => stream(response, [' non.']))
    await app.client.settings.set({ endpoint: { on: true, address: other.address, model: 'peer', context: 1024 } })
    await heard(await ask())
    expect(other.asked[0]?.key).toBeNull()
    expect(await app.client.endpoint.key()).toMatchObject({ given: false })
    await other.close()
  })
})

describe('a trial', () => {
  it('names the models there, and brings a few words to a sentence that is not hers', async () => {
    server.answer = (_, response) => stream(response, [' nobody', ' spoke.', ' Then'])
    server.look = ({ path }, response) => (path === '/v1/models'
      ? json(response, 200, { data: [{ id: 'peer', max_model_len: 8192 }, { id: 'gguf', meta: { n_ctx_train: 2048 } }, { id: 'plain' }] })
      : json(response, 404, {}))
    expect(await app.client.endpoint.models()).toEqual([{ id: 'peer', context: 8192 }, { id: 'gguf', context: 2048 }, { id: 'plain', context: null }])
    await app.client.settings.set({ language: 'en' })
    expect(await app.client.endpoint.try()).toMatchObject({ model: 'peer', text: 'The lamp was lit before she came in, and nobody spoke.' })
  })
})

describe('one Aurore and another', () => {
  it('a voice that one serves writes in the other', async () => {
    const peer = openSmallApp()
    const { server: { address, close }, key } = await peer.openAi.serveNow({ port: 0 })
    await app.client.settings.set({ endpoint: { on: true, address, model: '', context: 1024 } })
    await app.client.endpoint.setKey({ key })
    const [model] = await app.client.endpoint.models()
    await app.client.settings.set({ endpoint: { on: true, address, model: model?.id ?? '', context: 1024 } })
    const speaker = { remote: model?.id ?? '' }
    const one = await heard(await ask({ speaker, stopAt: 'tokens', maxTokens: 12, raw: true }))
    expect(one.text.length).toBeGreaterThan(0)
    // The same seed, the same text: what one writes by itself.
    expect((await heard(await ask({ speaker, stopAt: 'tokens', maxTokens: 12, raw: true }))).text).toBe(one.text)
    expect(await codeOf(writing({ speaker: { remote: 'nobody' } }))).toBe('remote.no-model')
    await app.client.endpoint.setKey({ key: 'sk-wrong' })
    expect(await codeOf(writing({ speaker }))).toBe('remote.key-refused')
    await close()
    await peer.dispose()
  })
})
