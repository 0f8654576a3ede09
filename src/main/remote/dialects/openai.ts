// OpenAI's completions and chat, as its API reference has them and as all others speak them first. Knows no other program's extras.
import { z } from 'zod'
import { chatMessages } from '../chat.ts'
import { reasonOf, type Dialect, type Piece, type Wanted, type Way } from './kind.ts'

/** The protocol takes no more; all of them are watched for by Aurore besides. */
const mostStops = 4
const hottest = 2

const Used = z.object({ prompt_tokens: z.number().int(), completion_tokens: z.number().int().nullish() })
const usageOf = (used: z.output<typeof Used> | null | undefined): Piece['usage'] => (used ? { prompt: used.prompt_tokens, written: used.completion_tokens ?? 0 } : null)

/** A chunk without choices brings the usage alone. llama.cpp tells what it has written so far as `timings.predicted_n`. */
const Shared = z.object({ usage: Used.nullish(), timings: z.object({ prompt_n: z.number().nullish(), cache_n: z.number().nullish(), predicted_n: z.number().int() }).nullish() })
const Text = Shared.extend({ choices: z.array(z.object({ text: z.string().nullish(), finish_reason: z.string().nullish() })) })
/** `delta` while it streams, `message` at once. What a model thinks before it speaks comes as `reasoning_content` or `reasoning`, and is none of her text. */
const Talk = z.object({ content: z.string().nullish() }).nullish()
const Chat = Shared.extend({ choices: z.array(z.object({ delta: Talk, message: Talk, finish_reason: z.string().nullish() })) })

const used = ({ usage, timings }: z.output<typeof Shared>): Piece['usage'] =>
  usageOf(usage) ?? (timings ? { prompt: (timings.prompt_n ?? 0) + (timings.cache_n ?? 0), written: timings.predicted_n } : null)

function textPiece(value: unknown): Piece {
  const chunk = Text.parse(value)
  const [choice] = chunk.choices
  return { text: choice?.text ?? '', reason: reasonOf(choice?.finish_reason), usage: used(chunk) }
}

function chatPiece(value: unknown): Piece {
  const chunk = Chat.parse(value)
  const [choice] = chunk.choices
  return { text: choice?.delta?.content ?? choice?.message?.content ?? '', reason: reasonOf(choice?.finish_reason), usage: used(chunk) }
}

/** What both ways say alike. */
export const common = ({ model, tokens, sampling: { temperature, topP, frequencyPenalty, presencePenalty }, seed, stop }: Wanted): Readonly<Record<string, unknown>> => ({
  model, max_tokens: tokens, temperature: Math.min(hottest, temperature), top_p: topP, frequency_penalty: frequencyPenalty, presence_penalty: presencePenalty, seed,
  ...(stop.length > 0 && { stop: stop.slice(0, mostStops) }), stream: true, stream_options: { include_usage: true }
})

/** The text way with a program's extras. */
export const textWay = (extras: (wanted: Wanted) => Readonly<Record<string, unknown>> = () => ({})): Way =>
  ({ path: '/completions', body: (wanted) => ({ ...common(wanted), prompt: wanted.prompt, ...extras(wanted) }), piece: textPiece })

export const chatWay = (extras: (wanted: Wanted) => Readonly<Record<string, unknown>> = () => ({})): Way =>
  ({ path: '/chat/completions', body: (wanted) => ({ ...common(wanted), messages: chatMessages(wanted), ...extras(wanted) }), piece: chatPiece })

export const withSuffix: Way = textWay(({ after }) => ({ suffix: after }))

/** A program that is not known: nothing but what OpenAI has. Text behind a gap is not sent, since many take the field and forget it. */
export const openai: Dialect = { program: 'other', text: textWay(), gap: null, chat: chatWay(), counting: null }

/** Another Aurore: it fills gaps, and takes three samplers more. */
export const aurore: Dialect = {
  program: 'aurore', gap: withSuffix, chat: null, counting: null,
  text: textWay(({ sampling: { topK, minP, repetitionPenalty } }) => ({ top_k: topK, min_p: minP, repetition_penalty: repetitionPenalty }))
}
