// Training's public face.
export { layOut, measuringBatches } from './batches.ts'
export type { Applied, ApplyOptions, Batch, Learner, NamedArray, Scored } from './learner.ts'
export { Diverged, heldOutLoss, learn, type Hooks, type LearningData, type LearningEvent, type Recipe, type Sample, type StepMetric } from './loop.ts'
export type { Best, EndReason, Progress, Request } from './progress.ts'
export { countScored, packWindows, separateWindows, spreadWindows, type Window } from './windows.ts'
