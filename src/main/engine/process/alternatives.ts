// Serves `alternatives`: one prompt continued in several ways at once, each with a seed of its own. Knows the open speakers.
import { randomInt } from 'node:crypto'
import { generate, openChorus } from '#ml/generation/index.ts'
import type { z } from 'zod'
import type { AlternativeEvent, AlternativesInput } from '../contract.ts'
import { breathe, seconds } from './breathe.ts'
import { heedful } from './parrot.ts'
import { createQueue } from './queue.ts'
import type { Speakers } from './speakers.ts'
import { eventOf, wishOf } from './write.ts'

type Input = z.infer<typeof AlternativesInput>
type Event = z.infer<typeof AlternativeEvent>

const LARGEST_SEED = 2 ** 32

/** The seeds follow one another, so that any alternative can be had again alone. */
export async function* writeAlternatives(speakers: Speakers, input: Input, signal: AbortSignal | undefined): AsyncGenerator<Event, void> {
  const { weights, sampling, device, precision, count } = input
  const first = sampling.seed ?? randomInt(LARGEST_SEED - count)
  const turn = await speakers.take(weights, device, precision)
  const chorus = openChorus(turn.speaker.decoder, count)
  const queue = createQueue<Event>()
  let left = false
  const cancelled = (): boolean => left || signal?.aborted === true
  const sing = async (decoder: (typeof chorus.voices)[number], index: number): Promise<void> => {
    const seed = first + index
    try {
      const speaker = { ...turn.speaker, decoder }
      const wish = await heedful({ ...wishOf({ ...input, sampling: { ...sampling, beams: 1, contrastAlpha: 0 } }, seed), voicing: turn.processors }, input, speaker.tokenizer)
      for await (const event of generate(speaker, wish, { clock: seconds, cancelled, breathe })) {
        queue.push({ index, event: eventOf(event, seed, turn.precision) })
      }
    } finally {
      chorus.leave(index)
    }
  }
  const all = Promise.all(chorus.voices.map(sing)).then(() => { queue.end() }, (error: unknown) => { turn.broken(); queue.fail(error) })
  try {
    yield* queue.items()
  } finally {
    left = true
    await all
    await chorus.dispose()
    turn.done()
  }
}
