// Which token comes next, once all that was wished is heeded: processors, samplers, the blank before a first word, bans at one place. Knows tokens.
import { createRandom, seedState } from '../random.ts'
import type { Ahead } from './speculation/draft.ts'
import { streamText, type Tokenizer } from '../tokenizer/index.ts'
import { neutralRule, openSampler, processed, type LogitsProcessor, type SamplingRule } from './sampling/index.ts'

export interface Place {
  readonly said: readonly number[]
  readonly mu: number
  /** The token must bring the blank that the author typed. */
  readonly blankFirst: boolean
  /** Tokens that may not stand here. */
  readonly forbidden: ReadonlySet<number>
  /** The text may not end here. */
  readonly mayEnd: boolean
}

export interface Chosen { readonly id: number; readonly mu: number; /** Of the draw that the token had, worked out when asked for. */ readonly share: () => number }

export interface Chooser {
  readonly firstMu: number
  /** The model's own end, where every token is forbidden. */
  choose(logits: Float32Array, place: Place): Chosen | Promise<Chosen>
  /** What this chooser would choose next from other logits: from the last choice on, with the same dice, which stay where they are. */
  ahead(): Ahead
}

/** Draws before the wish for a leading blank is given up. */
const TRIES = 64

const none: ReadonlySet<number> = new Set()
const shut = (logits: Float32Array, id: number | null): void => { if (id !== null) logits[id] = -Infinity }

export function openChooser(tokenizer: Tokenizer, rule: Partial<SamplingRule> & { readonly seed: number }, processors: readonly LogitsProcessor[]): Chooser {
  const own = createRandom(seedState(rule.seed))
  let dice = own
  const sampler = openSampler({ ...neutralRule, ...rule }, () => dice.float(), (id) => tokenizer.decode([id]))
  let last = sampler.firstMu
  const { endOfText } = tokenizer
  const open = (logits: Float32Array, { said, forbidden, mayEnd }: Pick<Place, 'said' | 'forbidden' | 'mayEnd'>): Float32Array => {
    const left = processed(processors, logits.slice(0, tokenizer.vocabularySize), said).slice()
    for (const id of forbidden) shut(left, id)
    if (!mayEnd) shut(left, endOfText)
    return left
  }
  const brings = (id: number, said: readonly number[]): boolean => id === endOfText || /^\s/u.test(streamText(tokenizer, said).push(id))
  const choose = (logits: Float32Array, place: Place): Chosen => {
    const left = open(logits, place)
    if (endOfText !== null && left.every((logit) => !(logit > -Infinity))) return { id: endOfText, mu: place.mu, share: () => 1 }
    const first = sampler.draw(left, place.said, place.mu)
    let drawn = first
    for (let tries = 0; place.blankFirst && !brings(drawn.id, place.said); tries++) {
      if (tries === TRIES) return first
      shut(left, drawn.id)
      drawn = sampler.draw(left, place.said, place.mu)
    }
    return drawn
  }
  return {
    firstMu: sampler.firstMu,
    choose(logits, place) {
      const chosen = choose(logits, place)
      last = chosen.mu
      return chosen
    },
    ahead() {
      const copy = createRandom(own.state())
      let mu = last
      return (logits, said) => {
        dice = copy
        const drawn = choose(logits, { said, mu, blankFirst: false, forbidden: none, mayEnd: true })
        dice = own
        mu = drawn.mu
        return drawn.id
      }
    }
  }
}
