// The plan's texts as windows and batches. Knows the tokenizer and the plan; knows no device.
import type { Tokenizer } from '#ml/tokenizer/index.ts'
import { countScored, measuringBatches, packWindows, separateWindows, spreadWindows, type LearningData, type Window } from '#ml/training/index.ts'
import { AuroreError } from '#shared/errors/index.ts'
import type { TrainingPlan } from '../../contract.ts'
import { breathe } from '../breathe.ts'

/** Held-out tokens scored at each evaluation, taken evenly over all: enough to compare two steps, little enough to do it often. */
const HELD_OUT_TOKENS = 16_384

export async function encodeUnits(tokenizer: Tokenizer, texts: readonly string[]): Promise<readonly (readonly number[])[]> {
  const units: number[][] = []
  for (const text of texts) {
    units.push(tokenizer.encode(text))
    await breathe()
  }
  return units
}

export interface Cut { readonly windows: readonly Window[]; readonly heldOut: readonly Window[]; readonly padding: number }

export async function cutPlan(tokenizer: Tokenizer, { train, heldOut, context }: Pick<TrainingPlan, 'train' | 'heldOut' | 'context'>): Promise<Cut> {
  const cutting = { context, beginning: tokenizer.beginning, separator: tokenizer.endOfText }
  return {
    windows: packWindows(await encodeUnits(tokenizer, train), cutting),
    heldOut: separateWindows(await encodeUnits(tokenizer, heldOut), cutting),
    padding: tokenizer.endOfText ?? 0
  }
}

export async function learningData(tokenizer: Tokenizer, plan: TrainingPlan): Promise<LearningData> {
  const { windows, heldOut, padding } = await cutPlan(tokenizer, plan)
  if (windows.length === 0 || heldOut.length === 0) throw new AuroreError('training.too-little-text', { learn: countScored(windows), test: countScored(heldOut) })
  return { windows, heldOut: measuringBatches(spreadWindows(heldOut, HELD_OUT_TOKENS), plan.batch, plan.context, padding), padding }
}
