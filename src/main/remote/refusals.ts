// What another program says when it will not: the words of each as one coded error. Knows llama.cpp's, Ollama's, vLLM's and OpenAI's shapes; knows no line.
import { z } from 'zod'
import { hostOf } from '#shared/endpoint.ts'
import { AuroreError } from '#shared/errors/index.ts'

/** As servers write it: `{"error": {"message": …}}`, `{"error": "…"}` (Ollama's own), `{"message": …}` (vLLM of old), `{"detail": …}` (FastAPI, which lists its faults). */
const Said = z.union([
  z.object({ error: z.object({ message: z.string(), type: z.string().nullish(), n_ctx: z.number().nullish() }) }).transform(({ error: { message, type, n_ctx: window } }) => ({ message, kind: type ?? '', window: window ?? null })),
  z.object({ error: z.string() }).transform(({ error }) => ({ message: error, kind: '', window: null })),
  z.object({ message: z.string(), type: z.string().nullish() }).transform(({ message, type }) => ({ message, kind: type ?? '', window: null })),
  z.object({ detail: z.unknown() }).transform(({ detail }) => ({ message: typeof detail === 'string' ? detail : JSON.stringify(detail), kind: '', window: null }))
])
export type Said = z.output<typeof Said>

export function saidBy(body: unknown): Said | null {
  const read = Said.safeParse(body)
  return read.success ? read.data : null
}

export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

export interface Refusal { readonly status: number; readonly message: string; readonly kind: string; readonly window: number | null }

const longest = 300

/** `body`: what came, in whatever form. */
export function refusalOf(status: number, body: string): Refusal {
  const said = saidBy(jsonOf(body))
  return { status, message: (said?.message || body.trim() || '—').slice(0, longest), kind: said?.kind ?? '', window: said?.window ?? null }
}

/** "…maximum context length is 2048 tokens…" (vLLM, OpenAI); "…available context size (8192 tokens)…" (llama.cpp). */
const windowIn = (message: string): number | null => {
  const found = /(?:maximum context length is|available context size) \(?(\d+) tokens/u.exec(message)?.[1]
  return found === undefined ? null : Number(found)
}

const isTooLong = ({ kind, message }: Refusal): boolean => kind === 'exceed_context_size_error' || /context_length|maximum context length|available context size|input length exceeds/iu.test(message)
const isLoading = ({ status, kind, message }: Refusal): boolean => status === 503 && (kind === 'unavailable_error' || /loading model/iu.test(message))
/** The path is not there, or this model does not go on from a text. */
export const isOtherWay = ({ status, message }: Refusal): boolean =>
  (status >= 400 && /chat model|does not support (?:the )?completions|does not support generate|not supported in the v1\/completions/iu.test(message)) || status === 405 || status === 501 || (status === 404 && !isUnknownModel({ status, message }))
const isUnknownModel = ({ status, message }: Pick<Refusal, 'status' | 'message'>): boolean => (status === 404 || status === 400) && /model\b.*(?:not found|does not exist|not loaded)|no such model|invalid model/iu.test(message)

/** `model`: asked for; null: none was. */
export function refused(address: string, refusal: Refusal, model: string | null): AuroreError {
  const host = hostOf(address)
  const { status, message: detail } = refusal
  if (status === 401 || status === 403) return new AuroreError('remote.key-refused', { host, status })
  if (isLoading(refusal)) return new AuroreError('remote.loading', { host })
  if (isTooLong(refusal)) return new AuroreError('remote.too-long', { host, window: refusal.window ?? windowIn(detail) ?? '—' })
  if (model !== null && isUnknownModel(refusal)) return new AuroreError('remote.no-model', { host, model })
  return isOtherWay(refusal) ? new AuroreError('remote.no-completions', { host }) : new AuroreError('remote.refused', { host, status, detail })
}
