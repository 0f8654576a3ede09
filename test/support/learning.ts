// Steps of a test that learns a voice with the small engine.
import { ModelId, type ProjectId, type RunId } from '#shared/ids.ts'
import type { Run, TrainingSettings } from '#shared/contract/training.ts'
import { defaultTraining } from '#main/training/defaults.ts'
import type { App } from '#main/app.ts'

export const small = ModelId.parse('small')

/** Quick, and much is learned: a bigram bears a high rate. */
export const quick: TrainingSettings = { ...defaultTraining('full'), steps: 8, learningRate: 0.1, context: 32, batch: 2, evaluateEvery: 2, checkpointSeconds: 1, device: 'cpu' }

export const start = (app: App, projectId: ProjectId, settings: Partial<TrainingSettings> = {}, voiceName = 'Moi'): Promise<Run> =>
  app.client.training.start({ projectId, modelId: small, method: 'full', settings: { ...quick, ...settings }, voiceName })

/** The run, once `when` holds of it. */
export async function until(app: App, runId: RunId, when: (run: Run) => boolean): Promise<Run> {
  for (;;) {
    const run = await app.client.training.run({ runId })
    if (when(run)) return run
    await new Promise((resolve) => { setTimeout(resolve, 20) })
  }
}

const ended: ReadonlySet<Run['state']> = new Set(['finished', 'stopped', 'failed', 'interrupted', 'paused'])
export const untilEnded = (app: App, runId: RunId): Promise<Run> => until(app, runId, (run) => ended.has(run.state))
