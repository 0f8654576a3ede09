// Times a few real steps of a model on a device. Knows the runtime; the texts are made up, since only their size matters.
import type { Decoder } from '#ml/generation/index.ts'
import { createRandom, seedState } from '#ml/random.ts'
import { layOut } from '#ml/training/index.ts'
import { seconds } from './breathe.ts'
import type { LearnerOptions, Runtime, SpeakerOptions, WriterOptions } from './runtime.ts'
import type { Speeds } from './speeds.ts'

const REPEATS = 2
/** A device that needs longer than this to warm up is judged by that: nobody waits for more of it. */
const PATIENCE_SECONDS = 5

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = seconds()
  await work()
  return seconds() - began
}

/** The fastest of a few, after one that warms up. */
async function fastest(work: () => Promise<unknown>): Promise<number> {
  let best = await timed(work)
  if (best > PATIENCE_SECONDS) return best
  for (let repeat = 0; repeat < REPEATS; repeat++) best = Math.min(best, await timed(work))
  return best
}

function randomIds(count: number, vocabularySize: number): readonly number[] {
  const random = createRandom(seedState(1))
  return Array.from({ length: count }, () => random.below(vocabularySize))
}

export type StepShape = Omit<LearnerOptions, 'alpha' | 'weightDecay' | 'clip' | 'seed'>

/** Ways of learning that a step's time depends on. */
const costly = ({ optimiser, average, dora, loraDropout, targets, labelSmoothing, lastLayers, freezeEmbeddings, baseWeights, checkpointing, reading, precision, dropout }: StepShape): readonly unknown[] =>
  [optimiser ?? 'adamw', (average ?? null) !== null, dora === true, (loraDropout ?? 0) > 0, targets ?? null, (labelSmoothing ?? 0) > 0, lastLayers ?? null, freezeEmbeddings === true, baseWeights ?? 'f32', checkpointing === 'on', ...(reading ? [reading.objective, 'chance', dropout ?? null] : (dropout ?? 0) > 0 ? ['chance'] : []), ...(precision === 'f16' ? ['f16'] : [])]

/** Seconds of one micro-batch and its optimiser step. */
export async function secondsPerStep(runtime: Runtime, speeds: Speeds, shape: StepShape): Promise<number> {
  const { vocabularySize, parameters, architecture } = await runtime.describeModel(shape.model, shape.reading)
  const key = ['learn', architecture, parameters, vocabularySize, shape.method, shape.batch, shape.context, shape.rank, shape.device, ...costly(shape)]
  const known = await speeds.recall(key)
  if (known !== null) return known
  const learner = await runtime.openLearner({ ...shape, alpha: shape.rank, weightDecay: 0, clip: 1, seed: 1 })
  try {
    const ids = randomIds(shape.context, vocabularySize)
    const tokens = layOut(Array.from({ length: shape.batch }, () => ({ ids, labels: ids, counted: ids.length - 1 })), shape.context, 0)
    const batch = shape.reading?.objective === 'class' ? { ...tokens, labels: new BigInt64Array(shape.batch) } : tokens
    const measured = await fastest(async () => {
      await learner.accumulate(batch)
      await learner.apply({ learningRate: 1e-6, step: 1 })
    })
    await speeds.remember(key, measured)
    return measured
  } finally {
    await learner.dispose()
  }
}

/** Seconds of one written token behind a short prompt; with whole weights, unless told otherwise. */
export async function secondsPerToken(runtime: Runtime, speeds: Speeds, given: SpeakerOptions & Partial<WriterOptions>): Promise<number> {
  const options: WriterOptions = { precision: 'f32', cache: null, ...given }
  const { vocabularySize, parameters, architecture } = await runtime.describeModel(options.model)
  const key = ['write', architecture, parameters, vocabularySize, options.adapter !== null, options.device, ...(options.precision === 'f32' ? [] : [options.precision])]
  const known = await speeds.recall(key)
  if (known !== null) return known
  const decoder = await runtime.openDecoder(options)
  try {
    await decoder.append(randomIds(Math.min(32, decoder.contextLength - 8), vocabularySize))
    const measured = await fastest(() => decoder.append([0]))
    await speeds.remember(key, measured)
    return measured
  } finally {
    await decoder.dispose()
  }
}

/** Tokens looked at together beside the one that must be run anyway. */
const TOGETHER = 4
/** Below this the clock of a busy machine says nothing. */
const LEAST = 0.05
/** Pairs of runs, one and several tokens turn about, so that what else the machine does weighs on both. */
const PAIRS = 11

/** What one more token in a run costs, in runs of one token; the way back from wrong ones is in it. The decoder must hold nothing, and holds nothing afterwards. */
export async function priceOfLooking(speeds: Speeds, decoder: Decoder, key: readonly unknown[]): Promise<number> {
  const name = ['look', ...key, decoder.vocabularySize, decoder.device, decoder.precision ?? 'f32']
  const known = await speeds.recall(name)
  if (known !== null) return known
  const held = Math.min(32, decoder.contextLength - 2 * TOGETHER)
  await decoder.append(randomIds(held, decoder.vocabularySize))
  const round = (tokens: number) => async (): Promise<void> => {
    await decoder.appendEach(randomIds(tokens, decoder.vocabularySize))
    await decoder.truncate(held + 1)
    await decoder.truncate(held)
  }
  const ratios: number[] = []
  for (let pair = 0; pair <= PAIRS; pair++) ratios.push((await timed(round(1 + TOGETHER))) / (await timed(round(1))))
  await decoder.truncate(0)
  // The first pair warms up; of the others the middle one counts.
  const price = Math.max(LEAST, ((ratios.slice(1).toSorted((one, other) => one - other)[Math.floor(PAIRS / 2)] ?? Infinity) - 1) / TOGETHER)
  await speeds.remember(name, price)
  return price
}
