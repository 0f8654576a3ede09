// How the next word is chosen, in the field's own terms. What is not named changes nothing, so that settings kept by an earlier version still read.
import { z } from 'zod'

/** The samplers that can change places. Bans and biases come before them all, the draw after them all. */
export const SamplerName = z.enum(['penalties', 'dry', 'noRepeat', 'temperature', 'topK', 'tailFree', 'typical', 'topA', 'topP', 'epsilon', 'eta', 'minP', 'xtc', 'mirostat'])
export type SamplerName = z.infer<typeof SamplerName>

const Order = z.array(SamplerName).refine((order) => new Set(order).size === order.length && order.length === SamplerName.options.length, 'each sampler once')

/** Where the likely ends: cuts of the distribution. */
const cuts = {
  topK: z.number().int().min(0).default(0).describe('0: off'), topP: z.number().gt(0).max(1).default(0.95), minP: z.number().min(0).max(1).default(0),
  topA: z.number().min(0).max(1).default(0), typicalP: z.number().gt(0).max(1).default(1), tailFree: z.number().min(0).max(1).default(1),
  epsilonCutoff: z.number().min(0).max(1).default(0), etaCutoff: z.number().min(0).max(1).default(0),
  xtcThreshold: z.number().min(0).max(1).default(0.1), xtcProbability: z.number().min(0).max(1).default(0)
}

/** Against saying it again. Ranges in tokens, 0: all that is held. */
const repetition = {
  repetitionPenalty: z.number().min(0.5).max(3).default(1.05), repetitionSlope: z.number().min(0).max(10).default(0),
  frequencyPenalty: z.number().min(-2).max(2).default(0), presencePenalty: z.number().min(-2).max(2).default(0), penaltyRange: z.number().int().min(0).max(100_000).default(64),
  dryMultiplier: z.number().min(0).max(10).default(0), dryBase: z.number().min(1).max(8).default(1.75), dryAllowedLength: z.number().int().min(1).max(100).default(2),
  dryRange: z.number().int().min(0).max(100_000).default(0), dryBreakers: z.array(z.string().min(1).max(40)).max(32).default(['\n', ':', '"', '*']),
  noRepeatNgram: z.number().int().min(0).max(50).default(0)
}

/** Single words and phrases. */
const wording = {
  phraseBias: z.array(z.object({ text: z.string().trim().min(1).max(200), bias: z.number().min(-20).max(20) })).max(64).default([]),
  bannedTokens: z.array(z.number().int().min(0)).max(1024).default([]), bannedPhrases: z.array(z.string().trim().min(1).max(200)).max(128).default([]), bannedAnyCase: z.boolean().default(true),
  stop: z.array(z.string().min(1)).max(16).default([]), minTokens: z.number().int().min(0).max(10_000).default(0)
}

export const Sampling = z.object({
  temperature: z.number().min(0).max(5).default(0.8).describe('0: greedy'), dynamicRange: z.number().min(0).max(5).default(0), dynamicExponent: z.number().min(0.1).max(10).default(1),
  ...cuts, ...repetition, ...wording,
  mirostatTau: z.number().min(0).max(20).default(0).describe('bits of surprise; 0: off'), mirostatEta: z.number().gt(0).max(1).default(0.1),
  beams: z.number().int().min(1).max(16).default(1).describe('1: draws; more: searches, and draws nothing'), lengthPenalty: z.number().min(-2).max(3).default(1),
  contrastAlpha: z.number().min(0).max(1).default(0).describe('contrastive search; 0: off'), contrastTop: z.number().int().min(2).max(16).default(5),
  seed: z.number().int().min(0).nullable().default(null).describe('null: a fresh one, reported back'),
  order: Order.default([...SamplerName.options])
})
export type Sampling = z.infer<typeof Sampling>
