// A run's checkpoint: the learner's state and how far the run had come, whole or not at all. Knows files and safetensors; knows no learner.
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { readSafetensors, toFloat32, writeSafetensors } from '#ml/safetensors/index.ts'
import type { NamedArray, Progress } from '#ml/training/index.ts'
import { AuroreError } from '#shared/errors/index.ts'
import { messageOf } from '../coded.ts'
import { exists, recoverFolder, replaceFolder, writeDurably } from '../files.ts'

const STATE = 'state.safetensors'

const ProgressRecord = z.object({
  step: z.number().int(), baseHeldOut: z.number(), best: z.object({ step: z.number().int(), heldOut: z.number() }), evaluatedAt: z.number().int(),
  withoutProgress: z.number().int(), skipped: z.number().int(), skippedInARow: z.number().int(), adapted: z.number().int().optional()
})

/** `order` is a pure function of the seed and the position, so these two are its whole random state. */
const StateRecord = z.object({ version: z.literal(1), progress: ProgressRecord, order: z.object({ seed: z.number(), position: z.number().int() }), sha256: z.string() })

export interface Checkpoint { readonly progress: Progress; readonly state: readonly NamedArray[] }

const folderOf = (run: string): string => join(run, 'checkpoint')
const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

export async function writeCheckpoint(run: string, { progress, state }: Checkpoint, order: { readonly seed: number; readonly position: number }): Promise<void> {
  const bytes = writeSafetensors(state)
  const record: z.infer<typeof StateRecord> = { version: 1, progress, order, sha256: hash(bytes) }
  await replaceFolder(folderOf(run), async (into) => {
    await writeDurably(join(into, STATE), bytes)
    await writeDurably(join(into, 'state.json'), JSON.stringify(record, null, 1))
  })
}

async function read(folder: string): Promise<Checkpoint> {
  const record = StateRecord.parse(JSON.parse(await readFile(join(folder, 'state.json'), 'utf8')))
  const bytes = await readFile(join(folder, STATE))
  if (hash(bytes) !== record.sha256) throw new Error(`${STATE} is not what was written`)
  const state = [...readSafetensors(bytes).values()].map((tensor) => ({ name: tensor.name, shape: tensor.shape, data: toFloat32(tensor.bytes, tensor.dtype) }))
  return { progress: record.progress, state }
}

/** null where none was written yet. A damaged one is left as it is and told. */
export async function readCheckpoint(run: string): Promise<Checkpoint | null> {
  const folder = folderOf(run)
  await recoverFolder(folder)
  if (!(await exists(folder))) return null
  return read(folder).catch((error: unknown) => {
    throw new AuroreError('training.damaged-checkpoint', { folder: run, detail: messageOf(error) }, { cause: error })
  })
}
