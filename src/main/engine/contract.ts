// The treaty between the app and its engine process. Knows folders and texts; knows no database and no project.
import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { procedure } from '#shared/contract/base.ts'
import { GeneratedToken, ScoredContinuation } from '#shared/contract/likelihood.ts'
import { DeviceReasons } from '#shared/devices.ts'
import { Device, Metric, RateTrial, WayOfLearning } from '#shared/contract/training.ts'
import { Evaluation, ExportedVoice, Method, VoiceForm, VoicePrecision } from '#shared/contract/voices.ts'
import { Guesses, Sampling, StopAt, Strength, WritingPrecision } from '#shared/contract/writing.ts'
import { DeviceReport } from '#shared/contract/settings.ts'

const Folders = z.object({ model: z.string(), adapter: z.string().nullable().default(null) })

/**
 * Absolute folders: a base model in Hugging Face layout, and, for a voice, what was learned over it (PEFT layout or a whole model). What is asked of the
 * engine beyond writing (scores, exports) goes by the first two alone.
 */
export const Weights = Folders.extend({
  /** Where her turns of phrase lie, mixed with what the model expects; a file that is not there: none. */
  phrases: z.string().nullable().default(null),
  /** The model that a voice which is a whole model was learned from; without it, its strength is 1. */
  base: z.string().nullable().optional(),
  /** 0: the base model; 1: the voice; more: the voice overdrawn. */
  strength: Strength.optional(),
  /** Other voices of the same base model, with their shares; the first has what they leave of 1. */
  mix: z.array(Folders.extend({ share: z.number().min(0).max(1) })).max(3).optional()
})
export type Weights = z.infer<typeof Weights>

export const ModelDescription = z.object({
  architecture: z.string(), parameters: z.number().int(), contextLength: z.number().int(), vocabularySize: z.number().int(), bytes: z.number().int()
})
export type ModelDescription = z.infer<typeof ModelDescription>

/** What a model will take on this machine, in bytes; a voice is what learning leaves on the disk. */
export const ModelNeeds = z.object({ architecture: z.string(), parameters: z.number().int(), writeBytes: z.number().int(), learnBytes: z.number().int(), voiceBytes: z.number().int() })
export const NeedsInput = z.object({ config: z.record(z.string(), z.unknown()), batch: z.number().int().min(1), context: z.number().int().min(8), rank: z.number().int().min(1) })

/** What a model that reads learns: to name tokens that were hidden, or each text's class (its number among `labels`, in the order of the plan's texts). */
export const Reading = z.discriminatedUnion('objective', [
  z.object({ objective: z.literal('masked'), share: z.number().min(0.01).max(0.9), wholeWords: z.boolean() }),
  z.object({ objective: z.literal('class'), labels: z.array(z.string()).min(2), train: z.array(z.number().int().min(0)), heldOut: z.array(z.number().int().min(0)) })
])
export type Reading = z.infer<typeof Reading>

/** The head alone. */
export const ReadingHead = z.discriminatedUnion('objective', [z.object({ objective: z.literal('masked') }), z.object({ objective: z.literal('class'), labels: z.array(z.string()).min(2) })])

/** Each text's chances by label, in the order of `labels`; long texts are judged a stretch of `context` tokens at a time. */
export const ClassifyInput = z.object({ model: z.string(), base: z.string().nullable().default(null).describe('under an adapter that does not say it'), texts: z.array(z.string()), context: z.number().int().min(8), device: Device.default('auto') })
export const Classified = z.object({ labels: z.array(z.string()), texts: z.array(z.object({ label: z.string(), chances: z.array(z.number()) })) })

/** All numbers decided: no field is left to the engine's taste. Written into the run's folder as `plan.json`, so that a run resumes from itself. */
export const TrainingPlan = WayOfLearning.extend({
  model: z.string(), method: Method,
  /** One text a unit that must not run into the next (a chapter, or a run of sentences). */
  train: z.array(z.string()), heldOut: z.array(z.string()),
  /** Openings from held-out chapters, continued at every evaluation. */
  openings: z.array(z.string()),
  steps: z.number().int().min(1), learningRate: z.number().positive(), warmup: z.number().int().min(0), weightDecay: z.number().min(0), clip: z.number().positive(),
  context: z.number().int().min(8), batch: z.number().int().min(1), accumulation: z.number().int().min(1), rank: z.number().int().min(1), alpha: z.number().positive(),
  keep: z.number().min(0.05).max(1).default(1),
  reading: Reading.optional().describe('absent: the model continues texts'),
  evaluateEvery: z.number().int().min(1), patience: z.number().int().nullable(), checkpointSeconds: z.number().min(0), seed: z.number().int().min(0), device: Device
})
export type TrainingPlan = z.infer<typeof TrainingPlan>

/** `reason` says why the run ended: all steps, no more progress on held-out text, or asked to. The best weights lie in `RUN/best`. */
export const TrainEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('started'), device: z.string(), deviceReason: DeviceReasons, step: z.number().int(), steps: z.number().int(), baseHeldOut: z.number() }),
  z.object({ type: z.literal('metric'), metric: Metric }),
  z.object({ type: z.literal('sample'), step: z.number().int(), opening: z.string(), continuation: z.string() }),
  z.object({ type: z.literal('checkpoint'), step: z.number().int() }),
  z.object({ type: z.literal('ended'), reason: z.enum(['steps', 'patience', 'paused', 'stopped']), step: z.number().int(), bestStep: z.number().int(), bestHeldOut: z.number(), baseHeldOut: z.number(), skippedSteps: z.number().int() })
])
export type TrainEvent = z.infer<typeof TrainEvent>

/** Absolute paths of the indices of her books; runs of so many words of theirs are not written, but for the quotations allowed. */
export const Avoiding = z.object({ indices: z.array(z.string()), words: z.number().int().min(2), allowed: z.array(z.string()) })

export const GenerateInput = z.object({
  weights: Weights, prompt: z.string(), maxTokens: z.number().int().min(1), stopAt: StopAt, sampling: Sampling, device: Device.default('auto'), precision: WritingPrecision.default('auto'),
  /** Added to single tokens' logits before any sampler sees them. */
  tokenBias: z.array(z.object({ id: z.number().int(), bias: z.number() })).default([]),
  /** Tells of each token how likely it was, and so many of the likeliest that could have stood there; null: nothing, and no work for it. */
  explain: z.number().int().min(0).max(20).nullable().default(null),
  avoiding: Avoiding.nullable().default(null),
  /** Who guesses ahead: her turns of phrase where that pays, nobody, or the model in an absolute folder, which must read the same tokens. Alternatives have none. */
  drafting: z.union([z.enum(['auto', 'off']), z.object({ model: z.string() })]).default('off')
})
export type GenerateInput = z.infer<typeof GenerateInput>

export const GenerateEvent = z.discriminatedUnion('type', [
  /** `tokens`: those whose text is shown with this event, or was before; only where they were asked for. */
  z.object({ type: z.literal('text'), text: z.string(), token: z.number().int(), tokens: z.array(GeneratedToken).optional() }),
  z.object({ type: z.literal('done'), tokens: z.number().int(), promptTokens: z.number().int(), seed: z.number().int(), stoppedBy: z.enum(['length', 'stop', 'end']), tokensPerSecond: z.number(), firstTokenSeconds: z.number(), precision: WritingPrecision.exclude(['auto']).optional(), guesses: Guesses.optional() })
])
export type GenerateEvent = z.infer<typeof GenerateEvent>

/** One prompt continued in `count` ways at once; alternative i has the seed `seed + i`, and is what `generate` writes with that seed. */
export const AlternativesInput = GenerateInput.extend({ count: z.number().int().min(1).max(16) })
export const AlternativeEvent = z.object({ index: z.number().int(), event: GenerateEvent })
export type AlternativeEvent = z.infer<typeof AlternativeEvent>

export const ScoreInput = z.object({
  weights: Weights, base: Weights.nullable().default(null),
  /** Seen, not scored. Of a long one, as much of its end as the model holds. */
  prefix: z.string().default(''),
  /** Each is scored as if it alone stood behind the prefix; a text alone: no prefix, one continuation. Long ones in overlapping windows. */
  continuations: z.array(z.string()).min(1).max(256),
  /** How many of the likeliest tokens to name at each place. */
  top: z.number().int().min(0).max(100).default(0),
  /** false: only the sums, for choosing between continuations. */
  tokens: z.boolean().default(true),
  device: Device.default('auto'),
  /** Of whoever reads, and of the base beside it: as it writes. */
  precision: WritingPrecision.default('auto')
})
export type ScoreInput = z.infer<typeof ScoreInput>

/** `inText`: each text is a word with the blank before it, counted as in the middle of a text; else as a whole. */
export const CountInput = z.object({ model: z.string(), texts: z.array(z.string()), inText: z.boolean().default(false) })
export type CountInput = z.infer<typeof CountInput>

export const TokenCounts = z.object({
  counts: z.array(z.number().int()),
  /** Tokens the model expects before every text. */
  beginning: z.number().int(),
  /** The model's signs for a text on both sides of a gap, where its tokenizer has them. */
  fillIn: z.object({ prefix: z.string(), suffix: z.string(), middle: z.string() }).nullable()
})
export type TokenCounts = z.infer<typeof TokenCounts>

export const VerifyLine = z.object({ what: z.string(), difference: z.number(), tolerance: z.number(), within: z.boolean() })
export const VerifyReport = z.object({ folder: z.string(), architecture: z.string(), device: z.string(), lines: z.array(VerifyLine), greedyAgrees: z.boolean().nullable(), ok: z.boolean() })
export type VerifyReport = z.infer<typeof VerifyReport>

export const EstimateInput = WayOfLearning.extend({ model: z.string(), method: Method, train: z.array(z.string()), heldOut: z.array(z.string()), context: z.number().int(), batch: z.number().int(), rank: z.number().int() })
export const EngineEstimate = z.object({ trainTokens: z.number().int(), heldOutTokens: z.number().int(), secondsPerStep: z.number().nullable(), memoryBytes: z.number().int(), diskBytes: z.number().int(), trainableParameters: z.number().int(), checkpointing: z.boolean() })

export const ExportInput = z.object({
  weights: Weights, as: VoiceForm, precision: VoicePrecision,
  /** Absolute: a folder that does not exist or is empty; for GGUF a file that does not exist. */
  to: z.string(),
  card: z.object({ name: z.string(), base: z.string(), licence: z.string(), languages: z.array(z.string()), method: z.string() })
})
export type ExportInput = z.infer<typeof ExportInput>

export const engineContract = {
  devices: procedure.output(z.array(DeviceReport)),
  /** `reading`: with that head; else a model that does not continue texts is refused. */
  describe: procedure.input(z.object({ model: z.string(), reading: ReadingHead.optional() })).output(ModelDescription),
  /** From a config.json alone; refuses a model that this engine would not compute exactly. */
  needs: procedure.input(NeedsInput).output(ModelNeeds),
  estimate: procedure.input(EstimateInput).output(EngineEstimate),
  findRate: procedure.input(z.object({ plan: TrainingPlan })).output(RateTrial),
  /** Starts in an empty `run` folder, or resumes from the last checkpoint found there. Cancelling the call is `pause`. */
  train: procedure.input(z.object({ run: z.string(), plan: TrainingPlan.nullable().describe('null: resume from the folder’s own plan') })).output(eventIterator(TrainEvent)),
  pause: procedure.input(z.object({ run: z.string() })).output(z.void()),
  stop: procedure.input(z.object({ run: z.string() })).output(z.void()),
  evaluate: procedure.input(z.object({ weights: Weights, texts: z.array(z.string()), device: Device.default('auto') })).output(Evaluation),
  /** What a model made of given texts, token by token. */
  score: procedure.input(ScoreInput).output(z.array(ScoredContinuation)),
  classify: procedure.input(ClassifyInput).output(Classified),
  /** Writes a reader's adapter folded into its base as a Hugging Face folder, which must not exist or be empty. Both absolute. */
  mergeReader: procedure.input(z.object({ model: z.string(), to: z.string() })).output(z.void()),
  /** Reads a GGUF and writes it as a Hugging Face folder, which must not exist yet. Both absolute. */
  adopt: procedure.input(z.object({ file: z.string(), to: z.string() })).output(z.void()),
  export: procedure.input(ExportInput).output(ExportedVoice),
  countTokens: procedure.input(CountInput).output(TokenCounts),
  generate: procedure.input(GenerateInput).output(eventIterator(GenerateEvent)),
  /** Streams all alternatives as they come, each under its index; every one ends with its own `done`. */
  alternatives: procedure.input(AlternativesInput).output(eventIterator(AlternativeEvent)),
  verify: procedure.input(z.object({ folder: z.string(), device: Device })).output(VerifyReport)
}
export type EngineContract = typeof engineContract
