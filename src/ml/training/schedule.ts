// The learning rate over a run. Knows one formula: linear warm-up, then half a cosine (Loshchilov and Hutter 2017) towards nothing.

export interface Schedule { readonly learningRate: number; readonly warmup: number; readonly steps: number }

/** `step` counts from 1 to `steps`; no step has a rate of nothing. */
export function rateAt(step: number, { learningRate, warmup, steps }: Schedule): number {
  if (step <= warmup) return (learningRate * step) / warmup
  const done = (step - warmup - 1) / Math.max(1, steps - warmup)
  return (learningRate * (1 + Math.cos(Math.PI * done))) / 2
}
