// The numbers of a run that the author left open, in one table. Knows no corpus and no engine.
import { TrainingSettings, type Schedule } from '#shared/contract/training.ts'
import type { Method } from '#shared/contract/voices.ts'
import type { TrainingPlan } from '../engine/contract.ts'

type Taste = {
  readonly learningRate: number
  /** How often the corpus is read, and the bounds of the steps that makes. */
  readonly passes: number, readonly fewest: number, readonly most: number
  /** Share of the steps spent warming up. */
  readonly warmup: number
  /** Share of the way from the base that the voice keeps. */
  readonly keep: number
}

export const tastes: Readonly<Record<Method, Taste>> = {
  lora: { learningRate: 2e-3, passes: 3, fewest: 30, most: 2000, warmup: 0.06, keep: 1 },
  // Twice the usual rate, then back towards the base: on books unlike those learned from, better than the usual rate kept whole (docs/performance.md).
  full: { learningRate: 1e-3, passes: 3, fewest: 30, most: 2000, warmup: 0.06, keep: 0.5 },
  scratch: { learningRate: 2e-3, passes: 10, fewest: 200, most: 20_000, warmup: 0.03, keep: 1 }
}

const evaluations = 10
/** Longer windows cost more memory than a small corpus repays. In tokens. */
const longestContext = 512

export const defaultTraining = (method: Method): TrainingSettings => ({ ...TrainingSettings.parse({}), learningRate: tastes[method].learningRate })

export const chosenContext = (settings: TrainingSettings, modelContext: number): number =>
  Math.min(settings.context ?? longestContext, modelContext)

/** About `passes` readings of the corpus, within the method's bounds. */
export function chosenSteps(method: Method, settings: TrainingSettings, context: number, trainTokens: number): number {
  const { passes, fewest, most } = tastes[method]
  const perStep = context * settings.batch * settings.accumulation
  return settings.steps ?? Math.min(most, Math.max(fewest, Math.ceil((passes * trainTokens) / perStep)))
}

/** Schedules that rise for a share of their own: Smith's cycle is nearly half rise. */
const warmupShares: Partial<Readonly<Record<Schedule, number>>> = { 'one-cycle': 0.3 }

type Rhythm = Pick<TrainingPlan, 'steps' | 'learningRate' | 'warmup' | 'evaluateEvery' | 'keep'>

export function chosenRhythm(method: Method, settings: TrainingSettings, steps: number): Rhythm {
  const { learningRate } = tastes[method]
  const warmup = warmupShares[settings.schedule] ?? tastes[method].warmup
  return {
    steps, learningRate: settings.learningRate ?? learningRate, keep: settings.keep ?? tastes[method].keep,
    warmup: settings.warmup ?? Math.round(steps * warmup),
    evaluateEvery: settings.evaluateEvery ?? Math.max(1, Math.ceil(steps / evaluations))
  }
}
