// Weights for measuring: small numbers, far from alike, quickly made. Knows no model.
import type { WeightSpec } from '#ml/nn/build.ts'

export function someValues({ shape, initial }: WeightSpec): Float32Array {
  const values = new Float32Array(shape.reduce((a, b) => a * b, 1))
  if (initial === 'ones') return values.fill(1)
  for (let i = 0, x = 1; i < values.length; i++) {
    x = (x * 1103515245 + 12345) & 0x7fffffff
    values[i] = initial === 'zeros' ? 0 : (x / 0x7fffffff - 0.5) * 0.06
  }
  return values
}
