// What is held of each next token once biases, bans and penalties have spoken: for those who search instead of drawing. Knows logits and a rule.
import type { Tokenizer } from '../tokenizer/index.ts'
import { neutralRule, processed, samplers, wholeVocabulary, type LogitsProcessor, type SamplingRule } from './sampling/index.ts'

/** Only penalties count: there is nothing to draw. */
const heard = ['penalties', 'dry', 'noRepeat'] as const

/** Probabilities of the next token, [V]; `shut`: tokens that may not stand here. */
export type Weigh = (logits: Float32Array, said: readonly number[], shut: Iterable<number>) => Float64Array

export function weighing(tokenizer: Tokenizer, wished: Partial<SamplingRule>, processors: readonly LogitsProcessor[]): Weigh {
  const rule: SamplingRule = { ...neutralRule, ...wished }
  const names = rule.order.filter((name) => heard.some((one) => one === name))
  const breaks = (id: number): boolean => rule.dryBreakers.some((breaker) => tokenizer.decode([id]).includes(breaker))
  return (logits, said, shut) => {
    const open = processed(processors, logits.slice(0, tokenizer.vocabularySize), said).slice()
    for (const id of shut) open[id] = -Infinity
    const weights = names.reduce((all, name) => samplers[name](all, rule, { said, mu: 0, uniform: () => 0, breaks }), wholeVocabulary(open)).weights()
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    return weights.map((weight) => weight / total)
  }
}
