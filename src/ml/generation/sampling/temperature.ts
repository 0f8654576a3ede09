// Temperature: how far unlikely words may rise. Pure; knows no text.
import { alone, candidates, entropy, highest, type Candidates } from './candidates.ts'

/** Ackley, Hinton, Sejnowski 1985: softmax of logits / T. At 0 only the likeliest is left (the lowest token among equals). */
export function temperature(all: Candidates, degree: number): Candidates {
  if (degree === 1) return all
  if (degree === 0) return alone(all, highest(all))
  const { logits } = all
  const cooled = new Float64Array(logits.length)
  for (let at = 0; at < logits.length; at++) cooled[at] = (logits[at] ?? NaN) / degree
  return candidates(all.ids, cooled)
}

/**
 * Dynamic temperature by entropy (as in KoboldCpp and llama.cpp, 2023): from `degree - range` where the model is sure to `degree + range` where it is not,
 * along (H / log n)^exponent with H the entropy of the n candidates.
 */
export function dynamicDegree(all: Candidates, degree: number, range: number, exponent: number): number {
  if (range === 0 || all.ids.length < 2) return degree
  const unsure = entropy(all.weights()) / Math.log(all.ids.length)
  const low = Math.max(0, degree - range)
  return low + (degree + range - low) * Math.min(1, unsure) ** exponent
}
