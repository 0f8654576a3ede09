// Print and back: whatever she typed comes back to the letter.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { asTyped } from '#main/corpora/as-typed.ts'
import { asPrinted } from '#main/corpora/printed.ts'

const typed = fc.array(fc.constantFrom('"', '\'', '--', '---', 'oeuf', 'OEIL', 'coeur', 'œ', '—', ' ', 'mot', 'l', '12\'', '😀', '\n', 'poème', 'Noël')).map((parts) => parts.join(''))

it('gives the pieces of a printed text in her spelling', () => {
  fc.assert(fc.property(typed, fc.integer({ min: 1, max: 5 }), (text, size) => {
    const printed = Array.from(asPrinted(text))
    const pieces = Array.from({ length: Math.ceil(printed.length / size) }, (_, i) => printed.slice(i * size, (i + 1) * size).join(''))
    expect(asTyped(text, pieces).join('')).toBe(text)
  }))
  expect(asTyped('l\'oeuf -- "oui"', ['l’', 'œuf', ' —', ' “oui”'])).toEqual(['l\'', 'oeuf', ' --', ' "oui"'])
})
