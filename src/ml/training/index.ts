// Training's public face.
export { layOut, measuringBatches } from './batches.ts'
export { rateOf, suggestedRate, sweepRates, usualRange, type RatePoint, type RateRange } from './find-rate.ts'
export type { Applied, ApplyOptions, Batch, Learner, NamedArray, Scored } from './learner.ts'
export { Diverged, heldOutLoss, learn, type Hooks, type LearningData, type LearningEvent, type Recipe, type Sample, type StepMetric } from './loop.ts'
export type { Best, EndReason, Progress, Request } from './progress.ts'
export { type Masking, maskTokens } from './masking.ts'
export { classBatch, classWindows, type Frame, maskedBatch, readingWindows, roomIn } from './reading-batches.ts'
export { IGNORED, countScored, packWindows, separateWindows, spreadWindows, type Unit, type Window } from './windows.ts'
