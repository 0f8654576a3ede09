// A small model as a draft: it says what it would write, with the dice of the large one. Both must read the same tokens. Knows decoders; knows no sampler.
import type { HeldDecoder } from '../held.ts'
import type { Draft } from './draft.ts'

/** Softmax of one logit. */
function chanceOf(logits: Float32Array, id: number): number {
  const top = logits.reduce((most, logit) => Math.max(most, logit), -Infinity)
  return Math.exp((logits[id] ?? -Infinity) - top) / logits.reduce((sum, logit) => sum + Math.exp(logit - top), 0)
}

const never = (): boolean => false
const atOnce = async (): Promise<void> => undefined

/** What a model of a shorter context is shown; the cut moves by a quarter of it, so that what it holds can be used again. */
function tail(said: readonly number[], contextLength: number, room: number): readonly number[] {
  const over = said.length + room - contextLength
  if (over <= 0) return said
  const step = Math.max(1, Math.floor(contextLength / 4))
  return said.slice(Math.ceil(over / step) * step)
}

/** `price`: of one of its tokens, in tokens of the large model. */
export function modelDraft(held: HeldDecoder, price: number): Draft {
  const room = Math.min(16, Math.floor(held.contextLength / 4))
  return {
    price,
    async guess({ said, worth, ahead }) {
      const guesses: number[] = []
      let logits = await held.fill(tail(said, held.contextLength, room), never, atOnce)
      while (logits && guesses.length < room) {
        const id = ahead(logits, [...said, ...guesses])
        if (!worth(chanceOf(logits, id))) break
        guesses.push(id)
        if (held.ids().length >= held.contextLength) break
        logits = await held.append(id)
      }
      return guesses
    }
  }
}
