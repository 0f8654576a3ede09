import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { guardLanguage, languageOf } from '#shared/language-of.ts'
import type { Language } from '#shared/language.ts'

function heard(language: Language, pieces: readonly string[]): { text: string; foreign: boolean } {
  const guard = guardLanguage(language)
  let text = ''
  for (const piece of pieces) {
    const part = guard.write(piece)
    text += part.text
    if (part.foreign) return { text, foreign: true }
  }
  const rest = guard.close()
  return { text: text + rest.text, foreign: rest.foreign }
}

describe('the language of a text', () => {
  it.each([['La nuit était tombée sur la lande.', 'fr'], ['The night had fallen over the moor.', 'en'], ['Paris, 1848.', null], ['', null], ['Le the et and', null]] as const)('%j is %s', (text, language) => {
    expect(languageOf(text)).toBe(language)
  })
})

describe('a suggestion\'s language', () => {
  it.each([
    ['fr', ' the wind and the sea were', true, ' '], ['fr', ' la mer and the wind that was', true, ' la mer '], ['en', ' la mer était dans la nuit', true, ' '],
    ['fr', ' il lut « The Times », puis la lettre', false, ' il lut « The Times », puis la lettre'], ['fr', ' un thé', false, ' un thé'], ['fr', ' Thérèse and', false, ' Thérèse and'],
    ['en', ' la Seine ran under the bridge', false, ' la Seine ran under the bridge'], ['fr', ' and the', true, ' ']
  ] as const)('%s: %j foreign: %s', (language, text, foreign, shown) => {
    expect(heard(language, [...text])).toEqual({ text: shown, foreign })
  })

  it('loses nothing of a text that stays in her language, in any pieces', () => {
    const words = fc.array(fc.constantFrom(' la', ' mer', ' était', ' Thomas', ' the', ' il', ', et', ' nuit', '\n', ' thé'), { maxLength: 20 })
    fc.assert(fc.property(words, (all) => {
      const { text, foreign } = heard('fr', all)
      expect(heard('fr', [...all.join('')]).foreign).toBe(foreign)
      if (!foreign) expect(text).toBe(all.join(''))
      else expect(all.join('').startsWith(text)).toBe(true)
    }))
  })
})
