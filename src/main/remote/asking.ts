// Asks another program: its models, and text as it comes. Every failure becomes a coded one. Knows HTTP; knows no setting and no manuscript.
import { z } from 'zod'
import type { EndpointModel } from '#shared/contract/endpoint.ts'
import { hostOf } from '#shared/endpoint.ts'
import { AuroreError } from '#shared/errors/index.ts'
import { messageOf, piecesOf, type Piece } from './stream.ts'

export interface Door { readonly address: string; readonly key: string | null }

/** In the protocol's own words. */
export interface CompletionRequest {
  readonly model: string; readonly prompt: string; readonly max_tokens: number; readonly temperature: number; readonly top_p: number
  readonly frequency_penalty: number; readonly presence_penalty: number; readonly seed: number; readonly stop?: readonly string[]
}

const detailOf = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error ? ('code' in cause ? String(cause.code) : cause.message) : String(cause)
}

/** Followed nowhere: a redirection would take her text to an address she never saw. */
async function call({ address, key }: Door, path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address + path, { ...init, redirect: 'manual', headers: { 'content-type': 'application/json', ...(key !== null && { authorization: `Bearer ${key}` }) } })
  } catch (error) {
    if (init.signal?.aborted) throw error
    throw new AuroreError('remote.unreachable', { host: hostOf(address), detail: detailOf(error) }, { cause: error })
  }
}

const longestDetail = 300

/** `model`: asked for; null: none was. */
async function refusal({ address }: Door, response: Response, model: string | null): Promise<AuroreError> {
  const host = hostOf(address)
  const { status } = response
  const said = await response.text().catch(() => '')
  const detail = (messageOf(jsonOf(said)) || said.trim() || response.statusText || '—').slice(0, longestDetail)
  if (status === 401 || status === 403) return new AuroreError('remote.key-refused', { host, status })
  if (status === 404 && model !== null && /model/iu.test(detail)) return new AuroreError('remote.no-model', { host, model })
  if (status === 404 || status === 405 || status === 501) return new AuroreError('remote.no-completions', { host })
  return new AuroreError('remote.refused', { host, status, detail })
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** The first piece is waited for by the caller; a line that breaks after it is `remote.broken`. */
export async function* completion(door: Door, request: CompletionRequest, signal: AbortSignal): AsyncGenerator<Piece, void> {
  const response = await call(door, '/completions', { method: 'POST', body: JSON.stringify({ ...request, stream: true }), signal })
  if (!response.ok) throw await refusal(door, response, request.model)
  try {
    yield* piecesOf(response)
  } catch (error) {
    if (signal.aborted) throw error
    throw new AuroreError('remote.broken', { host: hostOf(door.address), detail: detailOf(error) }, { cause: error })
  }
}

/** vLLM tells its window as `max_model_len`, llama.cpp as `meta.n_ctx`, or what it was trained with. */
const Listed = z.object({ data: z.array(z.object({ id: z.string(), max_model_len: z.number().int().nullish(), meta: z.object({ n_ctx: z.number().int().nullish(), n_ctx_train: z.number().int().nullish() }).nullish() })) })

export async function modelsAt(door: Door, signal?: AbortSignal): Promise<EndpointModel[]> {
  const response = await call(door, '/models', signal ? { signal } : {})
  if (!response.ok) throw await refusal(door, response, null)
  const listed = Listed.safeParse(jsonOf(await response.text().catch(() => '')))
  if (!listed.success) throw new AuroreError('remote.no-completions', { host: hostOf(door.address) })
  return listed.data.data.map(({ id, max_model_len: length, meta }) => ({ id, context: length ?? meta?.n_ctx ?? meta?.n_ctx_train ?? null }))
}
