// Serves `generate`: a wish from the treaty to a stream of text. Knows the open speakers.
import { randomInt } from 'node:crypto'
import { biasTowards, generate, type Wish, type Written } from '#ml/generation/index.ts'
import type { z } from 'zod'
import type { GenerateEvent, GenerateInput } from '../contract.ts'
import { breathe, seconds } from './breathe.ts'
import { draftingFor } from './drafting.ts'
import { heedful } from './parrot.ts'
import type { Speakers, Turn } from './speakers.ts'

type Input = z.infer<typeof GenerateInput>
type Event = z.infer<typeof GenerateEvent>

/** What the treaty asks, as the loop takes it. */
export const wishOf = ({ prompt, maxTokens, stopAt, sampling, tokenBias, explain }: Input, seed: number): Wish => ({
  prompt, maxTokens, stopAt, sampling: { ...sampling, seed }, explain,
  processors: tokenBias.length === 0 ? [] : [biasTowards(tokenBias.map(({ id, bias }) => ({ tokens: [id], bias })))]
})

/** Over the wire go plain arrays. */
export const eventOf = (event: Written, seed: number, precision: Turn['precision']): Event => {
  if (event.type === 'done') return { ...event, seed, precision }
  const { tokens, ...rest } = event
  return { ...rest, ...(tokens && { tokens: tokens.map((token) => ({ ...token, top: [...token.top] })) }) }
}

const LARGEST_SEED = 2 ** 32

export async function* writeText(speakers: Speakers, input: Input, signal: AbortSignal | undefined): AsyncGenerator<Event, void> {
  const { weights, sampling, device, precision } = input
  const seed = sampling.seed ?? randomInt(LARGEST_SEED)
  const turn = await speakers.take(weights, device, precision)
  const cancelled = (): boolean => signal?.aborted === true
  const drafted = await draftingFor(speakers, turn, input).catch((error: unknown) => { turn.done(); throw error })
  try {
    const wish = await heedful({ ...wishOf(input, seed), voicing: turn.processors, drafting: drafted.drafting }, input, turn.speaker.tokenizer)
    for await (const event of generate(turn.speaker, wish, { clock: seconds, cancelled, breathe })) {
      yield eventOf(event, seed, turn.precision)
    }
    turn.done()
  } catch (error) {
    turn.broken()
    throw error
  } finally {
    drafted.done()
    turn.done()
  }
}
