// Who looks at texts: the same speakers that write, in places of their own, so that a long text that is looked at holds up no suggestion. Their base is open once
// for both where the runtime can share it; strength, other voices mixed in, precision and her turns of phrase count as they do while writing. Knows the open speakers.
import { decoderScorer, type TokenScorer } from '#ml/scoring/index.ts'
import type { Tokenizer } from '#ml/tokenizer/index.ts'
import type { Device } from '#shared/contract/training.ts'
import type { WritingPrecision } from '#shared/contract/writing.ts'
import type { Weights } from '../contract.ts'
import type { Speakers } from './speakers.ts'

export interface OpenScorer { readonly scorer: TokenScorer; readonly tokenizer: Tokenizer }

export interface Scorers {
  /** One call at a time for each scorer. */
  using<T>(weights: Weights, on: On, work: (open: OpenScorer) => Promise<T>): Promise<T>
}

/** On which device, with numbers of how many bits. */
export interface On { readonly device: Device; readonly precision: WritingPrecision }

/** The caller went away: the model is as good as before. */
const isLeaving = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError'

export const openScorers = (speakers: Speakers): Scorers => ({
  async using(weights, { device, precision }, work) {
    const { speaker: { decoder, tokenizer }, processors, vocabularySize, done, broken } = await speakers.takeReader(weights, device, precision)
    try {
      return await work({ tokenizer, scorer: decoderScorer(decoder, vocabularySize, processors) })
    } catch (error) {
      if (!isLeaving(error)) broken()
      throw error
    } finally {
      done()
    }
  }
})
