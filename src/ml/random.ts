// A seeded stream of random numbers whose whole state is four integers. Knows nothing of what it is used for.
// xoshiro128** of Blackman and Vigna (2018), its state filled from the seed by SplitMix32.

export type RandomState = readonly [number, number, number, number]

export interface Random {
  /** Uniform over [0, 1), 53 bits. */
  float(): number
  /** Uniform over 0 … below-1. */
  below(bound: number): number
  state(): RandomState
}

const rotate = (x: number, by: number): number => ((x << by) | (x >>> (32 - by))) >>> 0

function splitMix(seed: number): () => number {
  let z = seed >>> 0
  return () => {
    z = (z + 0x9e3779b9) >>> 0
    let x = Math.imul(z ^ (z >>> 16), 0x85ebca6b)
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
    return (x ^ (x >>> 16)) >>> 0
  }
}

/** Several numbers make one seed (a run's seed and an epoch, say), so that streams of neighbours are unlike. */
export function seedState(...seeds: readonly number[]): RandomState {
  const mixed = seeds.reduce((sum, seed) => {
    const low = splitMix(seed >>> 0)()
    const high = splitMix(Math.floor(seed / 0x100000000) ^ 0x5bd1e995)()
    return splitMix(sum ^ low ^ rotate(high, 7))()
  }, 0x243f6a88)
  const next = splitMix(mixed)
  return [next(), next(), next(), next() | 1]
}

export function createRandom(state: RandomState): Random {
  let [a, b, c, d] = state
  const next = (): number => {
    const result = Math.imul(rotate(Math.imul(b, 5) >>> 0, 7), 9) >>> 0
    const t = (b << 9) >>> 0
    c = (c ^ a) >>> 0
    d = (d ^ b) >>> 0
    b = (b ^ c) >>> 0
    a = (a ^ d) >>> 0
    c = (c ^ t) >>> 0
    d = rotate(d, 11)
    return result
  }
  const float = (): number => ((next() >>> 5) * 0x4000000 + (next() >>> 6)) / 0x20000000000000
  return { float, below: (bound) => Math.floor(float() * bound), state: () => [a, b, c, d] }
}
