// First values of weights: normal deviates from a seed. Knows no model.
import { createRandom, seedState } from '../random.ts'

/** `count` normal deviates of mean 0 (Box and Muller 1958), the same for the same seeds. */
export function gaussians(count: number, deviation: number, ...seeds: readonly number[]): Float32Array {
  const random = createRandom(seedState(...seeds))
  const out = new Float32Array(count)
  for (let i = 0; i < count; i += 2) {
    const radius = deviation * Math.sqrt(-2 * Math.log(1 - random.float()))
    const angle = 2 * Math.PI * random.float()
    out[i] = radius * Math.cos(angle)
    if (i + 1 < count) out[i + 1] = radius * Math.sin(angle)
  }
  return out
}

/** `count` numbers between −within and within, each as likely as the other; the same for the same seeds. */
export function evenNumbers(count: number, within: number, ...seeds: readonly number[]): Float32Array {
  const random = createRandom(seedState(...seeds))
  return Float32Array.from({ length: count }, () => within * (2 * random.float() - 1))
}
