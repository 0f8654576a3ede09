// The last act: one token out of those left. Pure; the dice are given.
import { sum, type Candidates } from './candidates.ts'

/** The candidate at the point `uniform` (0 ≤ uniform < 1) of the mass. */
export function draw({ ids, weights }: Pick<Candidates, 'ids' | 'weights'>, uniform: number): number {
  const all = weights()
  let left = uniform * sum(all)
  let last = 0
  for (let at = 0; at < all.length; at++) {
    const weight = all[at] ?? 0
    if (weight === 0) continue
    left -= weight
    if (left < 0) return ids[at] ?? 0
    last = at
  }
  return ids[last] ?? 0
}
