// Cuts by the distribution's shape: locally typical sampling and tail-free sampling. Pure; know no text. Both keep at least one token.
import { atLeast, entropy, heaviestFirst, pick, sum, type Candidates } from './candidates.ts'
import { fewest } from './cuts.ts'

/** How far each token's surprise is from what is expected, in nats; Infinity for what cannot be drawn. */
function oddness(weights: Float64Array): Float64Array {
  const total = sum(weights)
  const expected = entropy(weights)
  return weights.map((weight) => (weight > 0 ? Math.abs(-Math.log(weight / total) - expected) : Infinity))
}

/** Meister et al. 2022, section 5: the fewest tokens whose surprise is nearest to the entropy and that hold at least `p` of the mass. 1: off. */
export function typical(all: Candidates, p: number): Candidates {
  if (p >= 1) return all
  const weights = all.weights()
  const odd = oddness(weights)
  const wanted = p * sum(weights)
  // As in top-p, only as many are sorted as are needed: those nearest to the entropy, farther ones when they do not hold enough.
  for (let reach = 0.5; ; reach *= 2) {
    const near: number[] = []
    for (let at = 0; at < odd.length; at++) if ((odd[at] ?? Infinity) <= reach) near.push(at)
    const sorted = near.sort((one, other) => (odd[one] ?? 0) - (odd[other] ?? 0) || one - other)
    const held = sorted.reduce((mass, at) => mass + (weights[at] ?? 0), 0)
    if (held >= wanted || reach > 2000) return pick(all, fewest(weights, sorted, wanted))
  }
}

/**
 * Tail-free sampling (Bricken 2019): probabilities sorted, the size of their second differences normalised to one; the tail begins where these sum to more than `z`.
 * Differences are centred: the likeliest token has none and always stays. 1: off.
 */
export function tailFree(all: Candidates, z: number): Candidates {
  if (z >= 1 || all.ids.length < 3) return all
  const weights = all.weights()
  const sorted = weights.slice().sort().reverse()
  const bend = Float64Array.from({ length: sorted.length - 2 }, (_, i) => Math.abs((sorted[i] ?? 0) - 2 * (sorted[i + 1] ?? 0) + (sorted[i + 2] ?? 0)))
  const bends = sum(bend)
  if (bends === 0) return all
  let held = 0
  const tail = bend.findIndex((size) => (held += size / bends) > z)
  const kept = tail < 0 ? sorted.length - 1 : tail + 1
  return pick(all, heaviestFirst(weights, atLeast(weights, sorted[kept - 1] ?? 0)).slice(0, kept))
}
