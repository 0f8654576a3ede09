// The learning rate over a run: linear warm-up, then one of several ways down. Knows formulas; knows no learner.

export type ScheduleName = 'cosine' | 'linear' | 'constant' | 'inverse-sqrt' | 'one-cycle'

/** `learningRate` is the highest; steps count from 1. */
export interface Schedule { readonly learningRate: number; readonly warmup: number; readonly steps: number; readonly schedule?: ScheduleName }

/** Where a step lies behind the warm-up: `done` from 0 at the first step after it, always below 1; `step` and `warmup` as counted. */
interface Place { readonly done: number; readonly step: number; readonly warmup: number }

/** Smith 2018, "A disciplined approach": after the peak, half a cosine over most of what is left to a twenty-fifth, then a straight fall far below it. */
const oneCycle = { annealing: 0.85, low: 1 / 25, floor: 1e-4 } as const

function cycleDown(done: number): number {
  const { annealing, low, floor } = oneCycle
  if (done < annealing) return low + (1 - low) * (1 + Math.cos((Math.PI * done) / annealing)) / 2
  return low - ((low - floor) * (done - annealing)) / (1 - annealing)
}

/** The share of the highest rate behind the warm-up: 1 at its end, never nothing. */
const ways: { readonly [K in ScheduleName]: (place: Place) => number } = {
  /** Loshchilov and Hutter 2017. */
  cosine: ({ done }) => (1 + Math.cos(Math.PI * done)) / 2,
  linear: ({ done }) => 1 - done,
  constant: () => 1,
  /** Vaswani et al. 2017, section 5.3. */
  'inverse-sqrt': ({ step, warmup }) => Math.sqrt(Math.max(1, warmup) / Math.max(1, step - 1)),
  'one-cycle': ({ done }) => cycleDown(done)
}

export const scheduleNames = Object.keys(ways) as readonly ScheduleName[]

/** `step` counts from 1 to `steps`; no step has a rate of nothing. */
export function rateAt(step: number, { learningRate, warmup, steps, schedule = 'cosine' }: Schedule): number {
  if (step <= warmup) return (learningRate * step) / warmup
  return learningRate * ways[schedule]({ done: (step - warmup - 1) / Math.max(1, steps - warmup), step, warmup })
}
