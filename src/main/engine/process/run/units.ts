// Texts as token numbers, a unit each. Knows the tokenizer; knows no plan.
import type { Tokenizer } from '#ml/tokenizer/index.ts'
import { breathe } from '../breathe.ts'

/** Held-out tokens scored at each evaluation, taken evenly over all: enough to compare two steps, little enough to do it often. */
export const HELD_OUT_TOKENS = 16_384

export async function encodeUnits(tokenizer: Tokenizer, texts: readonly string[]): Promise<readonly (readonly number[])[]> {
  const units: number[][] = []
  for (const text of texts) {
    units.push(tokenizer.encode(text))
    await breathe()
  }
  return units
}
