// Serves `findRate`: a short trial at ever higher rates, which leaves nothing behind. Knows the runtime and the plan.
import { suggestedRate, sweepRates, usualRange, type RatePoint } from '#ml/training/index.ts'
import type { RateTrial } from '#shared/contract/training.ts'
import type { TrainingPlan } from '../contract.ts'
import { breathe } from './breathe.ts'
import { decided } from './checkpointing.ts'
import { chooseDevice } from './devices.ts'
import { secondsPerStep } from './measure.ts'
import { openTokenizer } from './model-folder.ts'
import { learningData } from './run/data.ts'
import type { Runtime } from './runtime.ts'
import type { Speeds } from './speeds.ts'

export async function findRate(runtime: Runtime, speeds: Speeds, asked: TrainingPlan, signal: AbortSignal | undefined): Promise<RateTrial> {
  const { contextLength } = await runtime.describeModel(asked.model)
  const plan = await decided(runtime, { ...asked, context: Math.min(asked.context, contextLength) })
  const data = await learningData(await openTokenizer(plan.model), plan)
  const { device } = await chooseDevice(runtime, plan.device, (candidate) => secondsPerStep(runtime, speeds, { ...plan, device: candidate }))
  const learner = await runtime.openLearner({ ...plan, device })
  try {
    const points: RatePoint[] = []
    for await (const point of sweepRates({ learner, data, recipe: plan, range: usualRange, breathe, cancelled: () => signal?.aborted === true })) points.push(point)
    return { points, suggested: suggestedRate(points) }
  } finally {
    await learner.dispose()
  }
}
