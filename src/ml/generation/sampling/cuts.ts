// Cuts by likelihood: top-k, top-p, min-p, top-a, epsilon and eta. Pure; know no text. All keep at least the likeliest.
import { atLeast, entropy, greatest, heavyHead, likely, orHeaviest, pick, sum, type Candidates } from './candidates.ts'

/** Fan et al. 2018: the `k` heaviest. 0: off. */
export function topK(all: Candidates, k: number): Candidates {
  if (k === 0 || k >= all.ids.length) return all
  for (let share = 1 / 16; share > 1e-12; share /= 16) {
    const head = likely(all, share)
    if (head.ids.length >= k) return pick(head, heavyHead(head.weights(), (places) => places.length >= k).slice(0, k))
  }
  return pick(all, heavyHead(all.weights(), (places) => places.length >= k).slice(0, k))
}

/** Of places in order, the first few that hold `wanted` of the mass. */
export function fewest(weights: Float64Array, places: readonly number[], wanted: number): readonly number[] {
  let held = 0
  const cut = places.findIndex((at) => (held += weights[at] ?? 0) >= wanted)
  return cut < 0 ? places : places.slice(0, cut + 1)
}

/** Holtzman et al. 2020: the fewest heaviest tokens that hold at least `p` of the mass. 1: off. */
export function topP(all: Candidates, p: number): Candidates {
  if (p >= 1) return all
  const weights = all.weights()
  const wanted = p * sum(weights)
  const head = heavyHead(weights, (places) => places.reduce((mass, at) => mass + (weights[at] ?? 0), 0) >= wanted)
  return pick(all, fewest(weights, head, wanted))
}

/** Nguyen et al. 2024: tokens at least `p` times as likely as the likeliest. 0: off. */
export function minP(all: Candidates, p: number): Candidates {
  if (p <= 0) return all
  const head = likely(all, Math.min(1, p))
  const weights = head.weights()
  return pick(head, atLeast(weights, p * greatest(weights)))
}

/** Top-a (BlinkDL, RWKV 2022): tokens whose probability is at least a · p_max². 0: off. */
export function topA(all: Candidates, a: number): Candidates {
  if (a <= 0) return all
  const weights = all.weights()
  const top = greatest(weights)
  return orHeaviest(all, atLeast(weights, (a * top * top) / sum(weights)))
}

const likelierThan = (all: Candidates, least: number): Candidates => {
  const weights = all.weights()
  const bound = least * sum(weights)
  return orHeaviest(all, atLeast(weights, bound).filter((at) => (weights[at] ?? 0) > bound))
}

/** Hewitt et al. 2022, section 4: tokens likelier than ε. 0: off. */
export const epsilonCutoff = (all: Candidates, epsilon: number): Candidates => (epsilon <= 0 ? all : likelierThan(all, epsilon))

/** Hewitt et al. 2022, equation 4: tokens likelier than η = min(ε, √ε · exp(-H)), so that a flat distribution keeps more. 0: off. */
export function etaCutoff(all: Candidates, epsilon: number): Candidates {
  if (epsilon <= 0) return all
  return likelierThan(all, Math.min(epsilon, Math.sqrt(epsilon) * Math.exp(-entropy(all.weights()))))
}
