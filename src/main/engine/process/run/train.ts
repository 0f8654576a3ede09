// A run from its first step or its last checkpoint to its end, on the device that does it best; a device that fails hands over to the processor.
// Knows sessions; knows no transport.
import { Diverged, type Request } from '#ml/training/index.ts'
import { deviceReason } from '#shared/devices.ts'
import { AuroreError } from '#shared/errors/index.ts'
import type { TrainEvent, TrainingPlan } from '../../contract.ts'
import { lacksMemory } from '../coded.ts'
import { decided } from '../checkpointing.ts'
import { also, chooseDevice, choosePrecision, fallback } from '../devices.ts'
import { secondsPerStep } from '../measure.ts'
import { openTokenizer } from '../model-folder.ts'
import { keepPhrases } from '../phrases.ts'
import type { Runtime } from '../runtime.ts'
import type { Speeds } from '../speeds.ts'
import { learningData } from './data.ts'
import { readPlan, replacePlan, writePlan } from './plan.ts'
import { pursue } from './session.ts'
import type { Session } from './session-context.ts'

export interface RunWish {
  readonly run: string
  /** null: resume from the folder's own plan. */
  readonly plan: TrainingPlan | null
  readonly requested: () => Request
}

/** No run is longer than the model can read. */
async function planOf(runtime: Runtime, { run, plan: given }: RunWish): Promise<TrainingPlan> {
  const plan = given ?? (await readPlan(run))
  const { contextLength } = await runtime.describeModel(plan.model, plan.reading)
  const fitted = { ...plan, context: Math.min(plan.context, contextLength) }
  // A run of an older Aurore was never asked, and kept everything.
  return given === null ? { ...fitted, checkpointing: plan.checkpointing === 'on' ? 'on' : 'off', precision: plan.precision === 'f16' ? 'f16' : 'f32' } : decided(runtime, fitted)
}

/** Failures that another device would meet as well. */
const isOurs = (error: unknown): boolean => error instanceof AuroreError || error instanceof Diverged

/** Half as many windows at once and twice as often: the same step. With one window left, its blocks are worked out twice instead of kept. null where that is done already. */
async function smaller(session: Session): Promise<Session | null> {
  const { plan, choice, run, tokenizer } = session
  if (plan.batch === 1) return keepingLess(session)
  const batch = plan.batch % 2 === 0 ? plan.batch / 2 : 1
  const next = { ...plan, batch, accumulation: (plan.batch / batch) * plan.accumulation }
  await replacePlan(run, next)
  const reason = deviceReason('smaller-pieces', { windows: plan.batch, fewer: batch, times: next.accumulation })
  return { ...session, plan: next, data: await learningData(tokenizer, next), choice: also(choice, reason) }
}

async function keepingLess(session: Session): Promise<Session | null> {
  const { runtime, plan, choice, run } = session
  if (plan.checkpointing === 'on' || (await runtime.estimateMemory(plan)).checkpointedBytes === null) return null
  const next: TrainingPlan = { ...plan, checkpointing: 'on' }
  await replacePlan(run, next)
  return { ...session, plan: next, choice: also(choice, deviceReason('blocks-twice')) }
}

/** From the last checkpoint: with smaller pieces where memory ran out, on the processor where the device failed. */
async function* onDevice(session: Session): AsyncGenerator<TrainEvent, void> {
  try {
    yield* pursue(session)
  } catch (error) {
    const less = lacksMemory(error) ? await smaller(session) : null
    if (less !== null) return yield* onDevice(less)
    if (session.choice.device === 'cpu' || isOurs(error)) throw error
    yield* onDevice({ ...session, plan: { ...session.plan, precision: 'f32' }, choice: fallback(session.choice.device, error) })
  }
}

export async function* trainRun(runtime: Runtime, speeds: Speeds, wish: RunWish): AsyncGenerator<TrainEvent, void> {
  const plan = await planOf(runtime, wish)
  const tokenizer = await openTokenizer(plan.model)
  const data = await learningData(tokenizer, plan)
  // Written only now: a plan that cannot be followed leaves no run behind.
  if (wish.plan !== null) await writePlan(wish.run, plan)
  await keepPhrases(wish.run, tokenizer, plan)
  const chosen = await chooseDevice(runtime, plan.device, (device) => secondsPerStep(runtime, speeds, { ...plan, device }))
  const { precision, choice } = await choosePrecision(runtime, plan.precision, chosen, (bits) => secondsPerStep(runtime, speeds, { ...plan, device: chosen.device, precision: bits }))
  const settled: TrainingPlan = { ...plan, precision }
  if (precision !== plan.precision) await replacePlan(wish.run, settled)
  yield* onDevice({ runtime, run: wish.run, plan: settled, tokenizer, data, choice, requested: wish.requested })
}
