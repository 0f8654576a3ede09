// Which call is which: models and completions, as OpenAI's paths name them. Knows the services; knows no HTTP.
import { randomUUID } from 'node:crypto'
import type { Models } from '../models/shelf.ts'
import type { Engine } from '../voices/engine.ts'
import type { Parrot } from '../parrot/service.ts'
import type { Voices } from '../voices/service.ts'
import { complete, completeWhole, shaper, usageOf, type CompletionGround, type Part } from './completions.ts'
import { badRequest, Refused } from './errors.ts'
import { readWish } from './request.ts'
import type { Answer, Call, Handle } from './server.ts'
import { listed, namedSpeakers, speakerNamed } from './speakers.ts'

export interface ServedGround { readonly engine: Engine; readonly voices: Voices; readonly models: Models; readonly parrot: Pick<Parrot, 'avoiding'>; /** Milliseconds since 1970. */ readonly now: () => number }

const unknown = ({ method, path }: Call): Refused => new Refused(404, `Unknown request URL: ${method} ${path}. Aurore serves GET /v1/models and POST /v1/completions.`, { code: 'unknown_url' })

const noChat = (): Refused => new Refused(404, 'There are no chat models here: these models write on from a text. Use POST /v1/completions.', { code: 'unknown_url' })

async function completions(ground: ServedGround, { body, signal }: Call): Promise<Answer> {
  const wish = readWish(body)
  const { id: model, speaker } = await speakerNamed(wish.model, ground.voices, ground.models)
  const manner = ground.voices.mannerOf(speaker)
  const completion: CompletionGround = { engine: ground.engine, weights: await ground.voices.weights(speaker, manner), avoiding: await ground.parrot.avoiding({ speaker, projectId: null, mix: manner.mix }, wish.avoid_copies), wish, signal }
  const head = { id: `cmpl-${randomUUID()}`, object: 'text_completion', created: Math.floor(ground.now() / 1000), model } as const
  if (wish.stream) return { stream: chunks(completion, head) }
  return { value: { ...head, ...await completeWhole(completion) } }
}

async function* chunks(ground: CompletionGround, head: object): AsyncGenerator<object, void> {
  const { wish } = ground
  const shape = shaper(wish)
  const told: Part[] = []
  for await (const part of complete(ground, wish.prompts[0] ?? '')) {
    told.push({ ...part, text: '', tokens: [] })
    yield { ...head, choices: [shape(part)], ...(wish.includeUsage ? { usage: null } : {}) }
  }
  if (wish.includeUsage) yield { ...head, choices: [], usage: usageOf(told) }
}

/** `POST /v1/chat/completions` is asked for so often that it gets an answer of its own. */
export function routes(ground: ServedGround): Handle {
  const { voices, models } = ground
  const table: Readonly<Record<string, (call: Call) => Promise<Answer>>> = {
    'GET /v1/models': async () => ({ value: { object: 'list', data: (await namedSpeakers(voices, models)).map(listed) } }),
    'POST /v1/completions': (call) => completions(ground, call),
    'POST /v1/chat/completions': () => Promise.reject(noChat())
  }
  return async (call) => {
    const found = table[`${call.method} ${call.path}`]
    if (found) return found(call)
    const [, name] = /^\/v1\/models\/(.+)$/.exec(call.path) ?? []
    if (call.method === 'GET' && name !== undefined) return { value: listed(await speakerNamed(decoded(name), voices, models)) }
    if (Object.keys(table).some((known) => known.endsWith(` ${call.path}`))) throw new Refused(405, `${call.method} is not taken at ${call.path}.`, { code: 'method_not_allowed' })
    throw unknown(call)
  }
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    throw badRequest('model', 'The model’s name is not well encoded.')
  }
}
