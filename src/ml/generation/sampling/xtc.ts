// XTC, "exclude top choices": sometimes leaves out the obvious. Pure; the dice are given.
import { atLeast, pick, sum, type Candidates } from './candidates.ts'

/**
 * p-e-w, 2024: where two or more tokens have at least `threshold` of the mass, all of them but the least likely are left out,
 * with the given probability. `uniform` is asked only where it could matter.
 */
export function xtc(all: Candidates, threshold: number, probability: number, uniform: () => number): Candidates {
  if (probability === 0) return all
  const weights = all.weights()
  const obvious = atLeast(weights, threshold * sum(weights))
  if (obvious.length < 2 || uniform() >= probability) return all
  const least = obvious.reduce((best, at) => ((weights[at] ?? 0) < (weights[best] ?? 0) ? at : best))
  const left = new Set(obvious.filter((at) => at !== least))
  return pick(all, Array.from(all.ids.keys()).filter((at) => !left.has(at)))
}
