// Samplers: from logits to one token. Pure functions; know no text and no model.
// Order, as the contract says: repetition penalty, temperature, top-k, top-p, min-p.

export interface SamplingRule {
  /** 0: greedy. */
  readonly temperature: number
  /** 0: off. */
  readonly topK: number
  readonly topP: number
  readonly minP: number
  readonly repetitionPenalty: number
}

/** Tokens that may be drawn, with weights that need not sum to one. */
export interface Candidates { readonly ids: Int32Array; readonly weights: Float64Array }

/** Keskar et al. 2019 (CTRL): a positive logit is divided, a negative one multiplied; each token once however often it was said. */
export function penalise(logits: Float32Array, said: Iterable<number>, penalty: number): Float32Array {
  if (penalty === 1) return logits
  const penalised = logits.slice()
  for (const id of new Set(said)) {
    const logit = logits[id]
    if (logit !== undefined) penalised[id] = logit > 0 ? logit / penalty : logit * penalty
  }
  return penalised
}

/** The highest logit's token; the lowest number among equals. Not-a-number never wins. */
export function greedy(logits: Float32Array): number {
  let best = -1
  let top = -Infinity
  for (const [id, logit] of logits.entries()) {
    if (logit > top) {
      top = logit
      best = id
    }
  }
  if (best < 0) throw new RangeError('no logit is a finite number')
  return best
}

/** Softmax without its division: the highest weight is 1. */
export function withTemperature(logits: Float32Array, temperature: number): Candidates {
  const top = logits[greedy(logits)] ?? 0
  const weights = Float64Array.from(logits, (logit) => Math.exp((logit - top) / temperature))
  return { ids: Int32Array.from(logits, (_, id) => id), weights }
}

function pick({ ids, weights }: Candidates, chosen: readonly number[]): Candidates {
  return { ids: Int32Array.from(chosen, (index) => ids[index] ?? 0), weights: Float64Array.from(chosen, (index) => weights[index] ?? 0) }
}

/** Positions whose weight is at least `least`, heaviest first; equal weights in the order of their tokens. */
function heaviestFirst({ weights }: Candidates, least: number): number[] {
  const found: number[] = []
  for (const [index, weight] of weights.entries()) if (weight >= least) found.push(index)
  return found.sort((one, other) => (weights[other] ?? 0) - (weights[one] ?? 0) || one - other)
}

/** The `k` heaviest. */
export function topK(candidates: Candidates, k: number): Candidates {
  const count = candidates.ids.length
  if (k === 0 || k >= count) return candidates
  const least = candidates.weights.slice().sort()[count - k] ?? 0
  return pick(candidates, heaviestFirst(candidates, least).slice(0, k))
}

/** Holtzman et al. 2020: the fewest heaviest tokens that hold at least `p` of the mass. */
export function topP(candidates: Candidates, p: number): Candidates {
  if (p >= 1) return candidates
  const total = candidates.weights.reduce((sum, weight) => sum + weight, 0)
  // All tokens lighter than this together hold less than 1-p, so the cut falls before them: only the rest need sorting.
  const least = ((1 - p) * total) / candidates.ids.length
  const sorted = heaviestFirst(candidates, least)
  let held = 0
  const cut = sorted.findIndex((index) => (held += candidates.weights[index] ?? 0) >= p * total)
  return pick(candidates, cut < 0 ? sorted : sorted.slice(0, cut + 1))
}

/** Nguyen et al. 2024: tokens at least `p` times as likely as the likeliest. */
export function minP(candidates: Candidates, p: number): Candidates {
  if (p <= 0) return candidates
  const top = candidates.weights.reduce((most, weight) => Math.max(most, weight), 0)
  return pick(candidates, [...candidates.weights.keys()].filter((index) => (candidates.weights[index] ?? 0) >= p * top))
}

/** The candidate at the point `uniform` (0 ≤ uniform < 1) of the mass. */
export function draw({ ids, weights }: Candidates, uniform: number): number {
  let left = uniform * weights.reduce((sum, weight) => sum + weight, 0)
  for (const [index, weight] of weights.entries()) {
    left -= weight
    if (left < 0) return ids[index] ?? 0
  }
  return ids[ids.length - 1] ?? 0
}

/** What may be drawn after all but the greedy rule. */
export function candidatesFor(logits: Float32Array, rule: SamplingRule): Candidates {
  return minP(topP(topK(withTemperature(logits, rule.temperature), rule.topK), rule.topP), rule.minP)
}

/** One token; `said` are those the repetition penalty looks at. */
export function sample(logits: Float32Array, rule: SamplingRule, said: Iterable<number>, uniform: () => number): number {
  const penalised = penalise(logits, said, rule.repetitionPenalty)
  return rule.temperature === 0 ? greedy(penalised) : draw(candidatesFor(penalised, rule), uniform())
}
