// One run of learning on one device: opens the learner, restores it, feeds the loop, keeps its journals, checkpoints and best voice.
// Knows the run's folder and the runtime; who listens to it, it does not know.
import { learn, type Hooks, type Learner, type LearningEvent } from '#ml/training/index.ts'
import type { TrainEvent } from '../../contract.ts'
import { breathe, seconds } from '../breathe.ts'
import type { SpeakingLearner } from '../runtime.ts'
import { keepBest, readBest } from './best.ts'
import { readCheckpoint, writeCheckpoint, type Checkpoint } from './checkpoint.ts'
import { forgetAfter, journals, syncJournals, write } from './journal.ts'
import { continueOpenings } from './samples.ts'
import { beginEvents, writeEvent } from './tensorboard.ts'
import type { Session } from './session-context.ts'

const hooksOf = (session: Session, learner: SpeakingLearner): Hooks => {
  const { run, plan } = session
  return {
    requested: session.requested,
    breathe,
    keepBest: (best) => keepBest(run, plan, best, () => learner.parameters()),
    checkpoint: async (progress) => {
      await syncJournals(run)
      await writeCheckpoint(run, { progress, state: await learner.state() }, { seed: plan.seed, position: progress.step * plan.accumulation * plan.batch })
    },
    samples: (step) => continueOpenings(session, learner, step)
  }
}

/** The learner and its journals as they were at the checkpoint. */
async function takeUp(run: string, learner: Learner, checkpoint: Checkpoint | null): Promise<void> {
  if (checkpoint !== null) await learner.restore(checkpoint.state)
  const step = checkpoint?.progress.step ?? -1
  await forgetAfter(run, journals.metrics, step)
  await forgetAfter(run, journals.samples, step)
}

type Told = { readonly [T in LearningEvent['type']]: (event: Extract<LearningEvent, { type: T }>) => Promise<TrainEvent> }

/** Each event of the loop as the treaty's, after it is in the journal. */
const teller = ({ run, plan, choice }: Session, learner: Learner): Told => ({
  started: async ({ progress }) => ({ type: 'started', device: learner.device, deviceReason: [...choice.reasons], step: progress.step, steps: plan.steps, baseHeldOut: progress.baseHeldOut }),
  metric: async ({ metric }) => {
    await write(run, journals.metrics, metric)
    if (plan.tensorboard) await writeEvent(run, metric)
    return { type: 'metric', metric }
  },
  sample: async (event) => {
    const { step, opening, continuation } = event
    await write(run, journals.samples, { step, opening, continuation })
    return event
  },
  checkpoint: async (event) => event,
  ended: async ({ reason, progress }) => {
    const best = (await readBest(run)) ?? progress.best
    return { type: 'ended', reason, step: progress.step, bestStep: best.step, bestHeldOut: best.heldOut, baseHeldOut: progress.baseHeldOut, skippedSteps: progress.skipped }
  }
})

const tell = <T extends LearningEvent['type']>(told: Told, event: Extract<LearningEvent, { type: T }>): Promise<TrainEvent> => told[event.type as T](event)

export async function* pursue(session: Session): AsyncGenerator<TrainEvent, void> {
  const { runtime, run, plan, data, choice } = session
  const checkpoint = await readCheckpoint(run)
  const learner = await runtime.openLearner({ ...plan, device: choice.device })
  try {
    await takeUp(run, learner, checkpoint)
    if (plan.tensorboard) await beginEvents(run)
    const told = teller(session, learner)
    const events = learn({ learner, data, recipe: plan, clock: seconds, hooks: hooksOf(session, learner), from: checkpoint?.progress ?? null })
    for await (const event of events) yield await tell(told, event)
  } finally {
    await learner.dispose()
  }
}
