// Ollama, by its own `/api/generate`: its OpenAI face would set her text as a question in the model's chat template, and read no more of it than the window it was
// started with, silently. From its API documentation.
import { z } from 'zod'
import type { Dialect, Piece, Wanted } from './kind.ts'

const Chunk = z.object({ response: z.string().default(''), done: z.boolean(), done_reason: z.string().nullish(), prompt_eval_count: z.number().int().nullish(), eval_count: z.number().int().nullish() })

function piece(value: unknown): Piece {
  const { response, done, done_reason: reason, prompt_eval_count: prompt, eval_count: written } = Chunk.parse(value)
  return { text: response, reason: done ? (reason === 'length' ? 'length' : 'stop') : null, usage: done && written !== null && written !== undefined ? { prompt: prompt ?? 0, written } : null }
}

const options = ({ tokens, context, sampling: s, seed, stop }: Wanted): Readonly<Record<string, unknown>> => ({
  num_predict: tokens, num_ctx: context, temperature: s.temperature, top_k: s.topK, top_p: s.topP, min_p: s.minP, typical_p: s.typicalP, repeat_penalty: s.repetitionPenalty,
  repeat_last_n: s.penaltyRange === 0 ? -1 : s.penaltyRange, presence_penalty: s.presencePenalty, frequency_penalty: s.frequencyPenalty, seed, ...(stop.length > 0 && { stop })
})

/** `raw`: without a template. With a suffix it is the template that has the model's signs for gaps. A gap is refused by models that have none. */
export const ollama: Dialect = {
  program: 'ollama', chat: null, counting: null,
  text: { path: '/api/generate', root: true, piece, body: (wanted) => ({ model: wanted.model, prompt: wanted.prompt, raw: true, stream: true, options: options(wanted) }) },
  gap: { path: '/api/generate', root: true, piece, body: (wanted) => ({ model: wanted.model, prompt: wanted.prompt, suffix: wanted.after, stream: true, options: options(wanted) }) }
}
