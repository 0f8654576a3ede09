// Every sampler by the command line: the preset's numbers, and over them what was asked for.
import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { chosenSampling, withSampling, type SamplingOptions } from '../../src/cli/sampling-options.ts'
import { Sampling } from '#shared/contract/sampling.ts'
import { presets } from '#shared/presets.ts'

const say = (en: string): string => en
const parse = (...args: readonly string[]): Sampling => {
  const command = withSampling(new Command('write').exitOverride().configureOutput({ writeErr: () => undefined }), say)
  return chosenSampling(command.parse([...args], { from: 'user' }).opts<SamplingOptions>())
}
const reversed = Sampling.parse({}).order.toReversed()

describe('options of aurore write', () => {
  it('change nothing when none is given', () => {
    expect(parse()).toEqual(Sampling.parse({}))
  })

  it.each([
    [['--preset', 'dreaming'], presets.dreaming], [['--preset', 'dreaming', '--temperature', '0.4', '--seed', '9'], { ...presets.dreaming, temperature: 0.4, seed: 9 }],
    [['--ban', 'tout à coup', '--ban', 'soudain', '--ban-exact-case'], Sampling.parse({ bannedPhrases: ['tout à coup', 'soudain'], bannedAnyCase: false })],
    [['--bias', 'la mer=2.5', '--bias', 'x=y=-1'], Sampling.parse({ phraseBias: [{ text: 'la mer', bias: 2.5 }, { text: 'x=y', bias: -1 }] })],
    [['--unique-ngram', '3', '--ban-token', '4', '--min-tokens', '5', '--beams', '4', '--length-penalty', '-1'], Sampling.parse({ noRepeatNgram: 3, bannedTokens: [4], minTokens: 5, beams: 4, lengthPenalty: -1 })],
    [['--dry-multiplier', '0.8', '--dry-breaker', ';', '--xtc-probability', '0.5', '--mirostat-tau', '3', '--tail-free', '0.9'], Sampling.parse({ dryMultiplier: 0.8, dryBreakers: [';'], xtcProbability: 0.5, mirostatTau: 3, tailFree: 0.9 })],
    [['--order', reversed.join(',')], Sampling.parse({ order: reversed })]
  ])('%j', (args, sampling) => {
    expect(parse(...args)).toEqual(sampling)
  })

  it.each([[['--order', 'topK,topK']], [['--bias', 'x']], [['--bias', 'x=99']], [['--preset', 'loud']], [['--top-p', '0']], [['--temperature', '9']]])('refuses %j', (args) => {
    expect(() => parse(...args)).toThrow()
  })

  it('has an option for every number of the treaty', () => {
    const flags = withSampling(new Command('write'), say).options.map((option) => option.attributeName())
    const spelt: Partial<Record<keyof Sampling, string>> = { phraseBias: 'bias', bannedPhrases: 'ban', bannedAnyCase: 'banExactCase', bannedTokens: 'banToken', dryBreakers: 'dryBreaker', noRepeatNgram: 'uniqueNgram' }
    for (const field of Object.keys(Sampling.shape) as (keyof Sampling)[]) expect(flags).toContain(spelt[field] ?? field)
  })
})
