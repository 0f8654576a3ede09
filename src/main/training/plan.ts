// Makes a run's plan: the texts as they were split, every number decided. Knows the engine's estimate; knows no run.
import type { Estimate, TrainingSettings } from '#shared/contract/training.ts'
import type { Method } from '#shared/contract/voices.ts'
import { AuroreError } from '#shared/errors/index.ts'
import type { ModelId, ProjectId } from '#shared/ids.ts'
import type { TrainingTexts } from '../corpora/shares.ts'
import type { TrainingPlan } from '../engine/contract.ts'
import type { Engine } from '../voices/engine.ts'
import type { Models } from '../voices/models.ts'
import { chosenContext, chosenRhythm, chosenSteps } from './defaults.ts'

export type Wish = { readonly projectId: ProjectId, readonly modelId: ModelId, readonly method: Method, readonly settings: TrainingSettings }
type Ground = { readonly engine: Engine, readonly models: Models, readonly texts: (projectId: ProjectId) => TrainingTexts }

export function createPlanning({ engine, models, texts }: Ground) {
  function corpus(projectId: ProjectId): TrainingTexts {
    const split = texts(projectId)
    if (split.train.length === 0) throw new AuroreError('training.empty-corpus')
    if (split.heldOut.length === 0) throw new AuroreError('training.nothing-held-back')
    return split
  }

  /** The trainer answers: a sentence being written must not wait for an estimate. */
  async function measured({ projectId, modelId, method, settings }: Wish) {
    const model = await models.get(modelId)
    const { train, heldOut } = corpus(projectId)
    const context = chosenContext(settings, model.contextLength)
    const { batch, rank, accumulation } = settings
    const cost = await engine.trainer.estimate({ model: model.folder, method, train: [...train], heldOut: [...heldOut], context, batch, rank })
    return { cost, model, context, steps: chosenSteps(method, settings, context, cost.trainTokens), perStep: accumulation }
  }

  return {
    async estimate(wish: Wish): Promise<Estimate> {
      const { cost: { secondsPerStep, ...cost }, steps, perStep } = await measured(wish)
      return { ...cost, steps, seconds: secondsPerStep === null ? null : secondsPerStep * steps * perStep }
    },
    async plan(wish: Wish): Promise<TrainingPlan> {
      const { model, context, steps } = await measured(wish)
      const { weightDecay, clip, batch, accumulation, rank, alpha, patience, checkpointSeconds, seed, device } = wish.settings
      const { train, heldOut, openings } = corpus(wish.projectId)
      return {
        model: model.folder, method: wish.method, train: [...train], heldOut: [...heldOut], openings: [...openings],
        ...chosenRhythm(wish.method, wish.settings, steps), weightDecay, clip, context, batch, accumulation, rank, alpha, patience, checkpointSeconds, seed, device
      }
    }
  }
}
export type Planning = ReturnType<typeof createPlanning>
