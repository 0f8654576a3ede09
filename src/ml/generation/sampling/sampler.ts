// One token from its logits: all samplers in the rule's order, then a draw. Knows no text but what a token says.
import { highest, idsBelow, sum, wholeVocabulary, type Candidates } from './candidates.ts'
import { epsilonCutoff, etaCutoff, minP, topA, topK, topP } from './cuts.ts'
import { draw } from './draw.ts'
import { firstMu, mirostat, nextMu } from './mirostat.ts'
import { penalise } from './penalties.ts'
import { dry, noRepeat } from './repeats.ts'
import type { SamplerName, SamplingRule } from './rule.ts'
import { tailFree, typical } from './shapes.ts'
import { dynamicDegree, temperature } from './temperature.ts'
import { xtc } from './xtc.ts'

/** What a sampler may look at besides the candidates. */
export interface Moment {
  /** All tokens before this one, the prompt's too. */
  readonly said: readonly number[]
  readonly mu: number
  readonly uniform: () => number
  readonly breaks: (id: number) => boolean
}

type Sampler = (all: Candidates, rule: SamplingRule, moment: Moment) => Candidates

const last = (said: readonly number[], range: number): readonly number[] => (range === 0 ? said : said.slice(-range))

export const samplers: Readonly<Record<SamplerName, Sampler>> = {
  penalties: (all, rule, { said }) => penalise(all, last(said, rule.penaltyRange), {
    repetition: rule.repetitionPenalty, slope: rule.repetitionSlope, frequency: rule.frequencyPenalty, presence: rule.presencePenalty
  }),
  dry: (all, rule, { said, breaks }) => (rule.dryMultiplier === 0 ? all : dry(all, last(said, rule.dryRange), { multiplier: rule.dryMultiplier, base: rule.dryBase, allowed: rule.dryAllowedLength }, breaks)),
  noRepeat: (all, rule, { said }) => noRepeat(all, said, rule.noRepeatNgram),
  temperature: (all, rule) => temperature(all, dynamicDegree(all, rule.temperature, rule.dynamicRange, rule.dynamicExponent)),
  topK: (all, rule) => topK(all, rule.topK),
  tailFree: (all, rule) => tailFree(all, rule.tailFree),
  typical: (all, rule) => typical(all, rule.typicalP),
  topA: (all, rule) => topA(all, rule.topA),
  topP: (all, rule) => topP(all, rule.topP),
  epsilon: (all, rule) => epsilonCutoff(all, rule.epsilonCutoff),
  eta: (all, rule) => etaCutoff(all, rule.etaCutoff),
  minP: (all, rule) => minP(all, rule.minP),
  xtc: (all, rule, { uniform }) => xtc(all, rule.xtcThreshold, rule.xtcProbability, uniform),
  mirostat: (all, rule, { mu }) => (rule.mirostatTau === 0 ? all : mirostat(all, mu))
}

/** What some samplers leave, one after the other. */
const through = (names: readonly SamplerName[], all: Candidates, rule: SamplingRule, moment: Moment): Candidates => names.reduce((left, name) => samplers[name](left, rule, moment), all)

/** What may be drawn once all have spoken. */
export const candidatesFor = (logits: Float32Array, rule: SamplingRule, moment: Moment): Candidates => through(rule.order, wholeVocabulary(logits), rule, moment)

export interface Drawn { readonly id: number; /** Mirostat's memory for the next token. */ readonly mu: number; /** Its share of what was left to draw from. */ readonly share: () => number }

export interface TokenSampler {
  readonly firstMu: number
  draw(logits: Float32Array, said: readonly number[], mu: number): Drawn
}

/** `uniform` gives numbers in [0, 1); `textOf` what a token says, asked only where DRY's breakers matter. */
export function openSampler(rule: SamplingRule, uniform: () => number, textOf: (id: number) => string): TokenSampler {
  const broken = new Map<number, boolean>()
  const breaks = (id: number): boolean => {
    const known = broken.get(id)
    if (known !== undefined) return known
    const text = textOf(id)
    const found = rule.dryBreakers.some((breaker) => text.includes(breaker))
    broken.set(id, found)
    return found
  }
  return {
    firstMu: firstMu(rule.mirostatTau),
    draw(logits, said, mu) {
      const moment = { said, mu, uniform, breaks }
      const at = rule.mirostatTau === 0 ? rule.order.length : rule.order.indexOf('mirostat')
      const before = through(rule.order.slice(0, at), wholeVocabulary(logits), rule, moment)
      const left = through(rule.order.slice(at), before, rule, moment)
      const id = left.ids.length === 1 ? (left.ids[0] ?? 0) : draw(left, uniform())
      return { id, share: () => shareOf(left, id), mu: rule.mirostatTau === 0 ? mu : nextMu(before, id, mu, rule.mirostatTau, rule.mirostatEta) }
    }
  }
}

function shareOf({ ids, weights }: Candidates, id: number): number {
  const all = weights()
  return (all[ids.indexOf(id)] ?? 0) / sum(all)
}

/** The likeliest token; the lowest number among equals. */
export function greedy(logits: Float32Array): number {
  return highest({ ids: idsBelow(logits.length), logits })
}
