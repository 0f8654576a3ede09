// Mirostat 2: keeps a text's surprise near a wished one. Two pure functions; the caller carries mu from token to token.
import { orHeaviest, sum, type Candidates } from './candidates.ts'

/** Surprise in bits of the token at a place. */
const surprise = (weight: number, total: number): number => -Math.log2(weight / total)

/** Basu et al. 2021, the second algorithm: tokens whose surprise is at most mu bits; the likeliest when there are none. */
export function mirostat(all: Candidates, mu: number): Candidates {
  const weights = all.weights()
  const total = sum(weights)
  const near: number[] = []
  for (let at = 0; at < weights.length; at++) if (surprise(weights[at] ?? 0, total) <= mu) near.push(at)
  return orHeaviest(all, near)
}

/** Where mu begins. */
export const firstMu = (tau: number): number => 2 * tau

/** mu after a token was drawn: moved by `eta` times how far its surprise (before the cut) was from `tau`. */
export function nextMu(before: Candidates, id: number, mu: number, tau: number, eta: number): number {
  const weights = before.weights()
  const weight = weights[before.ids.indexOf(id)] ?? 0
  return weight > 0 ? mu - eta * (surprise(weight, sum(weights)) - tau) : mu
}
