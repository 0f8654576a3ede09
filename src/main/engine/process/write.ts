// Serves `generate`: a wish from the treaty to a stream of text. Knows the open speakers.
import { randomInt } from 'node:crypto'
import { generate } from '#ml/generation/index.ts'
import type { z } from 'zod'
import type { GenerateEvent, GenerateInput } from '../contract.ts'
import { breathe, seconds } from './breathe.ts'
import type { Speakers } from './speakers.ts'

type Input = z.infer<typeof GenerateInput>
type Event = z.infer<typeof GenerateEvent>

const LARGEST_SEED = 2 ** 32

export async function* writeText(speakers: Speakers, input: Input, signal: AbortSignal | undefined): AsyncGenerator<Event, void> {
  const { weights, prompt, maxTokens, stopAt, sampling, device, precision } = input
  const seed = sampling.seed ?? randomInt(LARGEST_SEED)
  const turn = await speakers.take(weights, device, precision)
  const cancelled = (): boolean => signal?.aborted === true
  try {
    for await (const event of generate(turn.speaker, { prompt, maxTokens, stopAt, sampling: { ...sampling, seed }, processors: turn.processors }, { clock: seconds, cancelled, breathe })) {
      yield event.type === 'done' ? { ...event, seed, precision: turn.precision } : event
    }
    turn.done()
  } catch (error) {
    turn.broken()
    throw error
  } finally {
    turn.done()
  }
}
