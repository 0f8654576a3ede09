// How the SentencePiece-style tokenizers trained here write spaces and cut words. The layout is Gemma's: no space is put before a text, so
// that every text comes back as it was. Knows no vocabulary.

/** U+2581 stands for a space. A text that has one of its own gets a space back: the one character these tokenizers do not keep. */
export const metaspace = '\u2581'

/** A word with the space before it, a number, a run of signs, or blanks; newlines stay apart from what they end. */
export const wordPattern = `${metaspace}?[\\p{L}\\p{M}]+|${metaspace}?\\p{N}+|${metaspace}?[^\\p{L}\\p{M}\\p{N}\\n${metaspace}]+|${metaspace}|\\n+`

const words = new RegExp(wordPattern, 'gu')

export const spell = (text: string): string => text.replaceAll(' ', metaspace)

/** The words of a text, as the pre-tokenizer below cuts them. */
export const wordsOf = (text: string): readonly string[] => spell(text).match(words) ?? []

export const normalizer = { type: 'Replace', pattern: { String: ' ' }, content: metaspace } as const
export const preTokenizer = { type: 'Split', pattern: { Regex: wordPattern }, behavior: 'Isolated', invert: false } as const
export const decoder = {
  type: 'Sequence', decoders: [{ type: 'Replace', pattern: { String: metaspace }, content: ' ' }, { type: 'ByteFallback' }, { type: 'Fuse' }]
} as const
