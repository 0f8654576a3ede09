// The run's two journals, one JSON line an entry: its curve and its samples. Knows steps and lines; a line torn by a death is passed over.
import { appendFile, open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { z } from 'zod'
import { Metric, TrainingSample } from '#shared/contract/training.ts'
import { replaceFile } from '../files.ts'

export const journals = { metrics: { file: 'metrics.jsonl', entry: Metric }, samples: { file: 'samples.jsonl', entry: TrainingSample } } as const

interface JournalKind<T> { readonly file: string; readonly entry: z.ZodType<T> }

function parseLine<T>(line: string, { entry }: JournalKind<T>): readonly T[] {
  try {
    const parsed = entry.safeParse(JSON.parse(line))
    return parsed.success ? [parsed.data] : []
  } catch {
    return []
  }
}

export async function readJournal<T>(run: string, kind: JournalKind<T>): Promise<readonly T[]> {
  const text = await readFile(join(run, kind.file), 'utf8').catch(() => '')
  return text.split('\n').flatMap((line) => parseLine(line, kind))
}

export const write = async <T>(run: string, kind: JournalKind<T>, entry: T): Promise<void> => appendFile(join(run, kind.file), `${JSON.stringify(entry)}\n`)

/** What was told after the checkpoint will be lived again. */
export async function forgetAfter<T extends { readonly step: number }>(run: string, kind: JournalKind<T>, step: number): Promise<void> {
  const kept = (await readJournal(run, kind)).filter((entry) => entry.step <= step)
  await replaceFile(join(run, kind.file), kept.map((entry) => `${JSON.stringify(entry)}\n`).join(''))
}

/** The journals are on the disk before the checkpoint that counts on them. */
export async function syncJournals(run: string): Promise<void> {
  for (const { file } of Object.values(journals)) {
    const handle = await open(join(run, file), 'a')
    await handle.sync()
    await handle.close()
  }
}
