// Makes a run's plan: the texts as they were split, every number decided. Knows the engine's estimate; knows no run.
import { WayOfLearning, type Estimate, type TrainingSettings } from '#shared/contract/training.ts'
import type { Method } from '#shared/contract/voices.ts'
import { AuroreError } from '#shared/errors/index.ts'
import type { ModelId, ProjectId } from '#shared/ids.ts'
import type { TrainingTexts } from '../corpora/shares.ts'
import type { TrainingPlan } from '../engine/contract.ts'
import type { Engine } from '../voices/engine.ts'
import type { Models } from '../models/shelf.ts'
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

  async function shape({ projectId, modelId, settings }: Wish) {
    const model = await models.get(modelId)
    return { model, texts: corpus(projectId), context: chosenContext(settings, model.contextLength) }
  }

  /** The trainer answers: a sentence being written must not wait for an estimate. */
  async function cost({ method, settings }: Wish, { model, texts: { train, heldOut }, context }: Awaited<ReturnType<typeof shape>>) {
    const { batch, rank } = settings
    return engine.trainer.estimate({ ...WayOfLearning.parse(settings), model: model.folder, method, train: [...train], heldOut: [...heldOut], context, batch, rank })
  }

  return {
    async estimate(wish: Wish): Promise<Estimate> {
      const shaped = await shape(wish)
      const { secondsPerStep, ...rest } = await cost(wish, shaped)
      const steps = chosenSteps(wish.method, wish.settings, shaped.context, rest.trainTokens)
      return { ...rest, steps, seconds: secondsPerStep === null ? null : secondsPerStep * steps * wish.settings.accumulation }
    },
    async plan(wish: Wish): Promise<TrainingPlan> {
      const shaped = await shape(wish)
      const { model, context, texts: { train, heldOut, openings } } = shaped
      const steps = wish.settings.steps ?? chosenSteps(wish.method, wish.settings, context, (await cost(wish, shaped)).trainTokens)
      const { weightDecay, clip, batch, accumulation, rank, alpha, patience, checkpointSeconds, seed, device } = wish.settings
      return {
        model: model.folder, method: wish.method, train: [...train], heldOut: [...heldOut], openings: [...openings],
        ...WayOfLearning.parse(wish.settings), ...chosenRhythm(wish.method, wish.settings, steps), weightDecay, clip, context, batch, accumulation, rank, alpha, patience, checkpointSeconds, seed, device
      }
    }
  }
}
export type Planning = ReturnType<typeof createPlanning>
