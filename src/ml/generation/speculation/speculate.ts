// Speculative decoding (Leviathan et al. 2023; Chen et al. 2023): a draft's guesses are run together with the token before them, and those that the loop then
// draws itself cost no run of their own. Knows a decoder and a draft; knows no sampler.
// The law: every token is drawn from the model's own logits, by whatever draws, with the dice it would have had without a draft. So the distribution is the
// model's after all samplers, and with one seed it is the very same text. For a draft that names one token the rule of the papers is just this: with q a
// point, it is taken with probability p and what replaces it comes from the rest of p. A draft that draws is given the loop's next dice, so that two alike
// distributions draw alike tokens (Daliri et al. 2024, "Coupling without communication").
import type { HeldDecoder } from '../held.ts'
import type { Ahead, Draft } from './draft.ts'
import type { Stakes } from './stakes.ts'

export interface Guesses { readonly made: number; readonly right: number }
export interface Speculating extends HeldDecoder { readonly guesses: () => Guesses }

interface Ready { readonly id: number; readonly logits: Float32Array }

/** Longer rounds are never worth it, whatever the numbers say: the first guess that is wrong ends one. */
const LONGEST = 16

/** `ahead`: made anew for every round, from where the loop's dice lie. */
export function speculate(held: HeldDecoder, draft: Draft, stakes: Stakes, ahead: () => Ahead): Speculating {
  let own = held.ids()
  /** Guesses that the decoder holds beyond `own`, with what the model says after them. */
  let ready: readonly Ready[] = []
  let [made, right] = [0, 0]
  const run = async (id: number): Promise<Float32Array> => {
    const said = [...own, id]
    ready = []
    await held.keep(own.length)
    stakes.begin(Math.min(LONGEST, held.contextLength - said.length))
    const guesses = await draft.guess({ said, worth: stakes.worth, ahead: ahead() })
    const logits = guesses.length === 0 ? [await held.append(id)] : await held.appendEach([id, ...guesses])
    made += guesses.length
    own = said
    ready = guesses.flatMap((guess, i) => { const after = logits[i + 1]; return after ? [{ id: guess, logits: after }] : [] })
    return logits[0] ?? new Float32Array()
  }
  return {
    contextLength: held.contextLength,
    ids: () => own,
    states: () => null,
    guesses: () => ({ made, right }),
    async append(id) {
      const [first, ...rest] = ready
      if (first) stakes.looked(first.id === id)
      if (first?.id !== id) return run(id)
      right++
      own = [...own, id]
      ready = rest
      return first.logits
    },
    async appendEach(ids) {
      await held.keep(own.length)
      ready = []
      const logits = await held.appendEach(ids)
      own = held.ids()
      return logits
    },
    async keep(length) {
      ready = []
      await held.keep(length)
      own = held.ids()
    },
    async fill(ids, cancelled, breathe) {
      ready = []
      const logits = await held.fill(ids, cancelled, breathe)
      own = held.ids()
      return logits
    },
    async fork(rows) {
      await held.keep(own.length)
      ready = []
      return held.fork(rows)
    }
  }
}
