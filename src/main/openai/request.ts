// What a call of /v1/completions may ask, in OpenAI's own terms (the "legacy" completions of its API reference). Knows no speaker and no server.
import { z } from 'zod'
import { badRequest } from './errors.ts'

/** Penalties, biases and limits as OpenAI bounds them; `top_k`, `min_p` and `repetition_penalty` as other local servers take them besides. */
const Body = z.object({
  model: z.string(),
  prompt: z.union([z.string(), z.array(z.string()).min(1).max(32)]).nullable().default(''),
  suffix: z.string().nullish(),
  max_tokens: z.number().int().min(0).max(100_000).nullish().transform((n) => n ?? 16),
  temperature: z.number().min(0).max(2).nullish().transform((n) => n ?? 1),
  top_p: z.number().min(0).max(1).nullish().transform((n) => n ?? 1),
  n: z.number().int().min(1).max(16).nullish().transform((n) => n ?? 1),
  best_of: z.number().int().min(1).max(16).nullish(),
  stream: z.boolean().nullish().transform((yes) => yes ?? false),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  logprobs: z.number().int().min(0).max(5).nullish().transform((n) => n ?? null),
  echo: z.boolean().nullish().transform((yes) => yes ?? false),
  stop: z.union([z.string(), z.array(z.string()).max(4)]).nullish(),
  presence_penalty: z.number().min(-2).max(2).nullish().transform((n) => n ?? 0),
  frequency_penalty: z.number().min(-2).max(2).nullish().transform((n) => n ?? 0),
  logit_bias: z.record(z.string().regex(/^\d+$/), z.number().min(-100).max(100)).nullish(),
  seed: z.number().int().nullish(),
  top_k: z.number().int().min(-1).nullish().transform((n) => Math.max(0, n ?? 0)),
  min_p: z.number().min(0).max(1).nullish().transform((n) => n ?? 0),
  repetition_penalty: z.number().min(0.5).max(3).nullish().transform((n) => n ?? 1),
  /** Aurore's own: nothing of her books word for word; left out: as she has it in her settings. */
  avoid_copies: z.boolean().nullish().transform((yes) => yes ?? null)
})
type Body = z.output<typeof Body>

export interface CompletionWish extends Omit<Body, 'prompt' | 'stop' | 'suffix' | 'best_of' | 'logit_bias' | 'stream_options'> {
  readonly prompts: readonly string[]
  readonly stops: readonly string[]
  /** The text that follows the gap; empty: there is none. */
  readonly suffix: string
  readonly bestOf: number
  readonly bias: readonly { readonly id: number; readonly bias: number }[]
  readonly includeUsage: boolean
}

function wishOf(body: Body): CompletionWish {
  const { prompt, stop, suffix, best_of: best, logit_bias: bias, stream_options: options, ...rest } = body
  return {
    ...rest, suffix: suffix ?? '', bestOf: best ?? rest.n, includeUsage: options?.include_usage === true,
    prompts: typeof prompt === 'string' ? [prompt] : prompt ?? [''],
    stops: (typeof stop === 'string' ? [stop] : stop ?? []).filter((text) => text !== ''),
    bias: Object.entries(bias ?? {}).map(([id, value]) => ({ id: Number(id), bias: value }))
  }
}

/** Wishes that are well formed and cannot be met. */
function refuseTheImpossible(wish: CompletionWish): void {
  if (wish.suffix !== '' && (wish.echo || wish.max_tokens === 0)) throw badRequest('suffix', 'A gap is filled, not scored: leave out echo, and let max_tokens be at least 1.')
  if (wish.bestOf < wish.n) throw badRequest('best_of', `best_of (${wish.bestOf}) must not be smaller than n (${wish.n}).`)
  if (wish.stream && wish.bestOf > wish.n) throw badRequest('best_of', 'What is best is known only at the end: best_of cannot be streamed.')
  if (wish.top_p === 0) throw badRequest('top_p', 'top_p must be greater than 0.')
  if (wish.prompts.length > 1 && wish.stream) throw badRequest('prompt', 'Several prompts cannot be streamed in one call.')
}

export function readWish(body: unknown): CompletionWish {
  const isTokens = typeof body === 'object' && body !== null && 'prompt' in body && Array.isArray(body.prompt) && body.prompt.some((part) => typeof part !== 'string')
  if (isTokens) throw badRequest('prompt', 'A prompt is a text, or several texts. Token numbers mean another text to every model.')
  const parsed = Body.safeParse(body)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw badRequest(issue?.path.map(String).join('.') || null, issue === undefined ? 'The body was not understood.' : `${issue.path.map(String).join('.') || 'body'}: ${issue.message}`)
  }
  const wish = wishOf(parsed.data)
  refuseTheImpossible(wish)
  return wish
}
