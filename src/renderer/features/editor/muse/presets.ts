// How long and how daring, in plain words, and the numbers they stand for.
import type { Sampling } from '#shared/contract/writing.ts'

/** Tokens at most; a suggestion ends at a natural stop before that. */
export const lengths = { longWords: 8, longSentence: 32, longTwo: 64, longParagraph: 160 } as const
export type LengthName = keyof typeof lengths

export const daring = { daringFaithful: 0.5, daringNatural: 0.8, daringBold: 1, daringWild: 1.3 } as const
export type DaringName = keyof typeof daring

/** The preset nearest to a number of tokens. */
export function lengthName(tokens: number): LengthName {
  const names = Object.keys(lengths) as LengthName[]
  return names.reduce((best, name) => (Math.abs(lengths[name] - tokens) < Math.abs(lengths[best] - tokens) ? name : best))
}

/** The preset of these numbers, or null when they are her own. */
export function daringName(sampling: Sampling): DaringName | null {
  const names = Object.keys(daring) as DaringName[]
  return names.find((name) => Math.abs(daring[name] - sampling.temperature) < 0.005) ?? null
}
