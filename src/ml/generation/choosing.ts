// Which token comes next, once all that was wished is heeded: processors, samplers, the blank before a first word, bans at one place. Knows tokens.
import { createRandom, seedState } from '../random.ts'
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
  choose(logits: Float32Array, place: Place): Chosen
}

/** Draws before the wish for a leading blank is given up. */
const TRIES = 64

const shut = (logits: Float32Array, id: number | null): void => { if (id !== null) logits[id] = -Infinity }

export function openChooser(tokenizer: Tokenizer, rule: Partial<SamplingRule> & { readonly seed: number }, processors: readonly LogitsProcessor[]): Chooser {
  const sampler = openSampler({ ...neutralRule, ...rule }, createRandom(seedState(rule.seed)).float, (id) => tokenizer.decode([id]))
  const { endOfText } = tokenizer
  const open = (logits: Float32Array, { said, forbidden, mayEnd }: Place): Float32Array => {
    const left = processed(processors, logits.slice(0, tokenizer.vocabularySize), said).slice()
    for (const id of forbidden) shut(left, id)
    if (!mayEnd) shut(left, endOfText)
    return left
  }
  const brings = (id: number, said: readonly number[]): boolean => id === endOfText || /^\s/u.test(streamText(tokenizer, said).push(id))
  return {
    firstMu: sampler.firstMu,
    choose(logits, place) {
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
  }
}
