// vLLM: OpenAI's completions with a few samplers more, and tokens by `/tokenize`. It refuses `suffix`. From its protocol's fields.
import { z } from 'zod'
import { chatWay, textWay } from './openai.ts'
import type { Counting, Dialect, Wanted } from './kind.ts'

/** OpenAI's strongest no. */
const never = -100

const extras = ({ sampling: { topK, minP, repetitionPenalty }, banned }: Wanted): Readonly<Record<string, unknown>> => ({
  // Zero likeliest is "all" in new ones and refused by old ones.
  ...(topK > 0 && { top_k: topK }), min_p: minP, repetition_penalty: repetitionPenalty, stream_options: { include_usage: true, continuous_usage_stats: true },
  ...(banned.length > 0 && { logit_bias: Object.fromEntries(banned.map((id) => [String(id), never])) })
})

const Tokens = z.object({ tokens: z.array(z.number().int()), token_strs: z.array(z.string()).nullish() })

const counting: Counting = {
  path: '/tokenize', body: (model, prompt) => ({ model, prompt, add_special_tokens: false, return_token_strs: true }),
  read(value) {
    const { tokens, token_strs: pieces } = Tokens.parse(value)
    return { ids: tokens, pieces: pieces ?? null }
  }
}

export const vllm: Dialect = { program: 'vllm', text: textWay(extras), gap: null, chat: chatWay((wanted) => ({ ...extras(wanted), chat_template_kwargs: { enable_thinking: false } })), counting }
