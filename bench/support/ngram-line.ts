// The line that every model which learns must beat: a 5-gram model with Kneser-Ney smoothing, its discounts chosen on texts it is taught. Knows tokens only.
import { learnNgrams, type NgramModel } from '#ml/ngram/kneser-ney.ts'
import type { Tokenizer } from '#ml/tokenizer/index.ts'
import { separateWindows } from '#ml/training/index.ts'

export interface Corpus { readonly train: readonly (readonly number[])[]; readonly heldOut: readonly (readonly number[])[] }
type Marks = Pick<Tokenizer, 'vocabularySize' | 'beginning' | 'endOfText'>

export const count = (units: readonly (readonly number[])[]): number => units.reduce((n, u) => n + u.length, 0)

/** In the same windows as the others, nats a token. */
function lossOf(model: NgramModel, units: readonly (readonly number[])[], { beginning, endOfText }: Marks): number {
  const scores = separateWindows(units, { context: 256, beginning, separator: endOfText }).map((w) => model.score(w.ids))
  return scores.reduce((n, s) => n + s.nll, 0) / scores.reduce((n, s) => n + s.tokens, 0)
}

/** How many times the estimated discounts; 1 is Chen and Goodman's own. */
const tried = [0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3] as const

/** Discounts by what suits the last tenth of the texts to learn from; then all of them are learned. What is held out has no part in it. */
export function tunedNgrams({ train, heldOut }: Corpus, marks: Marks): { readonly loss: number; readonly discounting: number } {
  const last = Math.max(1, Math.round(train.length / 10))
  const [most, rest] = [train.slice(0, -last), train.slice(-last)]
  const losses = tried.map((discounting) => ({ discounting, loss: lossOf(learnNgrams(most, marks.vocabularySize, 5, discounting), rest, marks) }))
  const { discounting } = losses.reduce((best, one) => (one.loss < best.loss ? one : best))
  return { discounting, loss: lossOf(learnNgrams(train, marks.vocabularySize, 5, discounting), heldOut, marks) }
}
