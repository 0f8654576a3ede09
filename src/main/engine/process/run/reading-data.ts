// The texts of a run that learns to read, as windows and batches: with tokens hidden anew at every step, or with each text's class. What is held out is hidden
// once and for all, so that two measures can be compared. Knows tokenizers' marks and the plan; knows no device.
import type { ReadingMarks, Tokenizer } from '#ml/tokenizer/index.ts'
import { classBatch, classWindows, countScored, type Frame, type LearningData, maskedBatch, type Masking, readingWindows, roomIn, spreadWindows, type Window } from '#ml/training/index.ts'
import { AuroreError } from '#shared/errors/index.ts'
import type { Reading, TrainingPlan } from '../../contract.ts'
import { openMarks, readConfig } from '../model-folder.ts'
import { encodeUnits, HELD_OUT_TOKENS } from './units.ts'

type Plan = Pick<TrainingPlan, 'model' | 'context' | 'batch' | 'seed' | 'train' | 'heldOut'>
type Of<O extends Reading['objective']> = Extract<Reading, { objective: O }>

export interface ReadingGround {
  readonly plan: Plan
  readonly marks: ReadingMarks
  readonly vocabularySize: number
  /** The model's own, as its configuration tells. */
  readonly padding: number
  readonly train: readonly (readonly number[])[]
  readonly heldOut: readonly (readonly number[])[]
}

/** What a text is padded with: the model knows by it what is no text. */
export async function paddingOf(folder: string, marks: ReadingMarks): Promise<number> {
  const { pad_token_id: padding } = await readConfig(folder)
  return typeof padding === 'number' ? padding : marks.padding ?? 0
}

export async function readingGround(tokenizer: Tokenizer, plan: Plan): Promise<ReadingGround> {
  const marks = await openMarks(plan.model)
  return {
    plan, marks, vocabularySize: tokenizer.vocabularySize, padding: await paddingOf(plan.model, marks),
    train: await encodeUnits(tokenizer, plan.train), heldOut: await encodeUnits(tokenizer, plan.heldOut)
  }
}

/** Held-out windows draw their masks from numbers that no step has. */
const HELD_OUT = 0x48454c44

function inRows<T>(items: readonly T[], rows: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / rows) }, (_, i) => items.slice(i * rows, (i + 1) * rows))
}

function filled(windows: readonly Window[], heldOut: readonly Window[]): void {
  if (windows.length === 0 || heldOut.length === 0) throw new AuroreError('training.too-little-text', { learn: countScored(windows), test: countScored(heldOut) })
}

function maskedData(ground: ReadingGround, { share, wholeWords }: Of<'masked'>): LearningData {
  const { plan: { context, batch, seed, model }, marks, vocabularySize, padding } = ground
  const { mask, special, begins } = marks
  if (mask === null) throw new AuroreError('readers.no-mask', { folder: model })
  const masking: Masking = { mask, special, vocabularySize, share, begins: wholeWords ? begins : null }
  const [windows, heldOut] = [readingWindows(ground.train, context, marks), ground.heldOut.flatMap((unit) => readingWindows([unit], context, marks))]
  filled(windows, heldOut)
  const measured = spreadWindows(heldOut, HELD_OUT_TOKENS)
  const shape = { length: context, padding }
  return {
    windows, padding,
    heldOut: inRows(measured, batch).map((rows, i) => maskedBatch(rows, masking, shape, (row) => [HELD_OUT, i * batch + row])),
    layOut: (rows, position) => maskedBatch(rows, masking, shape, (row) => [seed, position + row])
  }
}

/** Long texts are several windows of their class. */
const ofClasses = (units: readonly (readonly number[])[], classes: readonly number[], context: number, frame: Frame): readonly Window[] =>
  units.flatMap((unit, i) => classWindows(unit, classes[i] ?? -1, context, frame))

function classData({ plan: { context, batch }, marks, padding, train, heldOut }: ReadingGround, reading: Of<'class'>): LearningData {
  const windows = ofClasses(train, reading.train, context, marks)
  const measured = ofClasses(heldOut, reading.heldOut, context, marks)
  filled(windows, measured)
  return { windows, padding, heldOut: inRows(measured, batch).map((rows) => classBatch(rows, context, padding)), layOut: (rows) => classBatch(rows, context, padding) }
}

type Makers = { readonly [O in Reading['objective']]: (ground: ReadingGround, reading: Of<O>) => LearningData }
const makers: Makers = { masked: maskedData, class: classData }

export function readingData(ground: ReadingGround, reading: Reading): LearningData {
  const { context, model } = ground.plan
  if (roomIn(context, ground.marks) < 1) throw new AuroreError('engine.bad-model', { folder: model, detail: `${context} tokens leave no room for a text` })
  return (makers[reading.objective] as (ground: ReadingGround, reading: Reading) => LearningData)(ground, reading)
}
