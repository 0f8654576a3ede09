// What she types into the fields of Advanced, and the ways with a name.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Sampling } from '#shared/contract/sampling.ts'
import { presetNames, presetOf, presets, withPreset } from '#shared/presets.ts'
import { biasesOf, groups, movedTo, tokensOf } from '../../src/renderer/features/editor/muse/samplers.ts'

describe('ways with a name', () => {
  it.each(presetNames)('%s is a valid sampling, is known by its numbers, and leaves her own wishes as they are', (name) => {
    const mine = Sampling.parse({ seed: 7, bannedPhrases: ['soudain'], stop: ['FIN'], minTokens: 3, phraseBias: [{ text: 'la mer', bias: 2 }] })
    expect(Sampling.parse(presets[name])).toEqual(presets[name])
    const taken = withPreset(mine, name)
    expect(taken).toMatchObject({ seed: 7, bannedPhrases: ['soudain'], stop: ['FIN'], minTokens: 3, phraseBias: mine.phraseBias })
    expect(presetOf(taken)).toBe(name)
    expect(presetOf({ ...taken, temperature: 0.123 })).toBeNull()
  })

  it('are five different ways, and "balanced" is what is used when nothing is chosen', () => {
    expect(new Set(presetNames.map((name) => JSON.stringify(presets[name]))).size).toBe(5)
    expect(presetOf(Sampling.parse({}))).toBe('balanced')
  })
})

describe('the dials', () => {
  it('can show every number of every way', () => {
    for (const { field, min, max } of groups.flatMap(({ dials }) => dials)) {
      for (const name of presetNames) expect([field, presets[name][field] >= min && presets[name][field] <= max]).toEqual([field, true])
    }
  })
})

describe('the order of samplers', () => {
  it('stays each once, wherever one is moved', () => {
    const order = Sampling.parse({}).order
    fc.assert(fc.property(fc.constantFrom(...order), fc.integer({ min: -2, max: 20 }), (name, place) => {
      const moved = movedTo(order, name, place)
      expect(moved.toSorted()).toEqual(order.toSorted())
      expect(moved.indexOf(name)).toBe(Math.max(0, Math.min(order.length - 1, place)))
    }))
  })
})

describe('what is typed', () => {
  it.each([
    ['la mer = 3\n\nsoudain = -2,5', [{ text: 'la mer', bias: 3 }, { text: 'soudain', bias: -2.5 }]], ['a=b = −1', [{ text: 'a=b', bias: -1 }]], ['no number\n= 3', []], ['x = 99', [{ text: 'x', bias: 20 }]]
  ])('%j is drawn to %j', (text, biases) => {
    expect(biasesOf(text)).toEqual(biases)
  })

  it.each([['1, 22;3', [1, 22, 3]], ['none -4 5', [5]], ['', []]])('%j names the tokens %j', (text, tokens) => {
    expect(tokensOf(text)).toEqual(tokens)
  })
})
