// The openings of held-out chapters, continued with what has been learned so far. Knows the plan and the learner.
import { generate, holdDecoder } from '#ml/generation/index.ts'
import type { Sample } from '#ml/training/index.ts'
import { breathe, seconds } from '../breathe.ts'
import type { SpeakingLearner } from '../runtime.ts'
import type { Session } from './session-context.ts'

const TOKENS = 60

/** Alike at every evaluation, so that only what was learned makes the difference. */
const sampling = (seed: number) => ({ temperature: 0.8, topK: 0, topP: 0.95, minP: 0, repetitionPenalty: 1.1, seed, stop: [] })

export async function* continueOpenings({ plan, tokenizer }: Session, learner: SpeakingLearner, step: number): AsyncGenerator<Sample> {
  if (plan.openings.length === 0) return
  const decoder = await learner.openDecoder()
  try {
    const speaker = { decoder: holdDecoder(decoder), tokenizer }
    for (const opening of plan.openings) {
      let continuation = ''
      const wish = { prompt: opening, maxTokens: TOKENS, stopAt: 'paragraph', sampling: sampling(plan.seed) } as const
      for await (const event of generate(speaker, wish, { clock: seconds, cancelled: () => false, breathe })) if (event.type === 'text') continuation += event.text
      yield { step, opening, continuation }
    }
  } finally {
    await decoder.dispose()
  }
}
