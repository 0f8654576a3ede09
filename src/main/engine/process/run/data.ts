// The plan's texts as windows and batches. Knows the tokenizer and the plan; knows no device.
import type { Tokenizer } from '#ml/tokenizer/index.ts'
import { countScored, measuringBatches, packWindows, separateWindows, spreadWindows, type LearningData, type Unit, type Window } from '#ml/training/index.ts'
import { AuroreError } from '#shared/errors/index.ts'
import type { TrainingPlan } from '../../contract.ts'
import { breathe } from '../breathe.ts'
import { encodeUnits, HELD_OUT_TOKENS } from './units.ts'
import { readingData, readingGround } from './reading-data.ts'

/** A text with the mark in it: what stands before it, and the mark, are a prompt; what follows is learned, with the end of the text. Without the mark: as any text. */
async function promptedUnits(tokenizer: Tokenizer, texts: readonly string[], mark: string): Promise<readonly Unit[]> {
  const end = tokenizer.endOfText === null ? [] : [tokenizer.endOfText]
  const units: Unit[] = []
  for (const text of texts) {
    const at = text.indexOf(mark)
    const prompt = at < 0 ? [] : tokenizer.encode(text.slice(0, at + mark.length))
    const story = tokenizer.encode(at < 0 ? text : text.slice(at + mark.length))
    units.push(at < 0 ? story : { ids: [...prompt, ...story, ...end], context: prompt.length })
    await breathe()
  }
  return units
}

const unitsOf = (tokenizer: Tokenizer, texts: readonly string[], separator: string | null): Promise<readonly Unit[]> =>
  separator === null ? encodeUnits(tokenizer, texts) : promptedUnits(tokenizer, texts, separator)

export interface Cut { readonly windows: readonly Window[]; readonly heldOut: readonly Window[]; readonly padding: number }

export async function cutPlan(tokenizer: Tokenizer, { train, heldOut, context, separator }: Pick<TrainingPlan, 'train' | 'heldOut' | 'context' | 'separator'>): Promise<Cut> {
  const cutting = { context, beginning: tokenizer.beginning, separator: tokenizer.endOfText }
  return {
    windows: packWindows(await unitsOf(tokenizer, train, separator), cutting),
    heldOut: separateWindows(await unitsOf(tokenizer, heldOut, separator), cutting),
    padding: tokenizer.endOfText ?? 0
  }
}

export async function learningData(tokenizer: Tokenizer, plan: TrainingPlan): Promise<LearningData> {
  if (plan.reading) return readingData(await readingGround(tokenizer, plan), plan.reading)
  const { windows, heldOut, padding } = await cutPlan(tokenizer, plan)
  if (windows.length === 0 || heldOut.length === 0) throw new AuroreError('training.too-little-text', { learn: countScored(windows), test: countScored(heldOut) })
  return { windows, heldOut: measuringBatches(spreadWindows(heldOut, HELD_OUT_TOKENS), plan.batch, plan.context, padding), padding }
}
