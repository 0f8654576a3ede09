// The training loop. Knows a learner, windows and a recipe; what is kept on disk, and when someone asks to stop, it learns through hooks.
import { layOut } from './batches.ts'
import type { Batch, Learner } from './learner.ts'
import { type Place, shuffledOrder, streamOrder } from './order.ts'
import { measurePace, type Pace } from './pace.ts'
import { atTheStart, endReason, evaluated, isBest, stepTaken, type Best, type EndReason, type Progress, type Request } from './progress.ts'
import { rateAt, type ScheduleName } from './schedule.ts'
import type { Window } from './windows.ts'

/** Decided before the run; see the contract's plan. Lengths in tokens, times in seconds. */
export interface Recipe {
  readonly steps: number
  readonly learningRate: number
  readonly warmup: number
  readonly schedule?: ScheduleName
  readonly context: number
  readonly batch: number
  readonly accumulation: number
  readonly evaluateEvery: number
  readonly patience: number | null
  readonly checkpointSeconds: number
  readonly seed: number
}

/** `layOut`: windows as a batch, where that is not one row of tokens a window; `position` counts windows from the run's start, and all that is left to chance depends on it. */
export interface LearningData {
  readonly windows: readonly Window[]
  readonly heldOut: readonly Batch[]
  readonly padding: number
  readonly layOut?: (windows: readonly Window[], position: number) => Batch
}

/** Losses in nats per token. */
export interface StepMetric {
  readonly step: number
  readonly loss: number
  readonly heldOut: number | null
  readonly learningRate: number
  readonly gradientNorm: number | null
  readonly tokensPerSecond: number
  readonly secondsLeft: number | null
}

export interface Sample { readonly step: number; readonly opening: string; readonly continuation: string }

export type LearningEvent =
  | { readonly type: 'started'; readonly progress: Progress }
  | { readonly type: 'metric'; readonly metric: StepMetric }
  | ({ readonly type: 'sample' } & Sample)
  | { readonly type: 'checkpoint'; readonly step: number }
  | { readonly type: 'ended'; readonly reason: EndReason; readonly progress: Progress }

export interface Hooks {
  /** Called between steps. */
  requested(): Request
  /** Lets the process hear its messages; called before every piece of work. */
  breathe(): Promise<void>
  keepBest(best: Best): Promise<void>
  checkpoint(progress: Progress): Promise<void>
  samples(step: number): AsyncIterable<Sample>
}

export interface Learning {
  readonly learner: Learner
  readonly data: LearningData
  readonly recipe: Recipe
  /** Seconds, from any origin. */
  readonly clock: () => number
  readonly hooks: Hooks
  /** null: from the beginning. Otherwise the learner has been restored to the state of this progress. */
  readonly from: Progress | null
}

/** The gradients have not been finite for many steps: the run has gone astray and would not come back by itself. */
export class Diverged extends Error {
  override name = 'Diverged'
  readonly step: number

  constructor(step: number) {
    super(`no finite gradient up to step ${step}`)
    this.step = step
  }
}

const SKIPS_BEFORE_GIVING_UP = 25

/** Mean loss per token over all batches. */
export async function heldOutLoss(learner: Pick<Learner, 'evaluate'>, batches: readonly Batch[], breathe: () => Promise<void>): Promise<number> {
  let nll = 0
  let tokens = 0
  for (const batch of batches) {
    await breathe()
    const scored = await learner.evaluate(batch)
    nll += scored.nll
    tokens += scored.tokens
  }
  return nll / tokens
}

interface Taken { readonly loss: number; readonly learningRate: number; readonly gradientNorm: number; readonly skipped: boolean; readonly adapted: boolean; /** Read, for the pace. */ readonly tokens: number }

/** All micro-batches of one step, then one step of the optimiser. */
async function takeStep({ learner, data, recipe, hooks }: Learning, at: (position: number) => Place, progress: Progress): Promise<Taken> {
  const first = progress.step * recipe.accumulation * recipe.batch
  let nll = 0
  let tokens = 0
  let read = 0
  for (let micro = 0; micro < recipe.accumulation; micro++) {
    await hooks.breathe()
    const positions = Array.from({ length: recipe.batch }, (_, row) => first + micro * recipe.batch + row)
    const places = positions.map(at)
    const windows = places.map(({ window }) => data.windows[window]).filter((window) => window !== undefined)
    const laidOut = data.layOut?.(windows, positions[0] ?? 0) ?? layOut(windows, recipe.context, data.padding)
    const batch = { ...laidOut, continues: places.every((place) => place.continues) }
    const scored = await learner.accumulate(batch, progress.step * recipe.accumulation + micro)
    nll += scored.nll
    tokens += scored.tokens
    read += data.layOut ? windows.reduce((n, window) => n + window.ids.length, 0) : scored.tokens
  }
  const learningRate = rateAt(progress.step + 1, recipe)
  // Adam's own count knows only steps that were taken.
  const applied = await learner.apply({ learningRate, step: progress.step + 1 - progress.skipped - (progress.adapted ?? 0) })
  return { loss: nll / tokens, learningRate, gradientNorm: applied.gradientNorm, skipped: applied.skipped, adapted: applied.adapted === true, tokens: read }
}

function metricOf(taken: Taken, progress: Progress, heldOut: number | null, { steps, evaluateEvery }: Recipe, pace: Pace): StepMetric {
  const left = steps - progress.step
  return {
    step: progress.step, loss: taken.loss, heldOut: Number.isFinite(heldOut) ? heldOut : null, learningRate: taken.learningRate, gradientNorm: Number.isFinite(taken.gradientNorm) ? taken.gradientNorm : null,
    tokensPerSecond: pace.tokensPerSecond(), secondsLeft: pace.secondsLeft(left, Math.ceil(left / evaluateEvery))
  }
}

async function evaluate({ learner, data, hooks }: Learning, progress: Progress): Promise<{ readonly progress: Progress; readonly heldOut: number }> {
  const heldOut = await heldOutLoss(learner, data.heldOut, hooks.breathe)
  const next = evaluated(progress, heldOut)
  if (isBest(next)) await hooks.keepBest(next.best)
  return { progress: next, heldOut }
}

async function* start(learning: Learning): AsyncGenerator<LearningEvent, Progress> {
  if (learning.from) {
    yield { type: 'started', progress: learning.from }
    return learning.from
  }
  const base = await heldOutLoss(learning.learner, learning.data.heldOut, learning.hooks.breathe)
  if (!Number.isFinite(base)) throw new Diverged(0)
  const progress = atTheStart(base)
  await learning.hooks.keepBest(progress.best)
  yield { type: 'started', progress }
  yield* samples(learning, 0)
  return progress
}

async function* samples({ hooks }: Learning, step: number): AsyncGenerator<LearningEvent> {
  for await (const sample of hooks.samples(step)) yield { type: 'sample', ...sample }
}

/** A run that is stopped is measured once more, so that its last steps are not lost to `best`. */
async function* finish(learning: Learning, reason: EndReason, progress: Progress): AsyncGenerator<LearningEvent> {
  const last = reason === 'stopped' && progress.evaluatedAt !== progress.step ? (await evaluate(learning, progress)).progress : progress
  yield* save(learning, last)
  yield { type: 'ended', reason, progress: last }
}

async function* save({ hooks }: Learning, progress: Progress): AsyncGenerator<LearningEvent> {
  await hooks.checkpoint(progress)
  yield { type: 'checkpoint', step: progress.step }
}

/** One step and what follows it: measure, tell, sample. */
async function* advance(learning: Learning, at: (position: number) => Place, pace: Pace, before: Progress): AsyncGenerator<LearningEvent, Progress> {
  const { recipe, clock } = learning
  const began = clock()
  const taken = await takeStep(learning, at, before)
  const progress = stepTaken(before, taken.skipped, taken.adapted)
  if (progress.skippedInARow >= SKIPS_BEFORE_GIVING_UP) throw new Diverged(progress.step)
  const stepped = clock()
  pace.step(stepped - began, taken.tokens)
  const due = progress.step % recipe.evaluateEvery === 0 || progress.step === recipe.steps
  const measured = due ? await evaluate(learning, progress) : { progress, heldOut: null }
  if (Number.isFinite(taken.loss)) yield { type: 'metric', metric: metricOf(taken, measured.progress, measured.heldOut, recipe, pace) }
  if (due) yield* samples(learning, progress.step)
  if (due) pace.pause(clock() - stepped)
  return measured.progress
}

/** Runs until an end of the recipe or a request, and tells everything on the way. */
export async function* learn(learning: Learning): AsyncGenerator<LearningEvent, void> {
  const { recipe, hooks, clock } = learning
  const { length } = learning.data.windows
  const at = learning.learner.carries ? streamOrder(length, recipe.batch) : shuffledOrder(length, recipe.seed)
  const pace = measurePace()
  let progress = yield* start(learning)
  let saved = clock()
  for (;;) {
    const reason = endReason(progress, recipe, hooks.requested())
    if (reason !== null) return yield* finish(learning, reason, progress)
    progress = yield* advance(learning, at, pace, progress)
    // The last step's checkpoint is written at the end in any case.
    if (clock() - saved < recipe.checkpointSeconds || progress.step >= recipe.steps) continue
    yield* save(learning, progress)
    saved = clock()
  }
}
