import { describe, expect, it } from 'vitest'
import {
  Diverged, learn, measuringBatches, packWindows, separateWindows,
  type Best, type Learner, type LearningEvent, type NamedArray, type Progress, type Recipe, type Request, type StepMetric
} from '#ml/training/index.ts'
import { createRandom, seedState } from '#ml/random.ts'
import { bigramLearner, type BigramLearner } from '../../support/bigram.ts'

const VOCABULARY = 12

/** A language with a habit: nearly always, each token is followed by the next one. */
function habit(length: number, seed: number): number[] {
  const random = createRandom(seedState(seed))
  let token = 1
  return Array.from({ length }, () => (token = random.float() < 0.9 ? (token % (VOCABULARY - 1)) + 1 : 1 + random.below(VOCABULARY - 1)))
}

const cutting = { context: 16, beginning: [], separator: 0 }
const data = {
  windows: packWindows([habit(300, 1), habit(200, 2)], cutting), padding: 0,
  heldOut: measuringBatches(separateWindows([habit(150, 3)], cutting), 4, 16, 0)
}
const recipe: Recipe = { steps: 30, learningRate: 0.1, warmup: 3, context: 16, batch: 2, accumulation: 2, evaluateEvery: 5, patience: null, checkpointSeconds: 4, seed: 11 }

interface Kept { readonly progress: Progress; readonly state: readonly NamedArray[] }
interface Trial {
  readonly recipe?: Partial<Recipe>
  readonly learner?: BigramLearner
  readonly from?: Kept
  readonly request?: (step: number) => Request
  readonly heldOut?: readonly number[]
}

/** Runs the loop to its end; time goes by one second a look at the clock. */
async function run({ recipe: changes = {}, learner = bigramLearner({ vocabulary: VOCABULARY }), from, request = () => 'none', heldOut }: Trial = {}) {
  const events: LearningEvent[] = []
  const bests: Best[] = []
  const kept: Kept[] = []
  let [now, steps, evaluation] = [0, from?.progress.step ?? 0, 0]
  if (from) await learner.restore(from.state)
  const scripted: Learner = heldOut === undefined ? learner : { ...learner, evaluate: async () => ({ nll: heldOut[evaluation++] ?? 9, tokens: 1 }) }
  const hooks = {
    requested: () => request(steps),
    breathe: async () => undefined,
    keepBest: async (best: Best) => { bests.push(best) },
    checkpoint: async (progress: Progress) => { kept.push({ progress, state: await learner.state() }) },
    async *samples(step: number) { yield { step, opening: 'o', continuation: `c${step}` } }
  }
  const used = heldOut === undefined ? data : { ...data, heldOut: data.heldOut.slice(0, 1) }
  for await (const event of learn({ learner: scripted, data: used, recipe: { ...recipe, ...changes }, clock: () => now++, hooks, from: from?.progress ?? null })) {
    if (event.type === 'metric') steps = event.metric.step
    events.push(event)
  }
  const metrics = events.flatMap((event) => (event.type === 'metric' ? [event.metric] : []))
  return { events, bests, kept, metrics, learner, end: events.at(-1) }
}

const curve = (metrics: readonly StepMetric[]) => metrics.map(({ step, loss, heldOut, learningRate, gradientNorm }) => ({ step, loss, heldOut, learningRate, gradientNorm }))

describe('the training loop', () => {
  it('learns: held-out loss falls from that of a coin to that of the habit', async () => {
    const { events, end } = await run({ recipe: { steps: 120 } })
    expect(events[0]).toMatchObject({ type: 'started', progress: { step: 0, baseHeldOut: expect.closeTo(Math.log(VOCABULARY), 5) } })
    expect(end).toMatchObject({ type: 'ended', reason: 'steps', progress: { step: 120 } })
    expect(end?.type === 'ended' && end.progress.best.heldOut).toBeLessThan(1)
  })

  it('measures before the first step, every few steps and at the end, and samples with it', async () => {
    const { events, metrics } = await run({ recipe: { steps: 12 } })
    expect(metrics.filter((metric) => metric.heldOut !== null).map((metric) => metric.step)).toEqual([5, 10, 12])
    expect(events.flatMap((event) => (event.type === 'sample' ? [event.step] : []))).toEqual([0, 5, 10, 12])
    expect(metrics.map((metric) => metric.step)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1))
    expect(metrics.at(-1)?.secondsLeft).toBe(0)
  })

  it('shows each window as often as the steps ask, in the order of the seed', async () => {
    const { learner } = await run({ recipe: { steps: data.windows.length, batch: 1, accumulation: 1 } })
    const shown = learner.seen.map((batch) => [...batch.inputIds].join())
    expect(new Set(shown).size).toBe(new Set(data.windows.map((window) => window.ids.join())).size)
    const again = await run({ recipe: { steps: data.windows.length, batch: 1, accumulation: 1 } })
    expect(again.learner.seen.map((batch) => [...batch.inputIds].join())).toEqual(shown)
  })

  it('gives one curve whether a step is one batch of four or four of one', async () => {
    const [whole, parts] = [await run({ recipe: { batch: 4, accumulation: 1 } }), await run({ recipe: { batch: 1, accumulation: 4 } })]
    for (const [index, metric] of whole.metrics.entries()) expect(parts.metrics[index]?.loss).toBeCloseTo(metric.loss, 5)
  })

  it('resumes from any checkpoint exactly: curve, best, early stop and weights', async () => {
    const whole = await run({ recipe: { patience: 3 } })
    expect(whole.kept.length).toBeGreaterThan(3)
    for (const checkpoint of whole.kept) {
      const thawed: Kept = { progress: JSON.parse(JSON.stringify(checkpoint.progress)), state: checkpoint.state }
      const rest = await run({ recipe: { patience: 3 }, from: thawed })
      expect(curve(rest.metrics)).toEqual(curve(whole.metrics.slice(checkpoint.progress.step)))
      expect(rest.end).toEqual(whole.end)
      expect(await rest.learner.state()).toEqual(await whole.learner.state())
    }
  })

  it('pauses between two steps with a checkpoint, and the two halves are the whole', async () => {
    const whole = await run()
    const half = await run({ request: (step) => (step >= 13 ? 'pause' : 'none') })
    expect(half.end).toMatchObject({ type: 'ended', reason: 'paused', progress: { step: 13 } })
    const rest = await run({ from: half.kept.at(-1) as Kept })
    expect([...curve(half.metrics), ...curve(rest.metrics)]).toEqual(curve(whole.metrics))
  })

  it('measures once more when it is stopped, so that the last steps are not lost', async () => {
    const { end, bests } = await run({ request: (step) => (step >= 13 ? 'stop' : 'none') })
    expect(end).toMatchObject({ reason: 'stopped', progress: { step: 13, evaluatedAt: 13, best: { step: 13 } } })
    expect(bests.at(-1)?.step).toBe(13)
  })

  it('keeps the best and stops when held-out text gains nothing more', async () => {
    const { end, bests, metrics } = await run({ recipe: { steps: 100, patience: 2 }, heldOut: [5, 4, 4.5, 3, 3, 3.5, 1] })
    expect(bests).toEqual([{ step: 0, heldOut: 5 }, { step: 5, heldOut: 4 }, { step: 15, heldOut: 3 }])
    expect(end).toMatchObject({ reason: 'patience', progress: { step: 25, best: { step: 15, heldOut: 3 } } })
    expect(metrics).toHaveLength(25)
  })

  it('keeps the base when nothing is gained at all', async () => {
    const { bests, end } = await run({ recipe: { steps: 10 }, heldOut: [2, 3, 4] })
    expect(bests).toEqual([{ step: 0, heldOut: 2 }])
    expect(end).toMatchObject({ progress: { best: { step: 0, heldOut: 2 } } })
  })

  it('counts skipped steps, leaves them out of Adam’s count, and gives up when nothing is finite any more', async () => {
    const real = bigramLearner({ vocabulary: VOCABULARY })
    const counts: number[] = []
    const sometimes = { ...real, apply: async (options: { step: number; learningRate: number }) => {
      counts.push(options.step)
      return counts.length % 3 === 0 ? { gradientNorm: Infinity, skipped: true } : real.apply(options)
    } }
    const { end, metrics } = await run({ learner: sometimes, recipe: { steps: 6 } })
    expect(counts).toEqual([1, 2, 3, 3, 4, 5])
    expect(end).toMatchObject({ progress: { skipped: 2 } })
    expect(metrics[2]?.gradientNorm).toBeNull()
    const never = { ...real, apply: async () => ({ gradientNorm: NaN, skipped: true }) }
    await expect(run({ learner: never, recipe: { steps: 100 } })).rejects.toThrow(Diverged)
  })
})
