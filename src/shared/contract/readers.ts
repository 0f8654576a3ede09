// Readers: models that read texts instead of continuing them. They name hidden words, or tell by which label a text goes.
import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { DeviceReasons } from '../devices.ts'
import { ProjectId } from '../ids.ts'
import { procedure, Timestamp } from './base.ts'
import { Metric, TrainingSettings } from './training.ts'

export const ReaderObjective = z.enum(['masked', 'classification'])
export type ReaderObjective = z.infer<typeof ReaderObjective>

/** Over a model that reads, whole or by an adapter beside which the head is learned whole; or from nothing in the shape of one. */
export const ReaderMethod = z.enum(['full', 'lora', 'scratch'])
export type ReaderMethod = z.infer<typeof ReaderMethod>

/** What was under `labels` in the held-out texts, against what the reader said: `table[was][said]`. Shares from 0 to 1; `commonest` is what always saying the commonest label would reach. */
export const ReaderScores = z.object({
  table: z.array(z.array(z.number().int())), accuracy: z.number(), macroF1: z.number(), commonest: z.number(),
  classes: z.array(z.object({ precision: z.number(), recall: z.number(), f1: z.number(), texts: z.number().int() }))
})
export type ReaderScores = z.infer<typeof ReaderScores>

export const ReaderState = z.enum(['running', 'paused', 'interrupted', 'finished', 'stopped', 'failed'])
export type ReaderState = z.infer<typeof ReaderState>

/** `folder` is, once there is one, a whole model in Hugging Face layout, or an adapter in PEFT's over `base`. Losses in nats: a hidden token, or a text. */
export const Reader = z.object({
  name: z.string(), objective: ReaderObjective, method: ReaderMethod, base: z.string().nullable(), labels: z.array(z.string()).nullable(), context: z.number().int(), state: ReaderState,
  step: z.number().int(), steps: z.number().int(), baseHeldOut: z.number().nullable(), bestHeldOut: z.number().nullable(), bestStep: z.number().int().nullable(),
  scores: ReaderScores.nullable(), folder: z.string(), createdAt: Timestamp, updatedAt: Timestamp
})
export type Reader = z.infer<typeof Reader>

export const ReaderEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('started'), device: z.string(), deviceReason: DeviceReasons, step: z.number().int(), steps: z.number().int(), baseHeldOut: z.number() }),
  z.object({ type: z.literal('metric'), metric: Metric }),
  z.object({ type: z.literal('ended'), reader: Reader })
])
export type ReaderEvent = z.infer<typeof ReaderEvent>

export const ReaderName = z.string().trim().min(1).max(120)

/** A table of texts and labels (CSV, TSV, JSONL), its label null; or a text whose label is known from where it lay. */
export const LabelledFile = z.object({ file: z.file(), label: z.string().trim().min(1).nullable() })

const Common = { name: ReaderName, method: ReaderMethod, settings: TrainingSettings }

export const ReaderWish = z.discriminatedUnion('objective', [
  /** Learned from a project's chapters. `share`: of the tokens that are hidden. */
  z.object({ ...Common, objective: z.literal('masked'), projectId: ProjectId, base: z.string().nullable(), wholeWords: z.boolean().default(false), share: z.number().min(0.01).max(0.9).default(0.15) }),
  /** `base` null: a small bidirectional LSTM from nothing. `heldOut`: share of each label's texts that is never learned from. */
  z.object({ ...Common, objective: z.literal('classification'), base: z.string().nullable(), texts: z.array(LabelledFile).min(1).max(100_000), heldOut: z.number().min(0.01).max(0.9).default(0.2) })
])
export type ReaderWish = z.infer<typeof ReaderWish>

export const readers = {
  defaults: procedure.input(z.object({ objective: ReaderObjective, method: ReaderMethod })).output(TrainingSettings),
  /** Learns to the end, or until paused; leaving the stream pauses. */
  train: procedure.input(ReaderWish).output(eventIterator(ReaderEvent)),
  resume: procedure.input(z.object({ name: ReaderName })).output(eventIterator(ReaderEvent)),
  pause: procedure.input(z.object({ name: ReaderName })).output(z.void()),
  list: procedure.output(z.array(Reader)),
  /** Writes the model as a Hugging Face folder, which must not exist or be empty; an adapter in PEFT's layout, or `merged` into its base. */
  export: procedure.input(z.object({ name: ReaderName, to: z.string().trim().min(1), merged: z.boolean().default(false) })).output(z.object({ path: z.string() })),
  /** Which label each text goes by, with the chances of all; a reader of this library by its name, or any classifier's folder, or an adapter's (`base`: the model it stands on, where the adapter does not say). */
  classify: procedure.input(z.object({ reader: z.union([z.object({ name: ReaderName }), z.object({ folder: z.string().min(1), base: z.string().min(1).nullable().default(null) })]), texts: z.array(z.string().max(5_000_000)).min(1).max(10_000) }))
    .output(z.object({ labels: z.array(z.string()), texts: z.array(z.object({ label: z.string(), chances: z.array(z.number()) })) }))
}
