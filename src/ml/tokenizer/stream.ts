// Tokens to text, one at a time: a character whose bytes are spread over several tokens comes out whole or not at all. Knows no model.
import type { Tokenizer } from './tokenizer.ts'

/** What a decoder puts where bytes make no character (yet). */
const BROKEN = '\uFFFD'
/** UTF-8 characters have at most four bytes, so at most four tokens; what is still broken then stays broken. */
const PATIENCE = 4

export interface TextStream {
  /** The text that this token completes; '' while a character is unfinished. */
  push(id: number): string
}

/**
 * The last tokens that came out whole stay as context, since some tokenizers write a token differently at the start of a text.
 */
export function streamText(tokenizer: Pick<Tokenizer, 'decode'>, context: readonly number[] = []): TextStream {
  let settled: readonly number[] = context.slice(-1)
  let waiting: readonly number[] = []
  return {
    push(id) {
      waiting = [...waiting, id]
      const whole = tokenizer.decode([...settled, ...waiting])
      if (whole.endsWith(BROKEN) && waiting.length < PATIENCE) return ''
      const fresh = whole.slice(tokenizer.decode(settled).length).replaceAll(BROKEN, '')
      settled = whole.endsWith(BROKEN) ? [] : waiting
      waiting = []
      return fresh
    }
  }
}
