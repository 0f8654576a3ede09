// Her turns of phrase on disk: counted once at a run's beginning, read when a voice is opened. Knows the run's folder; knows no network.
import { readFile } from 'node:fs/promises'
import { learnNgrams } from '#ml/ngram/kneser-ney.ts'
import { type Phrases, readPhrases, scorerWithPhrases, writePhrases } from '#ml/ngram/phrases.ts'
import type { TokenScorer } from '#ml/scoring/index.ts'
import type { Tokenizer } from '#ml/tokenizer/index.ts'
import { AuroreError } from '#shared/errors/index.ts'
import type { TrainingPlan, Weights } from '../contract.ts'
import { phrasesFile } from '../weights.ts'
import { messageOf } from './coded.ts'
import { exists, replaceFile } from './files.ts'
import { encodeUnits } from './run/units.ts'
import type { RealDevice, Runtime } from './runtime.ts'

/** From the chapters she learns from, never from those held back. */
export async function keepPhrases(run: string, tokenizer: Tokenizer, { train, phrases: share }: Pick<TrainingPlan, 'train' | 'phrases'>): Promise<void> {
  if (share === 0 || (await exists(phrasesFile(run)))) return
  const model = learnNgrams(await encodeUnits(tokenizer, train), tokenizer.vocabularySize)
  await replaceFile(phrasesFile(run), writePhrases({ model, share }))
}

export async function openPhrases({ phrases }: Pick<Weights, 'phrases'>): Promise<Phrases | null> {
  if (phrases === null || !(await exists(phrases))) return null
  try {
    return readPhrases(await readFile(phrases))
  } catch (error) {
    throw new AuroreError('engine.bad-model', { folder: phrases, detail: messageOf(error) }, { cause: error })
  }
}

/** A voice looks at given tokens as it speaks: her turns of phrase included. */
export async function openVoiceScorer(runtime: Runtime, weights: Weights, device: RealDevice): Promise<TokenScorer> {
  const phrases = await openPhrases(weights)
  const scorer = await runtime.openTokenScorer({ ...weights, device })
  return phrases === null ? scorer : scorerWithPhrases(scorer, phrases)
}
