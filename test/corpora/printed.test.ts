// What a model is given to read: one spelling a mark, whatever keyboard or encoding a book came from.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { asPrinted } from '#main/corpora/printed.ts'

const cases: readonly (readonly [string, string])[] = [
  ['l\'eau d\'aujourd\'hui', 'l’eau d’aujourd’hui'],
  ['\'Tis true, said he, \'twas \'em', '’Tis true, said he, ’twas ’em'],
  ['He said \'go\', and \'stay!\'', 'He said ‘go’, and ‘stay!’'],
  ['"Go," she said. (\'Now.\')', '"Go," she said. (‘Now.’)'],
  ['the boys\' boat', 'the boys’ boat'],
  ['5\'10" tall', '5\'10" tall'],
  ['Il vint--trop tard', 'Il vint—trop tard'],
  ['Un trait ---', 'Un trait ---'],
  ['un coeur, un oeil, des oeufs, un voeu; Oeuvres; LES OEUVRES', 'un cœur, un œil, des œufs, un vœu; Œuvres; LES ŒUVRES'],
  ['moelle, poète, goéland, does', 'moelle, poète, goéland, does'],
  ['« Non », dit-elle', '« Non », dit-elle']
]

describe('a text as print sets it', () => {
  it.each(cases)('%s -> %s', (typed, printed) => expect(asPrinted(typed)).toBe(printed))

  it('leaves alone what is printed already', () => {
    for (const [, printed] of cases) expect(asPrinted(printed)).toBe(printed)
  })

  it('changes marks only, and never twice', () => fc.assert(fc.property(fc.string({ unit: fc.constantFrom('a', 'é', 'o', 'e', 'u', ' ', '\n', '\'', '"', '-', '—', '’', '‘', '“', '.', '5', '(') }), (text) => {
    const printed = asPrinted(text)
    const letters = (t: string): string => t.replaceAll('œ', 'oe').replace(/[^\p{L}\p{N}\s]/gu, '')
    expect(letters(printed)).toBe(letters(text))
    expect(asPrinted(printed)).toBe(printed)
  }), { numRuns: 500 }))
})
