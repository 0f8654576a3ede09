// Learning a voice: what it will cost, starting, watching, pausing, resuming, stopping.
import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { DeviceName, DeviceReasons } from '../devices.ts'
import { ModelId, ProjectId, RunId, VoiceId } from '../ids.ts'
import { procedure, Timestamp } from './base.ts'
import { Method } from './voices.ts'

export const Device = z.enum(['auto', ...DeviceName.options])
export type Device = z.infer<typeof Device>

export const Optimiser = z.enum(['adamw', 'adam', 'sgd', 'lion'])
export type Optimiser = z.infer<typeof Optimiser>
export const Schedule = z.enum(['cosine', 'linear', 'constant', 'inverse-sqrt', 'one-cycle'])
export type Schedule = z.infer<typeof Schedule>

export const BaseWeights = z.enum(['f32', 'int8', 'int4'])
export type BaseWeights = z.infer<typeof BaseWeights>

/** What matrix products are computed in; weights and all sums are f32 in any case. */
export const Precision = z.enum(['auto', 'f32', 'f16'])
export type Precision = z.infer<typeof Precision>

export const Checkpointing = z.enum(['auto', 'on', 'off'])
export type Checkpointing = z.infer<typeof Checkpointing>

/** How a run learns, beyond its sizes: the same in the author's settings and in the engine's plan. The defaults are what a run did before it could be asked. */
export const WayOfLearning = z.object({
  optimiser: Optimiser.default('adamw'),
  momentum: z.number().min(0).max(0.999).default(0.9).describe('SGD’s'), nesterov: z.boolean().default(false).describe('SGD’s'),
  decayNorms: z.boolean().default(false).describe('whether weight decay also pulls on norms and biases'),
  schedule: Schedule.default('cosine'),
  labelSmoothing: z.number().min(0).max(0.5).default(0),
  average: z.number().min(0.5).max(0.99999).nullable().default(null).describe('share of a running mean of the weights that stays at a step; null: no mean is kept'),
  rslora: z.boolean().default(false).describe('LoRA: alpha is divided by the rank’s root instead of the rank'), dora: z.boolean().default(false).describe('LoRA: lengths learned apart from directions'),
  dropout: z.number().min(0).max(0.9).nullable().default(null).describe('share that the model itself leaves out at each step, in all its places; null: as the configuration of one that reads has it, none for one that continues texts'),
  loraDropout: z.number().min(0).max(0.9).default(0), targets: z.array(z.string().min(1)).min(1).nullable().default(null).describe('LoRA: last parts of layers’ names; null: the architecture’s own'),
  lastLayers: z.number().int().min(1).max(1000).nullable().default(null).describe('without an adapter: only so many last blocks learn, and what stands behind them; null: all'),
  freezeEmbeddings: z.boolean().default(false).describe('without an adapter'),
  baseWeights: BaseWeights.default('f32').describe('LoRA: how the frozen model under the layer is kept in memory'),
  checkpointing: Checkpointing.default('auto').describe('what blocks work out is worked out again on the way back instead of kept: less memory, a third more time; auto: where memory would not suffice'),
  precision: Precision.default('auto').describe('auto: f16 on a graphics card that has it and was faster with it in a trial; else f32'),
  separator: z.string().min(1).max(40).nullable().default(null).describe('a mark such as <sep> in a chapter: what stands before it is only read, what follows is learned, with its end; null: everything is'),
  phrases: z.number().min(0).max(0.5).default(0.08).describe('share of her own turns of phrase, counted word for word, in what the voice expects; 0: none'),
  tensorboard: z.boolean().default(false).describe('the curve is also written as a TensorBoard event file')
})
export type WayOfLearning = z.infer<typeof WayOfLearning>

/** Every field has a default that suits a novelist; *Advanced* shows them all. Rates per step, lengths in tokens. */
export const TrainingSettings = WayOfLearning.extend({
  steps: z.number().int().min(1).max(1_000_000).nullable().default(null).describe('null: chosen from the corpus, about three passes'),
  learningRate: z.number().positive().max(1).nullable().default(null).describe('null: the method’s own'),
  warmup: z.number().int().min(0).nullable().default(null), weightDecay: z.number().min(0).max(1).default(0.01), clip: z.number().positive().default(1),
  context: z.number().int().min(8).max(8192).nullable().default(null), batch: z.number().int().min(1).max(512).default(4), accumulation: z.number().int().min(1).max(1024).default(1),
  keep: z.number().min(0.05).max(1).nullable().default(null).describe('share of the way from the base to what was learned that the voice keeps; null: the method’s own'),
  rank: z.number().int().min(1).max(512).default(16), alpha: z.number().positive().default(32),
  evaluateEvery: z.number().int().min(1).nullable().default(null), patience: z.number().int().min(1).nullable().default(4).describe('evaluations without progress before an early stop; null: never'),
  checkpointSeconds: z.number().min(1).max(3600).default(30), seed: z.number().int().min(0).default(1), device: Device.default('auto')
})
export type TrainingSettings = z.infer<typeof TrainingSettings>

export const RunState = z.enum(['queued', 'running', 'paused', 'interrupted', 'finished', 'stopped', 'failed'])
export type RunState = z.infer<typeof RunState>

/** `loss` and `heldOut` are mean natural-log losses per token; `heldOut` only at steps where it was measured. */
export const Metric = z.object({
  step: z.number().int(), loss: z.number(), heldOut: z.number().nullable(), learningRate: z.number(), gradientNorm: z.number().nullable(),
  tokensPerSecond: z.number(), secondsLeft: z.number().nullable()
})
export type Metric = z.infer<typeof Metric>

/** The same opening from a held-back chapter, continued at an evaluation. Step 0 is the base model. */
export const TrainingSample = z.object({ step: z.number().int(), opening: z.string(), continuation: z.string() })
export type TrainingSample = z.infer<typeof TrainingSample>

export const Run = z.object({
  id: RunId, voiceId: VoiceId, projectId: ProjectId, modelId: ModelId, method: Method, settings: TrainingSettings, state: RunState, device: z.string().nullable(), deviceReason: DeviceReasons.nullable(),
  step: z.number().int(), steps: z.number().int(), baseHeldOut: z.number().nullable(), bestHeldOut: z.number().nullable(), bestStep: z.number().int().nullable(),
  skippedSteps: z.number().int(), error: z.object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) }).nullable(),
  startedAt: Timestamp, endedAt: Timestamp.nullable()
})
export type Run = z.infer<typeof Run>

export const RunEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('run'), run: Run }),
  z.object({ type: z.literal('metric'), runId: RunId, metric: Metric }),
  z.object({ type: z.literal('sample'), runId: RunId, sample: TrainingSample })
])
export type RunEvent = z.infer<typeof RunEvent>

/** A trial at ever higher rates: the mean loss a token at each, and the rate at which it fell fastest; null where it never fell. */
export const RateTrial = z.object({ points: z.array(z.object({ rate: z.number(), loss: z.number() })), suggested: z.number().nullable() })
export type RateTrial = z.infer<typeof RateTrial>

export const Estimate = z.object({
  trainTokens: z.number().int(), heldOutTokens: z.number().int(), steps: z.number().int(), seconds: z.number().nullable(), memoryBytes: z.number().int(), diskBytes: z.number().int(),
  trainableParameters: z.number().int(), checkpointing: z.boolean().describe('whether the run would work out twice what it has no memory to keep')
})
export type Estimate = z.infer<typeof Estimate>

const Plan = z.object({ projectId: ProjectId, modelId: ModelId, method: Method, settings: TrainingSettings })

export const training = {
  defaults: procedure.input(z.object({ method: Method })).output(TrainingSettings),
  estimate: procedure.input(Plan).output(Estimate),
  /** Tries rates for a minute or so, and leaves no trace. */
  findRate: procedure.input(Plan).output(RateTrial),
  start: procedure.input(Plan.extend({ voiceName: z.string().trim().min(1).max(120) })).output(Run),
  pause: procedure.input(z.object({ runId: RunId })).output(Run),
  resume: procedure.input(z.object({ runId: RunId })).output(Run),
  /** Stops and keeps the best checkpoint so far as the voice. */
  stop: procedure.input(z.object({ runId: RunId })).output(Run),
  runs: procedure.input(z.object({ projectId: ProjectId.optional() })).output(z.array(Run)),
  run: procedure.input(z.object({ runId: RunId })).output(Run),
  metrics: procedure.input(z.object({ runId: RunId })).output(z.object({ metrics: z.array(Metric), samples: z.array(TrainingSample) })),
  /** Every run's news from now on; the status bar listens here wherever she goes. First each unfinished run as it stands. */
  watch: procedure.output(eventIterator(RunEvent))
}
