// Tokens that may still be drawn, each with its logit: what every sampler is given and gives. Knows no sampler.

export interface Candidates {
  readonly ids: Int32Array
  /** Natural units; -Infinity or not-a-number: cannot be drawn. */
  readonly logits: Float64Array
  /** Softmax without its division, so they need not sum to one. Computed when first asked for. */
  readonly weights: () => Float64Array
}

function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}

const noneFinite = 'no logit is a finite number'

/** The place of the highest logit; among equals that of the lowest token. Not-a-number never wins. */
export function highest({ ids, logits }: { readonly ids: Int32Array; readonly logits: Float32Array | Float64Array }): number {
  let best = -1
  for (let at = 0; at < logits.length; at++) {
    const logit = logits[at] ?? NaN
    const top = best < 0 ? -Infinity : (logits[best] ?? 0)
    if (logit > top || (best >= 0 && logit === top && (ids[at] ?? 0) < (ids[best] ?? 0))) best = at
  }
  if (best < 0) throw new RangeError(noneFinite)
  return best
}

function topOf(logits: Float64Array): number {
  let top = -Infinity
  for (let at = 0; at < logits.length; at++) {
    const logit = logits[at] ?? NaN
    if (logit > top) top = logit
  }
  if (top === -Infinity) throw new RangeError(noneFinite)
  return top
}

function softmaxOf(logits: Float64Array): Float64Array {
  const top = topOf(logits)
  const weights = new Float64Array(logits.length)
  for (let at = 0; at < logits.length; at++) {
    const weight = Math.exp((logits[at] ?? NaN) - top)
    weights[at] = weight > 0 ? weight : 0
  }
  return weights
}

export const candidates = (ids: Int32Array, logits: Float64Array): Candidates => ({ ids, logits, weights: once(() => softmaxOf(logits)) })

let everyId = new Int32Array()

/** 0, 1, 2 … `count` - 1, made once for a vocabulary: filling fifty thousand takes as long as a small model takes for a token. */
export function idsBelow(count: number): Int32Array {
  if (everyId.length !== count) everyId = new Int32Array(count).map((_, id) => id)
  return everyId
}

/** The whole vocabulary: the logit of token i stands at place i. */
export const wholeVocabulary = (logits: Float32Array): Candidates => candidates(idsBelow(logits.length), new Float64Array(logits))

/** Of a probability: two logits so near that rounding could tell them apart wrongly are both kept, and left to exact weights. */
const slack = 1e-9

/**
 * At least all that are `share` times as likely as the likeliest, perhaps a few more; their weights are what they were. An exponential for each word of a vocabulary
 * takes as long as a small model takes for a token, and most words are so unlikely that their logit alone says it.
 */
export function likely({ ids, logits }: Candidates, share: number): Candidates {
  const least = topOf(logits) + Math.log(share) - slack
  const places: number[] = []
  for (let at = 0; at < logits.length; at++) if ((logits[at] ?? NaN) >= least) places.push(at)
  return candidates(Int32Array.from(places, (at) => ids[at] ?? 0), Float64Array.from(places, (at) => logits[at] ?? NaN))
}

/** One of them; nothing is computed of the others. */
export const alone = ({ ids, logits }: Candidates, at: number): Candidates => candidates(Int32Array.of(ids[at] ?? 0), Float64Array.of(logits[at] ?? NaN))

/** Only those at the places named. Their weights keep their proportions, so they are not computed again. */
export function pick(all: Candidates, places: readonly number[]): Candidates {
  const weights = all.weights()
  const ids = Int32Array.from(places, (at) => all.ids[at] ?? 0)
  const logits = Float64Array.from(places, (at) => all.logits[at] ?? NaN)
  const picked = Float64Array.from(places, (at) => weights[at] ?? 0)
  return { ids, logits, weights: () => picked }
}

export function sum(weights: Float64Array): number {
  let total = 0
  for (let at = 0; at < weights.length; at++) total += weights[at] ?? 0
  return total
}

export function greatest(weights: Float64Array): number {
  let top = 0
  for (let at = 0; at < weights.length; at++) top = Math.max(top, weights[at] ?? 0)
  return top
}

/** Places whose weight is at least `least`, in their order. */
export function atLeast(weights: Float64Array, least: number): number[] {
  const found: number[] = []
  for (let at = 0; at < weights.length; at++) if ((weights[at] ?? 0) >= least) found.push(at)
  return found
}

/** The place of the heaviest alone: what a cut leaves when it would leave nothing. */
const heaviestAlone = (all: Candidates): number[] => [highest(all)]
export const orHeaviest = (all: Candidates, places: readonly number[]): Candidates => pick(all, places.length > 0 ? places : heaviestAlone(all))

/** Heaviest first; equal weights in the order of their places. */
export const heaviestFirst = (weights: Float64Array, places: number[]): number[] => places.sort((one, other) => (weights[other] ?? 0) - (weights[one] ?? 0) || one - other)

/**
 * The heaviest places, heaviest first, as many as `enough` wants (or all there are).
 * Sorting a whole vocabulary is slow, and the heavy few nearly always suffice: lighter ones are looked at only when they do not.
 */
export function heavyHead(weights: Float64Array, enough: (places: readonly number[]) => boolean): number[] {
  const top = greatest(weights)
  for (let share = 1 / 16; ; share = share < 1e-12 ? 0 : share / 16) {
    const heavy = atLeast(weights, share * top)
    if (share === 0 || enough(heavy)) return heaviestFirst(weights, heavy)
  }
}

/** Shannon entropy in nats. */
export function entropy(weights: Float64Array): number {
  const total = sum(weights)
  let nats = 0
  for (let at = 0; at < weights.length; at++) {
    const p = (weights[at] ?? 0) / total
    if (p > 0) nats -= p * Math.log(p)
  }
  return nats
}
