// The learning curve as numbers: what is drawn, where the best point lies, what a listener is told. Knows no canvas and no language.
import type { Metric } from '#shared/contract/training.ts'

/** Aligned columns as the chart wants them. `loss` is the trend of the training loss, for one step's alone says little; a null is a gap. */
export type Curve = {
  readonly steps: readonly number[], readonly loss: readonly (number | null)[], readonly heldOut: readonly (number | null)[]
}
export type Point = { readonly step: number, readonly heldOut: number }
export type CurveSummary = { readonly first: Point | null, readonly best: Point | null, readonly last: Point | null, readonly lastLoss: number | null }

/** More columns than this are thinned: a screen has no more pixels than that to show them. */
export const maxPoints = 1200
/** Weight of the past in the trend: about the last 20 steps. */
const memory = 0.95

export function curveOf(metrics: readonly Metric[], limit = maxPoints): Curve {
  const kept = thinned(withTrend(inOrder(metrics)), limit)
  return {
    steps: kept.map((point) => point.metric.step),
    loss: kept.map((point) => finite(point.trend)),
    heldOut: kept.map((point) => finite(point.metric.heldOut))
  }
}

/** Adds measures known from elsewhere: the base model's own, and the best, which may have been taken as the run ended. */
export function withMeasures(metrics: readonly Metric[], measures: readonly Point[]): readonly Metric[] {
  const known = new Set(metrics.filter((metric) => metric.heldOut !== null).map((metric) => metric.step))
  const bySteps = new Map(metrics.map((metric) => [metric.step, metric]))
  const missing = measures.filter((point) => !known.has(point.step))
  return [...metrics, ...missing.map(({ step, heldOut }): Metric => ({ ...(bySteps.get(step) ?? noStep), step, heldOut }))]
}

/** A measure between two steps: nothing was learned there. */
const noStep: Omit<Metric, 'step' | 'heldOut'> = { loss: Number.NaN, learningRate: 0, gradientNorm: null, tokensPerSecond: 0, secondsLeft: null }

/** One metric a step, rising: news may come twice after a reconnection, and a resumed run repeats steps. The newest counts. */
function inOrder(metrics: readonly Metric[]): readonly Metric[] {
  const byStep = new Map<number, Metric>()
  for (const metric of metrics) byStep.set(metric.step, { ...metric, heldOut: metric.heldOut ?? byStep.get(metric.step)?.heldOut ?? null })
  return [...byStep.values()].sort((a, b) => a.step - b.step)
}

type Traced = { readonly metric: Metric, readonly trend: number }

/** Exponential average with the correction for its short past (Kingma & Ba 2015, section 3). */
function withTrend(metrics: readonly Metric[]): readonly Traced[] {
  let average = 0
  let weight = 0
  return metrics.map((metric) => {
    if (!Number.isFinite(metric.loss)) return { metric, trend: weight === 0 ? Number.NaN : average / weight }
    average = memory * average + (1 - memory) * metric.loss
    weight = memory * weight + (1 - memory)
    return { metric, trend: average / weight }
  })
}

/** Keeps every measured held-out point, and every n-th of the others. */
function thinned(points: readonly Traced[], limit: number): readonly Traced[] {
  const stride = Math.max(1, Math.ceil(points.length / limit))
  return points.filter((point, i) => i % stride === 0 || i === points.length - 1 || point.metric.heldOut !== null)
}

const finite = (value: number | null): number | null => (value !== null && Number.isFinite(value) ? value : null)

export function summaryOf(metrics: readonly Metric[]): CurveSummary {
  const ordered = inOrder(metrics)
  const measured = ordered.flatMap((metric): Point[] => {
    const heldOut = finite(metric.heldOut)
    return heldOut === null ? [] : [{ step: metric.step, heldOut }]
  })
  const best = measured.reduce<Point | null>((found, point) => (found === null || point.heldOut < found.heldOut ? point : found), null)
  return { first: measured[0] ?? null, best, last: measured.at(-1) ?? null, lastLoss: finite(ordered.at(-1)?.loss ?? null) }
}

/** Lowest and highest values drawn, with a little air; null while nothing is known. */
export function rangeOf(curve: Curve): readonly [number, number] | null {
  const values = [...curve.loss, ...curve.heldOut].filter((value) => value !== null)
  if (values.length === 0) return null
  const [low, high] = values.reduce(([l, h], value) => [Math.min(l, value), Math.max(h, value)], [Infinity, -Infinity])
  const air = Math.max((high - low) * 0.08, 0.02)
  return [low - air, high + air]
}
