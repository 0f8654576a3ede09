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
  for (let id = 0; id < logits.length; id++) {
    const logit = logits[id] ?? NaN
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
  const ids = new Int32Array(logits.length)
  const weights = new Float64Array(logits.length)
  for (let id = 0; id < logits.length; id++) {
    const weight = Math.exp(((logits[id] ?? NaN) - top) / temperature)
    ids[id] = id
    weights[id] = weight > 0 ? weight : 0
  }
  return { ids, weights }
}

function sum(weights: Float64Array): number {
  let total = 0
  for (let index = 0; index < weights.length; index++) total += weights[index] ?? 0
  return total
}

function pick({ ids, weights }: Candidates, chosen: readonly number[]): Candidates {
  const picked = { ids: new Int32Array(chosen.length), weights: new Float64Array(chosen.length) }
  for (const [at, index] of chosen.entries()) {
    picked.ids[at] = ids[index] ?? 0
    picked.weights[at] = weights[index] ?? 0
  }
  return picked
}

/** Positions whose weight is at least `least`. */
function atLeast({ weights }: Candidates, least: number): number[] {
  const found: number[] = []
  for (let index = 0; index < weights.length; index++) if ((weights[index] ?? 0) >= least) found.push(index)
  return found
}

/** Heaviest first; equal weights in the order of their tokens. */
const heaviestFirst = ({ weights }: Candidates, found: number[]): number[] => found.sort((one, other) => (weights[other] ?? 0) - (weights[one] ?? 0) || one - other)

/** The `k` heaviest. */
export function topK(candidates: Candidates, k: number): Candidates {
  const count = candidates.ids.length
  if (k === 0 || k >= count) return candidates
  const least = candidates.weights.slice().sort()[count - k] ?? 0
  return pick(candidates, heaviestFirst(candidates, atLeast(candidates, least)).slice(0, k))
}

/** Holtzman et al. 2020: the fewest heaviest tokens that hold at least `p` of the mass. */
export function topP(candidates: Candidates, p: number): Candidates {
  if (p >= 1) return candidates
  const { weights } = candidates
  const wanted = p * sum(weights)
  // Sorting a whole vocabulary is slow, and the heavy few nearly always hold enough: lighter ones are looked at only when they do not.
  for (let share = 1 / 16; ; share = share < 1e-12 ? 0 : share / 16) {
    const heavy = atLeast(candidates, share * greatest(weights))
    if (share > 0 && heavy.reduce((mass, index) => mass + (weights[index] ?? 0), 0) < wanted) continue
    const sorted = heaviestFirst(candidates, heavy)
    let held = 0
    const cut = sorted.findIndex((index) => (held += weights[index] ?? 0) >= wanted)
    return pick(candidates, cut < 0 ? sorted : sorted.slice(0, cut + 1))
  }
}

function greatest(weights: Float64Array): number {
  let top = 0
  for (let index = 0; index < weights.length; index++) top = Math.max(top, weights[index] ?? 0)
  return top
}

/** Nguyen et al. 2024: tokens at least `p` times as likely as the likeliest. */
export function minP(candidates: Candidates, p: number): Candidates {
  if (p <= 0) return candidates
  return pick(candidates, atLeast(candidates, p * greatest(candidates.weights)))
}

/** The candidate at the point `uniform` (0 ≤ uniform < 1) of the mass. */
export function draw({ ids, weights }: Candidates, uniform: number): number {
  let left = uniform * sum(weights)
  for (let index = 0; index < weights.length; index++) {
    left -= weights[index] ?? 0
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
