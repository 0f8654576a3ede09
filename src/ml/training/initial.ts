// First values of weights: normal deviates from a seed. Knows no model.

/** SplitMix64 (Steele, Lea and Flood 2014): a stream of 64-bit numbers from a seed, here as uniform numbers in (0, 1]. */
function uniforms(seed: number): () => number {
  let state = BigInt.asUintN(64, BigInt(Math.trunc(seed)))
  return () => {
    state = BigInt.asUintN(64, state + 0x9e3779b97f4a7c15n)
    let z = state
    z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n)
    z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn)
    return (Number((z ^ (z >> 31n)) >> 11n) + 1) / 2 ** 53
  }
}

/** `count` normal deviates of mean 0 (Box and Muller 1958), the same for the same seed. */
export function gaussians(count: number, deviation: number, seed: number): Float32Array {
  const next = uniforms(seed)
  const out = new Float32Array(count)
  for (let i = 0; i < count; i += 2) {
    const radius = deviation * Math.sqrt(-2 * Math.log(next()))
    const angle = 2 * Math.PI * next()
    out[i] = radius * Math.cos(angle)
    if (i + 1 < count) out[i + 1] = radius * Math.sin(angle)
  }
  return out
}
