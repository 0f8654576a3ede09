// How sure the muse was, in words: bands, pieces in a line, what could have stood in a place.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isHers, perplexity, timesLikelier, type SeenToken } from '#shared/likelihood.ts'
import { bandOf, choicesAt, named, unbroken, withoutLead, wordsOf } from '../../src/renderer/features/editor/sureness/bands.ts'

const token = (piece: string, chance: number | null = 0.5, base: number | null = null): SeenToken => ({
  id: 7, piece, logprob: chance === null ? null : Math.log(chance), rank: 1, top: [], base: base === null ? null : { logprob: Math.log(base), rank: 1, top: [] }
})

describe('bands', () => {
  it.each([[0.9, 'sure'], [0.5, 'sure'], [0.49, 'likely'], [0.1, 'likely'], [0.05, 'open'], [0.01, 'open'], [0.0001, 'surprising'], [0, 'surprising']])('%f is %s', (chance, band) => {
    expect(bandOf(token('x', chance))).toBe(band)
  })
  it('has none where nothing stands before', () => {
    expect(bandOf(token('x', null))).toBeNull()
  })
})

describe('words in a line', () => {
  it('are the text, but for signs of line ends and lone blanks', () => {
    const pieces = fc.array(fc.stringMatching(/^ ?[a-zéœ,’]{0,4}\n{0,2}$/u), { maxLength: 30 })
    fc.assert(fc.property(pieces, (all) => {
      const shown = wordsOf(all.map((piece) => token(piece))).map(({ blank, text, end }) => blank + text + end).join('')
      const blankless = (text: string): string => text.replace(/ +\n/gu, '\n')
      expect(blankless(shown.replaceAll('¶', '').replaceAll('␣', ' '))).toBe(blankless(all.join('')))
    }))
  })
  it('no line ends inside of what has no blank', () => {
    const groups = unbroken(wordsOf([' l', '’', 'air', ' est', '.\n', 'A'].map((piece) => token(piece))))
    expect(groups.map((group) => group.map(({ word: { text } }) => text).join(''))).toEqual(['l’air', 'est.¶', 'A'])
    expect(groups.flat().map(({ place }) => place)).toEqual([0, 1, 2, 3, 4, 5])
  })
  it('leaves out what writes nothing, and keeps its place', () => {
    expect(wordsOf([token('a'), token(''), token(' b')]).map(({ at }) => at)).toEqual([0, 2])
  })
  it('shows them as the page does', () => {
    const set = [{ ...token('.'), shown: '…' }, { ...token('.'), shown: '' }, { ...token(' "'), shown: ' «\u00a0' }] as unknown as SeenToken[]
    expect(wordsOf(set).map(({ at, blank, text }) => [at, blank + text])).toEqual([[0, '…'], [2, ' «']])
  })
  it.each([['\n\n', '¶¶'], [' ', '␣'], [' la', 'la'], ['.\n', '.¶']])('%j is named %s', (piece, name) => {
    expect(named(piece)).toBe(name)
  })
  it('cuts off what was said before the passage', () => {
    expect(withoutLead([token('ab'), token('cd'), token('ef')], 3).map(({ piece }) => piece)).toEqual(['', 'd', 'ef'])
  })
})

describe('what could have stood there', () => {
  const chance = (id: number, share: number) => ({ id, piece: ` ${id}`, logprob: Math.log(share) })
  const seen: SeenToken = { ...token(' x', 0.1, 0.3), top: [chance(1, 0.6), chance(2, 0.2), chance(7, 0.1)], base: { logprob: Math.log(0.3), rank: 2, top: [chance(2, 0.5)] } }
  it('has each once, likeliest first, with the base where it is known', () => {
    expect(choicesAt(seen).map(({ id, taken, base }) => [id, taken, base === null ? null : Math.exp(base).toFixed(1)])).toEqual([[1, false, null], [2, false, '0.5'], [7, true, '0.3']])
  })
  it('names the word that stands even where it is none of the likeliest', () => {
    expect(choicesAt({ ...seen, id: 9, logprob: Math.log(0.01) }).at(-1)).toMatchObject({ id: 9, taken: true })
  })
  it('is nothing where nothing could be judged', () => {
    expect(choicesAt(token('x', null))).toEqual([])
  })
})

describe('what is hers', () => {
  it.each([[0.8, 0.1, true], [0.7, 0.1, false], [0.1, 0.8, false], [0.0075, 0.001, true]])('%f beside %f: %s', (chance, base, hers) => {
    expect(isHers(token('x', chance, base))).toBe(hers)
  })
  it('is not known without a base', () => {
    expect(timesLikelier(token('x', 0.8))).toBeNull()
    expect(isHers(token('x', 0.8))).toBe(false)
  })
  it('perplexity of words that are all one in four is four', () => {
    expect(perplexity([0.25, 0.25, 0.25].map(Math.log))).toBeCloseTo(4)
    expect(perplexity([null, Math.log(0.5)])).toBeCloseTo(2)
    expect(perplexity([null])).toBeNull()
  })
})
