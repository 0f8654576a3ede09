// The numbers of a reader's run that were left open, in one table. Knows no text and no engine.
import type { ReaderMethod, ReaderObjective } from '#shared/contract/readers.ts'
import { TrainingSettings } from '#shared/contract/training.ts'

type Taste = {
  readonly learningRate: number, readonly batch: number
  /** How often the texts are read, and the bounds of the steps that makes. */
  readonly passes: number, readonly fewest: number, readonly most: number
  /** Longest stretch of text seen at once, in tokens. */
  readonly context: number
}

/** Over a model that reads: as Devlin et al. 2019 tuned theirs (appendix A.3: 2e-5 to 5e-5, two to four passes); an adapter ten times as fast (Hu et al. 2021, table 9). From nothing: as long as held-out text gets better. */
const tastes: Readonly<Record<ReaderObjective, Readonly<Record<ReaderMethod, Taste>>>> = {
  masked: {
    full: { learningRate: 5e-5, batch: 8, passes: 3, fewest: 30, most: 5000, context: 256 },
    lora: { learningRate: 5e-4, batch: 8, passes: 3, fewest: 30, most: 5000, context: 256 },
    scratch: { learningRate: 1e-3, batch: 8, passes: 20, fewest: 200, most: 20_000, context: 256 }
  },
  classification: {
    full: { learningRate: 5e-5, batch: 16, passes: 4, fewest: 30, most: 5000, context: 256 },
    lora: { learningRate: 5e-4, batch: 16, passes: 4, fewest: 30, most: 5000, context: 256 },
    scratch: { learningRate: 2e-3, batch: 16, passes: 20, fewest: 100, most: 20_000, context: 256 }
  }
}

const evaluations = 10
/** Share of the steps spent warming up: a tenth, as in the paper. */
const warmupShare = 0.1

export function readerDefaults(objective: ReaderObjective, method: ReaderMethod): TrainingSettings {
  const { learningRate, batch } = tastes[objective][method]
  return { ...TrainingSettings.parse({}), learningRate, batch, phrases: 0, keep: 1 }
}

export const readerContext = (objective: ReaderObjective, method: ReaderMethod, asked: number | null, modelContext: number): number =>
  Math.min(asked ?? tastes[objective][method].context, modelContext)

/** `windows`: stretches of text to learn from. */
export function readerRhythm(objective: ReaderObjective, method: ReaderMethod, settings: TrainingSettings, windows: number) {
  const { passes, fewest, most, learningRate } = tastes[objective][method]
  const steps = settings.steps ?? Math.min(most, Math.max(fewest, Math.ceil((passes * windows) / (settings.batch * settings.accumulation))))
  return {
    steps, learningRate: settings.learningRate ?? learningRate, warmup: settings.warmup ?? Math.round(steps * warmupShare),
    evaluateEvery: settings.evaluateEvery ?? Math.max(1, Math.ceil(steps / evaluations))
  }
}
