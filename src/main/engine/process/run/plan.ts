// The run's plan on disk, from which it resumes by itself. Knows the folder; knows no learner.
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AuroreError } from '#shared/errors/index.ts'
import { TrainingPlan } from '../../contract.ts'
import { messageOf } from '../coded.ts'
import { exists, replaceFile } from '../files.ts'

const fileOf = (run: string): string => join(run, 'plan.json')

export async function writePlan(run: string, plan: TrainingPlan): Promise<void> {
  if (await exists(fileOf(run))) throw new AuroreError('training.folder-in-use', { folder: run })
  await mkdir(run, { recursive: true })
  await replaceFile(fileOf(run), JSON.stringify(plan))
}

/** What the run goes on with from here, and what it resumes with. */
export const replacePlan = (run: string, plan: TrainingPlan): Promise<void> => replaceFile(fileOf(run), JSON.stringify(plan))

export async function readPlan(run: string): Promise<TrainingPlan> {
  const text = await readFile(fileOf(run), 'utf8').catch(() => { throw new AuroreError('training.no-checkpoint', { folder: run }) })
  try {
    return TrainingPlan.parse(JSON.parse(text))
  } catch (error) {
    throw new AuroreError('training.damaged-checkpoint', { folder: run, detail: messageOf(error) }, { cause: error })
  }
}
