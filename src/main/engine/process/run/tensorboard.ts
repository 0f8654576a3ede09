// The run's curve as a TensorBoard event file in its folder, where it was asked for. Knows metrics and the file; knows no learner.
import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { firstRecord, scalarsRecord } from '#ml/tensorboard.ts'
import type { Metric } from '#shared/contract/training.ts'
import { replaceFile } from '../files.ts'
import { journals, readJournal } from './journal.ts'

/** TensorBoard takes every file with `tfevents` in its name. */
export const eventFile = (run: string): string => join(run, 'events.out.tfevents.aurore')

const now = (): number => Date.now() / 1000

function record({ step, loss, heldOut, learningRate, gradientNorm, tokensPerSecond }: Metric): Uint8Array {
  return scalarsRecord(now(), step, {
    'loss/train': loss, ...(heldOut === null ? {} : { 'loss/held_out': heldOut }), learning_rate: learningRate,
    ...(gradientNorm === null ? {} : { gradient_norm: gradientNorm }), tokens_per_second: tokensPerSecond
  })
}

/** Begins the file with what the journal holds: steps that will be lived again are not in it. */
export async function beginEvents(run: string): Promise<void> {
  const lived = await readJournal(run, journals.metrics)
  await replaceFile(eventFile(run), Buffer.concat([firstRecord(now()), ...lived.map(record)]))
}

export const writeEvent = (run: string, metric: Metric): Promise<void> => appendFile(eventFile(run), record(metric))
