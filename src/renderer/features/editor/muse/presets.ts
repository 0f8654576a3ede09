// How long a suggestion is, in plain words, and the tokens they stand for.

/** Tokens at most; a suggestion ends at a natural stop before that. */
export const lengths = { longWords: 8, longSentence: 32, longTwo: 64, longParagraph: 160 } as const
export type LengthName = keyof typeof lengths

/** The length nearest to a number of tokens. */
export function lengthName(tokens: number): LengthName {
  const names = Object.keys(lengths) as LengthName[]
  return names.reduce((best, name) => (Math.abs(lengths[name] - tokens) < Math.abs(lengths[best] - tokens) ? name : best))
}
