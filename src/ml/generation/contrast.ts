// Contrastive search (Su et al. 2022, "A Contrastive Framework for Neural Text Generation", equation 5): of the likeliest few the token whose meaning here is least
// like anything said before. Draws nothing, so it is the same every time. Knows a decoder that tells its hidden states; knows no text.
import type { Tokenizer } from '../tokenizer/index.ts'
import { streamText } from '../tokenizer/index.ts'
import type { Chooser, Place } from './choosing.ts'
import { sharedPrefix, type HeldDecoder } from './held.ts'
import type { Weigh } from './weighing.ts'

export interface Contrast {
  /** 0: the likeliest; 1: the least like what was said. */
  readonly alpha: number
  /** Tokens looked at. */
  readonly top: number
}

/** Hidden states of a prompt are had together with its logits, which are large: so many at once. */
const CHUNK = 32

/** To length one, so that a product is a cosine. */
function unit(state: Float32Array): Float32Array {
  const length = Math.sqrt(state.reduce((sum, x) => sum + x * x, 0))
  return length === 0 ? state.slice() : state.map((x) => x / length)
}

/** The largest cosine with any of the states known. */
function likeness(state: Float32Array, known: readonly Float32Array[]): number {
  const own = unit(state)
  return known.reduce((most, other) => Math.max(most, other.reduce((sum, x, i) => sum + x * (own[i] ?? 0), 0)), -1)
}

/** The `count` likeliest that can stand, the likeliest first; the lower number first among equals. */
function likeliest(chances: Float64Array, count: number): readonly number[] {
  const best: number[] = []
  for (let id = 0; id < chances.length; id++) {
    const chance = chances[id] ?? 0
    if (!(chance > 0) || (best.length === count && chance <= (chances[best[count - 1] ?? 0] ?? 0))) continue
    const at = best.findIndex((other) => chance > (chances[other] ?? 0))
    best.splice(at < 0 ? best.length : at, 0, id)
    best.length = Math.min(best.length, count)
  }
  return best
}

function told(states: readonly Float32Array[] | null): readonly Float32Array[] {
  if (states === null) throw new RangeError('contrastive search needs a decoder that tells its hidden states')
  return states
}

/** A decoder that remembers the hidden state behind every token it holds. */
function remembering(held: HeldDecoder): { readonly decoder: HeldDecoder; readonly known: () => readonly Float32Array[] } {
  let known: readonly Float32Array[] = []
  const keep = async (length: number): Promise<void> => {
    await held.keep(length)
    known = known.slice(0, length)
  }
  const appendEach = async (ids: readonly number[]): Promise<readonly Float32Array[]> => {
    const logits = await held.appendEach(ids)
    known = [...known, ...told(held.states()).map(unit)]
    return logits
  }
  const append = async (id: number): Promise<Float32Array> => {
    const logits = await held.append(id)
    known = [...known, ...told(held.states()).map(unit)]
    return logits
  }
  return {
    known: () => known,
    decoder: {
      contextLength: held.contextLength, ids: () => held.ids(), states: () => held.states(), fork: (rows) => held.fork(rows), append, appendEach, keep,
      async fill(ids, cancelled, breathe) {
        await keep(Math.min(known.length, sharedPrefix(held.ids(), ids), ids.length - 1))
        let last: Float32Array | null = null
        while (known.length < ids.length) {
          await breathe()
          if (cancelled()) return null
          last = (await appendEach(ids.slice(known.length, known.length + CHUNK))).at(-1) ?? null
        }
        return last
      }
    }
  }
}

/** A decoder and who chooses from it. Where the context is full there is no room to look: the likeliest is taken. */
export function contrasting(held: HeldDecoder, tokenizer: Tokenizer, { alpha, top }: Contrast, weigh: Weigh): { readonly decoder: HeldDecoder; readonly chooser: Chooser } {
  const { decoder, known } = remembering(held)
  const { endOfText } = tokenizer
  const shut = ({ forbidden, mayEnd }: Place): readonly number[] => [...forbidden, ...(mayEnd || endOfText === null ? [] : [endOfText])]
  const brings = (said: readonly number[]) => (id: number): boolean => id === endOfText || /^\s/u.test(streamText(tokenizer, said).push(id))
  const few = (chances: Float64Array, place: Place): readonly number[] => {
    if (!place.blankFirst) return likeliest(chances, top)
    const bringing = likeliest(chances, 256).filter(brings(place.said))
    return bringing.length > 0 ? bringing.slice(0, top) : likeliest(chances, top)
  }
  /** (1 - alpha) · p(v | x) - alpha · max cos(h_v, h_x) */
  const worths = async (ids: readonly number[], chances: Float64Array): Promise<readonly number[]> => {
    const branches = await decoder.fork(ids.length)
    try {
      await branches.append(ids)
      const states = told(branches.states?.() ?? null)
      return ids.map((id, i) => (1 - alpha) * (chances[id] ?? 0) - alpha * likeness(states[i] ?? new Float32Array(), known()))
    } finally {
      await branches.dispose()
    }
  }
  const chooser: Chooser = {
    firstMu: 0,
    async choose(logits, place) {
      const chances = weigh(logits, place.said, shut(place))
      const ids = few(chances, place)
      const given = (id: number) => ({ id, mu: 0, share: () => chances[id] ?? 0 })
      const [first] = ids
      if (first === undefined) return { ...given(endOfText ?? 0), share: () => 1 }
      if (ids.length === 1 || decoder.ids().length >= decoder.contextLength) return given(first)
      const worth = await worths(ids, chances)
      return given(ids[worth.indexOf(Math.max(...worth))] ?? first)
    },
    ahead: () => (logits) => likeliest(Float64Array.from(logits, Math.exp), 1)[0] ?? 0
  }
  return { decoder, chooser }
}
