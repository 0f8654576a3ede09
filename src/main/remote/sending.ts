// A request made fit to be sent: its text cut to the window, words to be kept away turned into the program's tokens. Knows no setting and no manuscript.
import { askFor, countIn, type Asking } from './asking.ts'
import { tokenEnds } from './counting.ts'
import type { Piece } from './dialects/kind.ts'
import type { Request } from './writing.ts'

/** Fewer characters than a token of prose has, in any tokenizer in use: what is sent fits the window whatever counts it. */
export const charactersPerToken = 3
/** So much of what seems to fit is kept where a count gives no places to cut at. */
const caution = 0.9

/** From a whole word on. */
const fromWord = (text: string, from: number): string => (from <= 0 ? text : text.slice(from).replace(/^\S*\s+/u, ''))

/** The end of the text that has at most `room` tokens: exactly where the program counts, else by characters. */
async function shown(at: Asking, model: string, text: string, room: number, signal: AbortSignal): Promise<string> {
  if (text.length <= room) return text
  const counted = await countIn(at, model, text, signal)
  if (counted === null) return fromWord(text, text.length - room * charactersPerToken)
  const over = counted.ids.length - room
  if (over <= 0) return text
  const ends = tokenEnds(text, counted)
  const cut = ends === null ? text.length * (1 - (caution * room) / counted.ids.length) : Buffer.from(text).subarray(0, ends[over - 1]).toString().length
  return fromWord(text, Math.ceil(cut))
}

/** Each word's first token, as it stands in a text and as it begins one. */
async function bannedTokens(at: Asking, { avoid, model }: Request, signal: AbortSignal): Promise<readonly number[]> {
  const first = await Promise.all(avoid.flatMap((word) => [` ${word}`, word]).map(async (text) => (await countIn(at, model, text, signal))?.ids[0]))
  return [...new Set(first.filter((id) => id !== undefined))]
}

export async function* sent(at: Asking, request: Request, signal: AbortSignal): AsyncGenerator<Piece, void> {
  const { model, after, tokens, context, sampling, seed, stop, language } = request
  const behind = after === '' ? 0 : (await countIn(at, model, after, signal))?.ids.length ?? Math.ceil(after.length / charactersPerToken)
  const prompt = await shown(at, model, request.prompt, Math.max(1, request.room - behind), signal)
  const banned = await bannedTokens(at, request, signal)
  // Some read nothing as nothing asked: a line's end is as little.
  yield* askFor(at, { model, prompt: prompt === '' ? '\n' : prompt, after, tokens, context, sampling, seed, stop, banned, language }, signal)
}
