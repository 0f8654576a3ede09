// How the SentencePiece-style tokenizers trained here write spaces and cut words. The layout is Gemma's: no space is put before a text, so
// that every text comes back as it was. Knows no vocabulary.

/** U+2581 stands for a space. A text that has one of its own gets a space back: the one character these tokenizers do not keep. */
export const metaspace = '\u2581'

/** A word with the space before it, a number, a run of signs, or blanks; newlines stay apart from what they end. */
const patternOver = (space: string): string =>
  `[${space}]?[\\p{L}\\p{M}]+|[${space}]?\\p{N}+|[${space}]?[^\\p{L}\\p{M}\\p{N}\\n${space}]+|[${space}]|\\n+`

/** As the tokenizer's file has it, for texts whose spaces are already spelt. */
export const wordPattern = patternOver(metaspace)

const words = new RegExp(patternOver(` ${metaspace}`), 'gu')

/** The words of a text, as the pre-tokenizer below cuts them, with their spaces as they stand. */
export const wordsOf = (text: string): readonly string[] => text.match(words) ?? []

export const spell = (text: string): string => text.replaceAll(' ', metaspace)

export const normalizer = { type: 'Replace', pattern: { String: ' ' }, content: metaspace } as const
export const preTokenizer = { type: 'Split', pattern: { Regex: wordPattern }, behavior: 'Isolated', invert: false } as const
export const decoder = {
  type: 'Sequence', decoders: [{ type: 'Replace', pattern: { String: metaspace }, content: ' ' }, { type: 'ByteFallback' }, { type: 'Fuse' }]
} as const
