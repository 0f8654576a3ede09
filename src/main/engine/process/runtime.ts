// What the engine process needs of the machinery below it. Knows no graph: the real one is src/ml/runtime, a test brings a small one.
import type { MergedModel } from '#ml/export/merge.ts'
import type { Decoder } from '#ml/generation/index.ts'
import type { ReadingHead } from '#ml/models/reading.ts'
import type { TokenScorer } from '#ml/scoring/index.ts'
import type { Batch, Learner, Scored } from '#ml/training/index.ts'
import type { DeviceName } from '#shared/devices.ts'
import type { DeviceReport } from '#shared/contract/settings.ts'
import type { WayOfLearning } from '#shared/contract/training.ts'
import type { Method } from '#shared/contract/voices.ts'
import type { z } from 'zod'
import type { ModelDescription, ModelNeeds, NeedsInput, VerifyReport, Weights } from '../contract.ts'
import type { WritingPrecision } from '#shared/contract/writing.ts'

/** A device that was decided upon. */
export type RealDevice = DeviceName

export interface LearnerOptions extends Partial<WayOfLearning> {
  readonly model: string
  /** What a model that reads is to say; absent: it continues texts. */
  readonly reading?: ReadingHead | undefined
  readonly method: Method
  readonly device: RealDevice
  readonly batch: number
  readonly context: number
  readonly rank: number
  readonly alpha: number
  readonly weightDecay: number
  readonly clip: number
  /** Of what begins at random: the adapter's first factor, or all weights. */
  readonly seed: number
}

/** A learner that also speaks: a decoder over what it holds at the moment, for samples. */
export interface SpeakingLearner extends Learner {
  openDecoder(): Promise<Decoder>
}

export interface SpeakerOptions { readonly model: string; readonly adapter: string | null; readonly device: RealDevice }

/** A speaker that writes: how strongly, with whom, and with how many bits. */
export interface WriterOptions extends Omit<Weights, 'phrases'> {
  readonly device: RealDevice
  readonly precision: RealPrecision
  /** Where packed weights are kept between two starts. */
  readonly cache: string | null
}
export type RealPrecision = Exclude<WritingPrecision, 'auto'>

export interface Scorer {
  readonly contextLength: number
  score(batch: Batch): Promise<Scored>
  dispose(): Promise<void>
}

export interface Classifier {
  /** The folder its tokenizer lies in. */
  readonly ground: string
  readonly labels: readonly string[]
  readonly contextLength: number
  /** The natural logarithm of each class's probability, a row a text. */
  classify(batch: Pick<Batch, 'inputIds' | 'batch' | 'length'>): Promise<readonly Float64Array[]>
  dispose(): Promise<void>
}

/** `checkpointedBytes`: with what blocks work out worked out twice; null where the model has no blocks. */
export interface MemoryEstimate { readonly memoryBytes: number; readonly checkpointedBytes: number | null; readonly diskBytes: number; readonly trainableParameters: number }

export interface Runtime {
  listDevices(): Promise<readonly z.infer<typeof DeviceReport>[]>
  describeModel(folder: string, reading?: ReadingHead): Promise<ModelDescription>
  needsOf(input: z.infer<typeof NeedsInput>): z.infer<typeof ModelNeeds>
  openLearner(options: LearnerOptions): Promise<SpeakingLearner>
  openDecoder(options: WriterOptions): Promise<Decoder>
  /** A speaker as one plain model, its adapter folded in. */
  openMerged(options: Omit<SpeakerOptions, 'device'>): Promise<MergedModel>
  openScorer(options: SpeakerOptions): Promise<Scorer>
  openClassifier(options: { readonly model: string; readonly base: string | null; readonly device: RealDevice }): Promise<Classifier>
  /** A reader's adapter folded into its base, with the configuration it speaks by and the folder its tokenizer lies in. */
  openMergedReader(options: { readonly model: string }): Promise<MergedModel & { readonly config: Readonly<Record<string, unknown>>; readonly ground: string }>
  openTokenScorer(options: SpeakerOptions): Promise<TokenScorer>
  verifyFolder(folder: string, device: RealDevice): Promise<VerifyReport>
  estimateMemory(options: Omit<LearnerOptions, 'device' | 'alpha' | 'weightDecay' | 'clip' | 'seed'>): Promise<MemoryEstimate>
}
