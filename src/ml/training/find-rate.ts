// Looking for a learning rate (Smith 2017, "Cyclical learning rates", section 3.3): a few steps at ever higher rates, until the loss runs away. Knows a learner and windows.
import { layOut } from './batches.ts'
import type { Learner } from './learner.ts'
import type { LearningData } from './loop.ts'
import { endlessOrder } from './order.ts'

export interface RateRange { readonly lowest: number; readonly highest: number; readonly steps: number }
/** Mean loss per token of the step that was then taken at this rate. */
export interface RatePoint { readonly rate: number; readonly loss: number }

export const usualRange: RateRange = { lowest: 1e-6, highest: 1, steps: 60 }

/** Equal factors from the lowest to the highest. */
export const rateOf = (index: number, { lowest, highest, steps }: RateRange): number => lowest * (highest / lowest) ** (index / Math.max(1, steps - 1))

/** A loss so many times the lowest has run away: what follows tells nothing more. */
const RUNAWAY = 2

/** Losses as a running mean that does not lean towards its start. */
function smoothed(points: readonly RatePoint[], stay = 0.8): readonly number[] {
  let mean = 0
  return points.map(({ loss }, i) => {
    mean = stay * mean + (1 - stay) * loss
    return mean / (1 - stay ** (i + 1))
  })
}

/** The rate at which the loss falls fastest for the same factor, before its lowest point; null where it never falls. */
export function suggestedRate(points: readonly RatePoint[]): number | null {
  const losses = smoothed(points)
  const lowest = losses.indexOf(Math.min(...losses))
  // Batches differ from each other: a fall is measured over a tenth of the way to either side.
  const reach = Math.max(1, Math.round(points.length / 10))
  let [best, steepest] = [-1, 0]
  for (let i = reach; i < lowest; i++) {
    const fall = (losses[i - reach] ?? 0) - (losses[Math.min(i + reach, lowest)] ?? 0)
    if (fall > steepest) [best, steepest] = [i, fall]
  }
  return points[best]?.rate ?? null
}

interface Sweep {
  readonly learner: Pick<Learner, 'accumulate' | 'apply'>
  readonly data: Pick<LearningData, 'windows' | 'padding'>
  readonly recipe: { readonly context: number; readonly batch: number; readonly seed: number }
  readonly range: RateRange
  readonly breathe: () => Promise<void>
  readonly cancelled: () => boolean
}

/** The learner is of no use afterwards. */
export async function* sweepRates({ learner, data, recipe, range, breathe, cancelled }: Sweep): AsyncGenerator<RatePoint, void> {
  const at = endlessOrder(data.windows.length, recipe.seed)
  let lowest = Infinity
  for (let index = 0; index < range.steps && !cancelled(); index++) {
    await breathe()
    const windows = Array.from({ length: recipe.batch }, (_, row) => data.windows[at(index * recipe.batch + row)]).filter((window) => window !== undefined)
    const { nll, tokens } = await learner.accumulate(layOut(windows, recipe.context, data.padding), index)
    const point = { rate: rateOf(index, range), loss: nll / tokens }
    const { skipped } = await learner.apply({ learningRate: point.rate, step: index + 1 })
    if (!Number.isFinite(point.loss)) return
    yield point
    lowest = Math.min(lowest, point.loss)
    if (skipped || point.loss > RUNAWAY * lowest) return
  }
}
