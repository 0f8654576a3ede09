// The best voice of a run so far, with the step and the loss it had. Knows files; knows no learner.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Best, NamedArray } from '#ml/training/index.ts'
import type { TrainingPlan } from '../../contract.ts'
import { bestFolder } from '../../weights.ts'
import { recoverFolder, replaceFolder, writeDurably } from '../files.ts'
import { writeVoice } from './voice-folder.ts'

const BestRecord = z.object({ step: z.number().int(), heldOut: z.number() })

export async function readBest(run: string): Promise<Best | null> {
  await recoverFolder(bestFolder(run))
  const text = await readFile(join(bestFolder(run), 'best.json'), 'utf8').catch(() => null)
  return text === null ? null : BestRecord.parse(JSON.parse(text))
}

/** After a death, the folder may hold a better voice than the checkpoint knows of: that one stays. */
export async function keepBest(run: string, plan: TrainingPlan, best: Best, parameters: () => Promise<readonly NamedArray[]>): Promise<void> {
  const kept = await readBest(run)
  if (kept !== null && kept.heldOut < best.heldOut) return
  const learned = await parameters()
  await replaceFolder(bestFolder(run), async (into) => {
    await writeVoice(into, plan, learned)
    await writeDurably(join(into, 'best.json'), JSON.stringify(best))
  })
}
