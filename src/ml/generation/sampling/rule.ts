// How the next token is chosen, as numbers. What each stands for is said where it is applied; the neutral rule changes nothing.

export const samplerNames = ['penalties', 'dry', 'noRepeat', 'temperature', 'topK', 'tailFree', 'typical', 'topA', 'topP', 'epsilon', 'eta', 'minP', 'xtc', 'mirostat'] as const
export type SamplerName = (typeof samplerNames)[number]

export interface SamplingRule {
  /** 0: greedy. */
  readonly temperature: number
  readonly dynamicRange: number
  readonly dynamicExponent: number
  readonly topK: number
  readonly topP: number
  readonly minP: number
  readonly topA: number
  readonly typicalP: number
  readonly tailFree: number
  readonly epsilonCutoff: number
  readonly etaCutoff: number
  /** Bits; 0: off. */
  readonly mirostatTau: number
  readonly mirostatEta: number
  readonly repetitionPenalty: number
  readonly repetitionSlope: number
  readonly frequencyPenalty: number
  readonly presencePenalty: number
  /** Tokens the three penalties look back at; 0: all. */
  readonly penaltyRange: number
  readonly dryMultiplier: number
  readonly dryBase: number
  readonly dryAllowedLength: number
  /** Tokens DRY looks back at; 0: all. */
  readonly dryRange: number
  readonly dryBreakers: readonly string[]
  readonly noRepeatNgram: number
  readonly xtcThreshold: number
  readonly xtcProbability: number
  /** In which order they come, each once. */
  readonly order: readonly SamplerName[]
}

/** Penalties look back this far: farther, they would forbid prose its commas and articles. */
const PENALISED = 64

export const neutralRule: SamplingRule = {
  temperature: 1, dynamicRange: 0, dynamicExponent: 1, topK: 0, topP: 1, minP: 0, topA: 0, typicalP: 1, tailFree: 1, epsilonCutoff: 0, etaCutoff: 0, mirostatTau: 0, mirostatEta: 0.1,
  repetitionPenalty: 1, repetitionSlope: 0, frequencyPenalty: 0, presencePenalty: 0, penaltyRange: PENALISED,
  dryMultiplier: 0, dryBase: 1.75, dryAllowedLength: 2, dryRange: 0, dryBreakers: ['\n', ':', '"', '*'], noRepeatNgram: 0, xtcThreshold: 0.1, xtcProbability: 0, order: samplerNames
}
