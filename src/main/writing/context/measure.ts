// A text as words and the gaps before them, each with its tokens, and where it may be cut: before a paragraph, a sentence, a word. Pure; knows no model.
import { sentenceEndsBetween } from '#ml/generation/index.ts'

/** What begins with a word: everything up to it may be cut off without hurting anything smaller. */
export type Border = 'paragraph' | 'sentence' | 'word'
export type Word = { readonly start: number, readonly end: number, readonly tokens: number, readonly border: Border }
/** `words[i].tokens` includes the gap before the word. `tail`: tokens of the blanks behind the last one. */
export type Measured = { readonly text: string, readonly words: readonly Word[], readonly tail: number, readonly tokens: number }
/** Tokens of a word with the gap before it. */
export type TokensOf = (piece: string) => number

/** Blanks at which a line may break. No-break spaces tie: « mot » is one. */
const piece = /([ \t\n\r]*)([^ \t\n\r]+)|[ \t\n\r]+$/g

/** Words with their gaps, and the blanks at the end: joined, they are the text. */
export const piecesOf = (text: string): string[] => text.match(piece) ?? []

export function measured(text: string, tokensOf: TokensOf): Measured {
  const words: Word[] = []
  let tail = 0
  for (const match of text.matchAll(piece)) {
    const [whole, gap = '', word] = match
    const end = match.index + whole.length
    if (word === undefined) tail = tokensOf(whole)
    else words.push({ start: match.index + gap.length, end, tokens: tokensOf(whole), border: borderAt(text, words.at(-1), gap, word) })
  }
  return { text, words, tail, tokens: words.reduce((sum, word) => sum + word.tokens, tail) }
}

/** An abbreviation, and a title before it, lie within this many characters of a sentence's end. */
const sight = 24

function borderAt(text: string, last: Word | undefined, gap: string, word: string): Border {
  if (last === undefined || gap.includes('\n')) return 'paragraph'
  return sentenceEndsBetween(text.slice(Math.max(0, last.end - sight), last.end), word) ? 'sentence' : 'word'
}
