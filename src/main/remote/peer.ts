// Which program answers at an address, and what it can do with a model. It is asked once, with nothing of hers, and remembered. Knows the dialects; knows no manuscript.
import { z } from 'zod'
import type { EndpointModel, EndpointProgram } from '#shared/contract/endpoint.ts'
import { hostOf } from '#shared/endpoint.ts'
import { AuroreError } from '#shared/errors/index.ts'
import type { Dialect } from './dialects/kind.ts'
import { llamaCpp } from './dialects/llama-cpp.ts'
import { ollama } from './dialects/ollama.ts'
import { aurore, openai } from './dialects/openai.ts'
import { vllm } from './dialects/vllm.ts'
import type { Door, Line } from './line.ts'
import { jsonOf, refusalOf, refused } from './refusals.ts'

export const dialects: Readonly<Record<EndpointProgram, Dialect>> = { 'llama.cpp': llamaCpp, ollama, vllm, aurore, other: openai }

/** vLLM tells its window as `max_model_len`, llama.cpp as `meta.n_ctx`, or what it was trained with; LM Studio and others their own way. Ollama lists names alone. */
const Listed = z.object({ data: z.array(z.object({
  id: z.string(), owned_by: z.string().nullish(), max_model_len: z.number().int().nullish(), context_length: z.number().int().nullish(), loaded_context_length: z.number().int().nullish(),
  meta: z.object({ n_ctx: z.number().int().nullish(), n_ctx_train: z.number().int().nullish() }).nullish()
})).nullable().transform((all) => all ?? []) })

/** Milliseconds for a question that is no call for words. */
const shortly = 15_000

interface Shelf { readonly models: readonly EndpointModel[]; readonly owners: readonly string[] }

/** Null: no list of models, as OpenAI has it. */
async function shelfAt(line: Line, door: Door, signal?: AbortSignal): Promise<Shelf | null> {
  const response = await line.call(door, { path: '/models', signal, within: shortly })
  const said = await response.text().catch(() => '')
  if (!response.ok) throw refused(door.address, refusalOf(response.status, said), null)
  const listed = Listed.safeParse(jsonOf(said))
  return listed.success ? {
    owners: listed.data.data.map(({ owned_by: owner }) => owner ?? ''),
    models: listed.data.data.map(({ id, max_model_len: length, loaded_context_length: loaded, context_length: window, meta }) => ({ id, context: length ?? meta?.n_ctx ?? loaded ?? window ?? meta?.n_ctx_train ?? null }))
  } : null
}

export async function modelsAt(line: Line, door: Door, signal?: AbortSignal): Promise<readonly EndpointModel[]> {
  const shelf = await shelfAt(line, door, signal)
  if (!shelf) throw new AuroreError('remote.no-completions', { host: hostOf(door.address) })
  return shelf.models
}

/** What is said to a question that is no call for words; null where it is not understood. */
async function asked(line: Line, door: Door, path: string, body?: unknown): Promise<unknown> {
  const response = await line.call(door, { path, root: true, body, within: shortly })
  const said = await response.text().catch(() => '')
  return response.ok ? jsonOf(said) : null
}

const Version = z.object({ version: z.string() })

async function programAt(line: Line, door: Door, { owners }: Shelf): Promise<EndpointProgram> {
  if (owners.includes('llamacpp')) return 'llama.cpp'
  if (owners.includes('vllm')) return 'vllm'
  if (owners.length > 0 && owners.every((owner) => owner === 'aurore' || owner === 'base')) return 'aurore'
  return Version.safeParse(await asked(line, door, '/api/version')).success ? 'ollama' : 'other'
}

/** `fills`: whether the model is shown the text behind a gap. `window`: tokens it reads, where that is told. */
interface Ability { readonly fills: boolean; readonly window: number | null }

const Shown = z.object({ capabilities: z.array(z.string()).nullish(), model_info: z.record(z.string(), z.unknown()).nullish() })

async function ollamaAbility(line: Line, door: Door, model: string): Promise<Ability> {
  const shown = Shown.safeParse(await asked(line, door, '/api/show', { model }))
  const [, window] = Object.entries(shown.data?.model_info ?? {}).find(([name]) => name.endsWith('.context_length')) ?? []
  return { fills: shown.data?.capabilities?.includes('insert') ?? false, window: typeof window === 'number' ? window : null }
}

/** A gap of Aurore's own with no word to be written: refused by a model without signs for it. */
const emptyGap = { input_prefix: 'a', input_suffix: 'b', prompt: '', n_predict: 0, stream: false }

async function abilityOf(line: Line, door: Door, program: EndpointProgram, { models }: Shelf, model: string): Promise<Ability> {
  const window = models.find(({ id }) => id === model)?.context ?? (models.length === 1 ? models[0]?.context ?? null : null)
  if (program === 'ollama') return ollamaAbility(line, door, model)
  if (program === 'llama.cpp') return { window, fills: (await asked(line, door, '/infill', { ...emptyGap, model })) !== null }
  return { window, fills: dialects[program].gap !== null }
}

export interface Peer extends Ability {
  readonly dialect: Dialect
  /** What it took badly, and is not told again; and whether it only chats. Learned as it is asked. */
  readonly learned: { readonly without: Set<string>; chats: boolean; counts: boolean }
}

export interface Peers { readonly of: (door: Door, model: string) => Promise<Peer>; readonly forget: () => void }

/** A program that cannot be reached is asked again; one that lists nothing is taken for OpenAI's like. */
export function meetPeers(line: Line): Peers {
  const known = new Map<string, Promise<Peer>>()
  async function meet(door: Door, model: string): Promise<Peer> {
    const shelf = await shelfAt(line, door).catch((error: unknown) => {
      if (error instanceof AuroreError && error.code === 'remote.no-completions') return null
      throw error
    }) ?? { models: [], owners: [] }
    const program = await programAt(line, door, shelf)
    const dialect = dialects[program]
    return { dialect, ...await abilityOf(line, door, program, shelf, model), learned: { without: new Set(), chats: false, counts: dialect.counting !== null } }
  }
  return {
    of(door, model) {
      const name = JSON.stringify([door.address, door.key, model])
      const found = known.get(name) ?? meet(door, model)
      known.set(name, found)
      found.catch(() => known.delete(name))
      return found
    },
    forget: () => known.clear()
  }
}
