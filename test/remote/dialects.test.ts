// The dialects of llama.cpp, Ollama and vLLM, as they are documented, faults included: real sockets, and the app from the contract down.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { Sampling, type Continuation, type ContinueInput } from '#shared/contract/writing.ts'
import type { z } from 'zod'
import { json, type Asked } from '../support/completions-server.ts'
import { dialectServer, idOf, modelOf, tokensOf, type DialectServer, type Program } from '../support/dialect-servers.ts'
import { openSmallApp, withPages, type SmallApp } from '../support/small-app.ts'

vi.setConfig({ testTimeout: 30_000 })

let app: SmallApp
beforeAll(() => { app = openSmallApp() })
afterAll(() => app.dispose())

type Ask = Partial<z.input<typeof ContinueInput>>
type Done = Extract<Continuation, { type: 'done' }>

async function heard(stream: AsyncIterable<Continuation>): Promise<Done> {
  for await (const part of stream) if (part.type === 'done') return part
  throw new Error('no end')
}

async function served<T>(program: Program, use: (server: DialectServer, write: (more?: Ask) => Promise<Done>) => Promise<T>): Promise<T> {
  const server = await dialectServer(program)
  await app.client.settings.set({ endpoint: { on: true, address: server.address, model: modelOf[program], context: 4096 } })
  const write = async (more: Ask = {}): Promise<Done> =>
    heard(await app.client.writing.continue({ speaker: { remote: modelOf[program] }, before: 'Ce soir-là,', maxTokens: 40, stopAt: 'sentence', sampling: Sampling.parse({ seed: 7, temperature: 0.5, topP: 0.9 }), ...more }))
  try {
    return await use(server, write)
  } finally {
    await server.close()
  }
}

const codeOf = (call: Promise<unknown>): Promise<unknown> => call.then(() => null, (error: { data?: { code?: unknown } }) => error.data?.code)
const programs = ['llama.cpp', 'ollama', 'vllm'] as const
const path: Readonly<Record<Program, string>> = { 'llama.cpp': '/v1/completions', ollama: '/api/generate', vllm: '/v1/completions' }
/** The tokens of a request, wherever a program has them. */
const optionsOf = ({ body }: Asked): Record<string, unknown> => ({ ...body, ...(body['options'] as Record<string, unknown> | undefined) })

describe.each(programs)('%s', (program) => {
  it('is known, with what it can do, and nothing of hers is sent for that', () => served(program, async (server) => {
    const known = { 'llama.cpp': { window: 2048, counts: true, fills: true, bans: true }, ollama: { window: 8192, counts: false, fills: true, bans: false }, vllm: { window: 1024, counts: true, fills: false, bans: true } }[program]
    expect(await app.client.endpoint.peer()).toEqual({ program, chats: false, ...known })
    expect(await app.client.endpoint.models()).toEqual([{ id: modelOf[program], context: { 'llama.cpp': 2048, ollama: null, vllm: 1024 }[program] }])
    expect(server.at(path[program])).toEqual([])
  }))

  it('writes a sentence, and says itself what it cost', () => served(program, async (server, write) => {
    expect(await write()).toMatchObject({ text: ' la mer montait.', stoppedBy: 'stop' })
    server.author = () => ({ pieces: [' la', ' mer', ' mon', 'tait'] })
    // Two tokens a piece, as a server has it that guesses ahead: its own count holds.
    expect(await write({ stopAt: 'tokens' })).toMatchObject({ text: ' la mer montait', stoppedBy: 'end', tokens: 4 })
  }))

  it('goes on where an answer was cut at its length, and never inside a word', () => served(program, async (server, write) => {
    let calls = 0
    server.author = () => (calls++ === 0 ? { pieces: [' mot', ' après', ' mo'], end: 'length' } : { pieces: ['t', ' enfin', '.'] })
    expect((await write({ stopAt: 'paragraph' })).text).toBe(' mot après mot enfin.')
    expect(server.at(path[program])[1]?.body['prompt']).toBe('Ce soir-là, mot après mo')
  }))

  it('is told her samplers in its own names', () => served(program, async (server, write) => {
    await write({ sampling: Sampling.parse({ seed: 7, temperature: 0.5, topP: 0.9, topK: 30, minP: 0.02, repetitionPenalty: 1.1, frequencyPenalty: 0.3, stop: ['FIN'] }) })
    const said = optionsOf(server.at(path[program])[0] as Asked)
    expect(said).toMatchObject({ model: modelOf[program], temperature: 0.5, top_p: 0.9, top_k: 30, min_p: 0.02, frequency_penalty: 0.3, seed: 7, stop: ['FIN'] })
    expect(said[{ 'llama.cpp': 'repeat_penalty', ollama: 'repeat_penalty', vllm: 'repetition_penalty' }[program]]).toBe(1.1)
    expect(said[program === 'ollama' ? 'num_predict' : 'max_tokens']).toBe(40)
    if (program === 'ollama') expect(said).toMatchObject({ raw: true, num_ctx: 4096 })
  }))

  it.each([
    ['an unknown model', 404, { 'llama.cpp': { error: { code: 404, message: 'model not found', type: 'not_found_error' } }, ollama: { error: 'model \'prose:latest\' not found' }, vllm: { error: { message: 'The model `org/prose` does not exist.', type: 'NotFoundError', param: null, code: 404 } } }, 'remote.no-model'],
    ['a wrong key', 401, { 'llama.cpp': { error: { message: 'Invalid API Key', type: 'authentication_error', code: 401 } }, ollama: { error: 'unauthorized' }, vllm: { error: 'Unauthorized' } }, 'remote.key-refused'],
    ['a model that is being loaded', 503, { 'llama.cpp': { error: { message: 'Loading model', type: 'unavailable_error', code: 503 } }, ollama: { error: 'loading model' }, vllm: { error: { message: 'loading model', type: 'ServiceUnavailable', code: 503 } } }, 'remote.loading'],
    ['a text too long', 400, { 'llama.cpp': { error: { code: 400, message: 'request (9412 tokens) exceeds the available context size (2048 tokens), try increasing it', type: 'exceed_context_size_error', n_prompt_tokens: 9412, n_ctx: 2048 } }, ollama: { error: 'the input length exceeds the context length' }, vllm: { object: 'error', message: 'This model\'s maximum context length is 1024 tokens. However, you requested 1100 tokens.', type: 'BadRequestError', param: null, code: 400 } }, 'remote.too-long'],
    ['a model that writes nothing', 400, { 'llama.cpp': { error: { code: 501, message: 'This server does not support completions. Start it with `--reranking`', type: 'not_supported_error' } }, ollama: { error: '"prose:latest" does not support generate' }, vllm: { error: { message: 'The model does not support Completions API', type: 'BadRequestError', code: 400 } } }, 'remote.no-completions'],
    ['something broken', 500, { 'llama.cpp': { error: { code: 500, message: 'bad alloc', type: 'server_error' } }, ollama: { error: 'llama runner process has terminated: exit status 2' }, vllm: { error: { message: 'EngineCore encountered an issue.', type: 'InternalServerError', param: null, code: 500 } } }, 'remote.refused']
  ] as const)('%s', (_, status, bodies, code) => served(program, async (server, write) => {
    server.instead.set(path[program], (__, response) => json(response, status, bodies[program]))
    server.instead.set('/v1/chat/completions', (__, response) => json(response, status, bodies[program]))
    expect(await codeOf(write())).toBe(code)
  }))

  it('a failure in the midst keeps what came, and a line that breaks behind the last word takes nothing', () => served(program, async (server, write) => {
    const failure = {
      // As it was until 2025, and as it is.
      'llama.cpp': 'error: {"code":500,"message":"the request exceeds","type":"server_error"}\n\n', vllm: 'data: {"error": {"message": "EngineCore died", "type": "InternalServerError", "param": null, "code": 500}}\n\ndata: [DONE]\n\n',
      ollama: '{"error":"an error was encountered while running the model: unexpected EOF"}\n'
    }[program]
    const piece = (text: string): string => (program === 'ollama' ? `${JSON.stringify({ model: 'prose:latest', response: text, done: false })}\n` : `data: ${JSON.stringify({ choices: [{ text, index: 0, finish_reason: null }] })}\r\n\r\n`)
    const kind = { 'content-type': program === 'ollama' ? 'application/x-ndjson' : 'text/event-stream' }
    server.instead.set(path[program], (_, response) => void response.writeHead(200, kind).end(piece(' la mer') + piece(' montait') + piece(' bi') + failure))
    const broken = await write()
    expect([broken.text, broken.stoppedBy, broken.problem?.code]).toEqual([' la mer montait', 'broken', 'remote.broken'])
    const last = program === 'ollama' ? '{"response":"","done":true,"done_reason":"stop","eval_count":3,"prompt_eval_count":2}\n' : 'data: {"choices":[{"text":"","index":0,"finish_reason":"stop"}]}\n\n'
    server.instead.set(path[program], (_, response) => {
      response.writeHead(200, kind).write(piece(' la mer') + piece(' montait') + piece('.') + last, () => response.destroy())
    })
    expect(await write({ stopAt: 'tokens' })).toMatchObject({ text: ' la mer montait.', stoppedBy: 'end' })
  }))

  it('a word that comes in the middle of a sign, and a stream cut anywhere, are read alike', () => served(program, async (server, write) => {
    const whole = program === 'ollama' ? '{"response":" l’été","done":false}\n{"response":" vint.","done":false}\n{"response":"","done":true,"done_reason":"stop"}\n'
      : ': keep-alive\n\ndata: {"choices":[{"text":" l’été","finish_reason":null}]}\n\nevent: x\nid: 4\ndata: {"choices":[{"text":" vint.","finish_reason":"stop"}]}\n\ndata: {"choices":[],"usage":{"prompt_tokens":3,"total_tokens":5,"completion_tokens":2}}\n\ndata: [DONE]\n\n'
    server.instead.set(path[program], async (_, response) => {
      response.writeHead(200, { 'content-type': program === 'ollama' ? 'application/x-ndjson' : 'text/event-stream' })
      for (const byte of Buffer.from(whole)) {
        response.write(Buffer.of(byte))
        await new Promise(setImmediate)
      }
      response.end()
    })
    expect((await write()).text).toBe(' l’été vint.')
  }))
})

describe('tokens', () => {
  it.each(['llama.cpp', 'vllm'] as const)('are counted by %s: what is sent fills its window, and no more', (program) => served(program, async (server, write) => {
    const before = Array.from({ length: 4000 }, (_, i) => `été${i}`).join(' ')
    await write({ before })
    const sent = String(server.at(path[program])[0]?.body['prompt'])
    const room = { 'llama.cpp': 2048, vllm: 1024 }[program] - 40
    expect(tokensOf(sent).length).toBeLessThanOrEqual(room)
    expect(tokensOf(sent).length).toBeGreaterThan(room - 3)
    expect(sent).toMatch(/^été\d+ .* été3999$/)
  }))

  it('of a book’s context are the program’s own where it counts, and estimated where it does not', async () => {
    const projectId = await withPages(app)
    const scene = (await app.client.projects.outline({ projectId })).find(({ kind }) => kind === 'scene')
    const seen = (program: Program) => served(program, () => app.client.context.see({ projectId, place: { sceneId: scene?.id as never, before: 'La lande était noire. Il pleuvait encore.', after: '' }, speaker: { remote: modelOf[program] }, maxTokens: 40 }))
    const exact = await seen('llama.cpp')
    expect(exact.tokens).toBe(tokensOf(exact.prompt).length + 1)
    expect([exact.window, (await seen('vllm')).window, (await seen('ollama')).window]).toEqual([2048, 1024, 4096])
    expect((await seen('ollama')).tokens).toBeGreaterThan(exact.tokens)
  })
})

describe('the text behind the cursor', () => {
  const book = async (): Promise<Ask> => {
    const projectId = await withPages(app)
    const scene = (await app.client.projects.outline({ projectId })).find(({ kind }) => kind === 'scene')
    return { projectId, sceneId: scene?.id ?? null, before: 'Elle ouvrit la porte,', after: ' et referma derrière elle.' }
  }

  it('goes to a model that has signs for a gap, apart from what stands before', async () => {
    const wish = await book()
    await served('llama.cpp', async (server, write) => {
      await write(wish)
      const [, asked] = server.at('/infill')
      expect(asked?.body).toMatchObject({ input_suffix: ' et referma derrière elle.', prompt: '', n_predict: 40, stream: true })
      expect(String(asked?.body['input_prefix'])).toMatch(/Elle ouvrit la porte,$/)
      expect(server.at('/v1/completions')).toEqual([])
    })
    await served('ollama', async (server, write) => {
      await write(wish)
      const [asked] = server.at('/api/generate')
      expect(asked?.body).toMatchObject({ suffix: ' et referma derrière elle.' })
      expect(asked?.body['raw']).toBeUndefined()
    })
  })

  it('is left out and told for one that only reads forward', async () => {
    const wish = await book()
    await served('vllm', async (server, write) => {
      await write(wish)
      expect(server.at('/v1/completions')[0]?.body['suffix']).toBeUndefined()
      const seen = await app.client.context.see({ projectId: wish.projectId as never, place: { sceneId: wish.sceneId as never, before: wish.before ?? '', after: wish.after ?? '' }, speaker: { remote: modelOf.vllm }, maxTokens: 40 })
      expect(seen.left).toContainEqual(expect.objectContaining({ origin: 'after', reason: 'forward' }))
    })
    await served('llama.cpp', async (server, write) => {
      server.instead.set('/infill', (_, response) => json(response, 501, { error: { code: 501, message: 'Infill is not supported by this model: prefix token is missing. suffix token is missing. middle token is missing. ', type: 'not_supported_error' } }))
      expect((await write(wish)).text).toBe(' la mer montait.')
      expect(await app.client.endpoint.peer()).toMatchObject({ fills: false })
    })
  })
})

describe('copies', () => {
  /** Of the sample's own pages: more words in a row than are allowed. */
  async function copied(): Promise<{ readonly projectId: Ask['projectId']; readonly words: readonly string[] }> {
    const projectId = await withPages(app)
    await app.client.settings.set({ parrot: { mode: 'avoid', words: 5, allowed: [] } })
    const node = (await app.client.projects.outline({ projectId })).find(({ kind }) => kind === 'scene')
    const { doc } = await app.client.projects.openScene({ id: node?.id as never })
    const text = JSON.stringify(doc).match(/"text":"([^"]{120,})"/)?.[1] ?? ''
    return { projectId, words: text.split(/\s+/).slice(3, 16) }
  }

  it.each(programs)('are turned away from: %s is asked again from before the word that would make one', async (program) => {
    const { projectId, words } = await copied()
    const pieces = words.map((word) => ` ${word}`)
    await served(program, async (server, write) => {
      // With the word kept from it, or with other dice, it says something else.
      server.author = (asked) => {
        const isAgain = program === 'ollama' ? optionsOf(asked)['seed'] !== 7 : 'logit_bias' in asked.body
        return isAgain ? { pieces: [' autrement', ' vraiment', '.'] } : { pieces, end: 'length' }
      }
      const { text, parrot } = await write({ projectId, stopAt: 'tokens' })
      expect(text).toContain(' autrement')
      expect(text.startsWith(pieces.slice(0, 3).join(''))).toBe(true)
      expect(parrot?.copies ?? []).toEqual([])
      const again = server.at(path[program])[1]
      if (program === 'llama.cpp') expect(again?.body['logit_bias']).toContainEqual([idOf(` ${words[4] ?? ''}`.match(/^ [\p{L}\p{N}]+/u)?.[0] ?? ''), false])
    })
    await app.client.settings.set({ parrot: { mode: 'notice', words: 12, allowed: [] } })
  })

  it('end the text where they come every time', async () => {
    const { projectId, words } = await copied()
    await served('vllm', async (server, write) => {
      const start = 'Ce soir-là,'
      server.author = ({ body }) => {
        const already = String(body['prompt']).slice(String(body['prompt']).lastIndexOf(start) + start.length).trim().split(/\s+/).filter(Boolean).length
        return { pieces: words.slice(already).map((word) => ` ${word}`) }
      }
      const { text, stoppedBy } = await write({ projectId, stopAt: 'tokens', raw: true })
      expect(text.trim().split(/\s+/).length).toBe(4)
      expect(stoppedBy).toBe('stop')
    })
    await app.client.settings.set({ parrot: { mode: 'notice', words: 12, allowed: [] } })
  })
})

describe('a program that is not known', () => {
  const chunk = (delta: object, reason: string | null = null): string => `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: reason }] })}\n\n`

  it('and only chats is told to go on, and its preamble stays out of her text', () => served('vllm', async (server, write) => {
    server.look = (_, response) => json(response, 404, { error: { message: 'Not Found' } })
    server.instead.set('/v1/completions', (_, response) => json(response, 404, { error: { message: 'This is a chat model and not supported in the v1/completions endpoint. Did you mean to use v1/chat/completions?', type: 'invalid_request_error', param: 'model', code: null } }))
    server.instead.set('/v1/chat/completions', (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(chunk({ role: 'assistant', content: null }) + chunk({ reasoning_content: 'She wants a sentence.' }) + chunk({ content: 'Bien sûr ! Voici' }) + chunk({ content: ' la suite :\n\nCe soir-là, la mer' }))
      response.end(`${chunk({ content: ' montait. Elle dormait.' })}${chunk({}, 'stop')}data: {"choices":[],"usage":{"prompt_tokens":90,"completion_tokens":20,"total_tokens":110}}\n\ndata: [DONE]\n\n`)
    })
    expect((await write()).text).toBe(' la mer montait.')
    expect((await write()).text).toBe(' la mer montait.')
    const [chat] = server.at('/v1/chat/completions')
    expect(chat?.body['messages']).toMatchObject([{ role: 'system', content: expect.stringContaining('Réponds par ces seuls mots') }, { role: 'user', content: expect.stringMatching(/Ce soir-là,$/) }])
    // Learned once.
    expect(server.at('/v1/completions')).toHaveLength(1)
  }))

  it('and complains of a field is spared it, and asked again', () => served('vllm', async (server, write) => {
    server.look = (_, response) => json(response, 404, { error: { message: 'Not Found' } })
    const foreign = ['stream_options', 'seed']
    server.instead.set('/v1/completions', ({ body }, response) => {
      const found = foreign.find((name) => name in body)
      if (found !== undefined) return json(response, 422, { detail: [{ type: 'extra_forbidden', loc: ['body', found], msg: 'Extra inputs are not permitted' }] })
      json(response, 200, { choices: [{ text: ' la mer montait.', finish_reason: 'stop' }], error: null })
    })
    expect((await write()).text).toBe(' la mer montait.')
    expect((await write()).text).toBe(' la mer montait.')
    expect(server.at('/v1/completions')).toHaveLength(4)
  }))
})
