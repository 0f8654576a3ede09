// How far a run has come: all that its next step depends on beside the learner's own state. Pure values.

export interface Best { readonly step: number; readonly heldOut: number }

export interface Progress {
  readonly step: number
  /** Mean loss per token on held-out text before the first step. */
  readonly baseHeldOut: number
  readonly best: Best
  readonly evaluatedAt: number
  /** Evaluations since the best one. */
  readonly withoutProgress: number
  readonly skipped: number
  /** Skipped since the last step that was taken. */
  readonly skippedInARow: number
  /** Steps left out for the loss's scale to be found. */
  readonly adapted?: number | undefined
}

export const atTheStart = (baseHeldOut: number): Progress => ({
  step: 0, baseHeldOut, best: { step: 0, heldOut: baseHeldOut }, evaluatedAt: 0, withoutProgress: 0, skipped: 0, skippedInARow: 0
})

export const stepTaken = (progress: Progress, skipped: boolean, adapted = false): Progress => ({
  ...progress, step: progress.step + 1, ...(adapted ? { adapted: (progress.adapted ?? 0) + 1 } : {}), skipped: progress.skipped + (skipped ? 1 : 0), skippedInARow: skipped ? progress.skippedInARow + 1 : 0
})

export function evaluated(progress: Progress, heldOut: number): Progress {
  const better = heldOut < progress.best.heldOut
  return {
    ...progress, evaluatedAt: progress.step, best: better ? { step: progress.step, heldOut } : progress.best,
    withoutProgress: better ? 0 : progress.withoutProgress + 1
  }
}

export const isBest = (progress: Progress): boolean => progress.best.step === progress.step

export interface Ends { readonly steps: number; readonly patience: number | null }
export type EndReason = 'steps' | 'patience' | 'paused' | 'stopped'
export type Request = 'none' | 'pause' | 'stop'

const requestedEnd: Readonly<Record<Request, EndReason | null>> = { none: null, pause: 'paused', stop: 'stopped' }

/** Why the run ends before its next step; null when it goes on. All steps done weighs more than a request. */
export function endReason(progress: Progress, { steps, patience }: Ends, request: Request): EndReason | null {
  if (progress.step >= steps) return 'steps'
  if (patience !== null && progress.withoutProgress >= patience) return 'patience'
  return requestedEnd[request]
}
