// llama.cpp's server: OpenAI's completions with its own samplers, gaps by `/infill`, tokens by `/tokenize`. From its README and its tables of fields.
import { z } from 'zod'
import { chatWay, textWay } from './openai.ts'
import type { Counting, Dialect, Piece, Wanted } from './kind.ts'

/** Every one is told: left out, the server's own defaults would be laid over hers (40 likeliest, a twentieth of the likeliest). A range of 0 is none there. */
function samplers({ sampling: s, context, banned }: Wanted): Readonly<Record<string, unknown>> {
  const whole = (range: number): number => (range === 0 ? context : range)
  return {
    top_k: s.topK, min_p: s.minP, typical_p: s.typicalP, dynatemp_range: s.dynamicRange, dynatemp_exponent: s.dynamicExponent, xtc_probability: s.xtcProbability, xtc_threshold: s.xtcThreshold,
    repeat_penalty: s.repetitionPenalty, repeat_last_n: whole(s.penaltyRange), mirostat: s.mirostatTau > 0 ? 2 : 0, mirostat_tau: s.mirostatTau, mirostat_eta: s.mirostatEta,
    dry_multiplier: s.dryMultiplier, dry_base: s.dryBase, dry_allowed_length: s.dryAllowedLength, dry_penalty_last_n: whole(s.dryRange), ...(s.dryBreakers.length > 0 && { dry_sequence_breakers: s.dryBreakers }),
    cache_prompt: true, timings_per_token: true, ...(banned.length > 0 && { logit_bias: banned.map((id) => [id, false]) })
  }
}

/** Its own completions: `stop_type` is none, eos, word or limit, and comes with the last piece; older servers told `stopped_limit`. */
const Native = z.object({
  content: z.string(), stop: z.boolean(), stop_type: z.string().nullish(), stopped_limit: z.boolean().nullish(), tokens_predicted: z.number().int().nullish(), tokens_evaluated: z.number().int().nullish()
})

function nativePiece(value: unknown): Piece {
  const { content, stop, stop_type: type, stopped_limit: limit, tokens_predicted: written, tokens_evaluated: prompt } = Native.parse(value)
  return { text: content, reason: stop ? (type === 'limit' || limit === true ? 'length' : 'stop') : null, usage: written === null || written === undefined ? null : { prompt: prompt ?? 0, written } }
}

/** A token is a number, or a number with its text; one that is no whole character comes as its bytes. */
const Tokens = z.object({ tokens: z.array(z.union([z.number().int(), z.object({ id: z.number().int(), piece: z.union([z.string(), z.array(z.number().int())]) })])) })

const counting: Counting = {
  path: '/tokenize', body: (model, content) => ({ model, content, add_special: false, with_pieces: true }),
  read(value) {
    const { tokens } = Tokens.parse(value)
    const told = tokens.flatMap((token) => (typeof token === 'number' ? [] : [token.piece]))
    return { ids: tokens.map((token) => (typeof token === 'number' ? token : token.id)), pieces: told.length === tokens.length ? told : null }
  }
}

/** It keeps three quarters of a batch of the text before a gap and one quarter of the text behind it, whatever the window. */
export const llamaCpp: Dialect = {
  program: 'llama.cpp', text: textWay(samplers), chat: chatWay((wanted) => ({ ...samplers(wanted), chat_template_kwargs: { enable_thinking: false } })), counting,
  gap: {
    path: '/infill', root: true, piece: nativePiece,
    body: (wanted) => {
      const { model, prompt, after, tokens, sampling: { temperature, topP, frequencyPenalty, presencePenalty }, seed, stop } = wanted
      return { model, input_prefix: prompt, input_suffix: after, prompt: '', n_predict: tokens, temperature, top_p: topP, frequency_penalty: frequencyPenalty, presence_penalty: presencePenalty, seed, stop, stream: true, ...samplers(wanted) }
    }
  }
}
