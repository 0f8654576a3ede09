// A run from its first step or its last checkpoint to its end, on the device that does it best; a device that fails hands over to the processor.
// Knows sessions; knows no transport.
import { Diverged, type Request } from '#ml/training/index.ts'
import { AuroreError } from '#shared/errors/index.ts'
import type { TrainEvent, TrainingPlan } from '../../contract.ts'
import { chooseDevice, fallback } from '../devices.ts'
import { secondsPerStep } from '../measure.ts'
import { openTokenizer } from '../model-folder.ts'
import type { Runtime } from '../runtime.ts'
import type { Speeds } from '../speeds.ts'
import { learningData } from './data.ts'
import { readPlan, writePlan } from './plan.ts'
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
  const { contextLength } = await runtime.describeModel(plan.model)
  return { ...plan, context: Math.min(plan.context, contextLength) }
}

/** Failures that another device would meet as well. */
const isOurs = (error: unknown): boolean => error instanceof AuroreError || error instanceof Diverged

async function* onDevice(session: Session): AsyncGenerator<TrainEvent, void> {
  try {
    yield* pursue(session)
  } catch (error) {
    if (session.choice.device === 'cpu' || isOurs(error)) throw error
    yield* pursue({ ...session, choice: fallback(session.choice.device, error) })
  }
}

export async function* trainRun(runtime: Runtime, speeds: Speeds, wish: RunWish): AsyncGenerator<TrainEvent, void> {
  const plan = await planOf(runtime, wish)
  const tokenizer = await openTokenizer(plan.model)
  const data = await learningData(tokenizer, plan)
  // Written only now: a plan that cannot be followed leaves no run behind.
  if (wish.plan !== null) await writePlan(wish.run, plan)
  const choice = await chooseDevice(runtime, plan.device, (device) => secondsPerStep(runtime, speeds, { ...plan, device }))
  yield* onDevice({ runtime, run: wish.run, plan, tokenizer, data, choice, requested: wish.requested })
}
