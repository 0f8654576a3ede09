// The machine's words in the manuscript's typography, however they come in pieces.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitText, openFit } from '#shared/typography/fit.ts'
import { mannerOf, type Manner } from '#shared/typography/manner.ts'

const n = '\u00a0'
const t = '\u202f'
const french = mannerOf('fr', '')
const english = mannerOf('en', '')
const plain = mannerOf('fr', 'Il dit : "Viens !" et l\'homme partit... - Oui.\n- Non ! "Pars", dit-il. D\'accord...')
const thinned = mannerOf('fr', `«${t}Oui${t}», dit-il. «${t}Non${t}!${t}»\n–${t}Viens${t}! dit-elle.\n–${t}Où${t}?`)
const curlyFrench = mannerOf('fr', '“Viens”, dit-il. “Pars”, dit-elle. L’eau.')
const straight = mannerOf('en', '"Come," she said. "I don\'t know."')
const manners: readonly (readonly [string, Manner])[] = [['French', french], ['English', english], ['French, typed plainly', plain], ['French, thin spaces', thinned], ['French, English quotes', curlyFrench], ['English, straight', straight]]

const cases: readonly (readonly [Manner, string, string, string])[] = [
  [french, 'Elle dit', ' : "Viens !"', `${n}: «${n}Viens${t}!${n}»`],
  [french, `«${n}Oui`, ' !" dit-il', `${t}!${n}» dit-il`],
  [french, 'Il vint', ' , puis  partit .', ', puis partit.'],
  [french, 'Il vint ', ' et', 'et'], [french, 'Il vint ', ', et', ', et'],
  [french, 'Fin.\n', '- Oui, dit-il. ', `—${n}Oui, dit-il. `], [french, '', '— Oui', `—${n}Oui`], [french, '', `—${n}Oui`, `—${n}Oui`],
  [french, 'Il', ' dit "l\'été"...', ` dit «${n}l’été${n}»…`], [french, 'Il', ` dit «${n}Non${n}»${n}; quoi${t}?!`, ` dit «${n}Non${n}»${t}; quoi${t}?!`],
  [french, `«${n}Il a lu`, ' “Lélia”, dit-on', ' “Lélia”, dit-on'], [french, 'Il dit', ' “Viens”.', ` «${n}Viens${n}».`],
  [french, 'Fin', '. \n\n  Puis', '.\n\nPuis'],
  [thinned, 'Il dit', ' : « Oui ! »', ` : «${t}Oui${t}!${t}»`.replace(' :', `${n}:`)], [thinned, '', '— Oui', `–${t}Oui`],
  [plain, 'Il dit', ` : «${n}L’été${t}!${n}» Bien…`, ' : "L\'été !" Bien...'],
  [curlyFrench, 'Il dit', ` «${n}Oui${n}», puis`, ' “Oui”, puis'],
  [english, 'She said, "', 'Come--now."', 'Come—now.”'], [english, 'One.\n\n', '"Two', '“Two'], [english, 'I', ' don\'t know ; why ?', ' don’t know; why?'], [english, 'He', ' said « Go ! »', ' said “Go!”'],
  [english, 'She', ' said , "No . . . no"', ' said, “No . . . no”'], [straight, 'She', ' said, “I don’t…”', ' said, "I don\'t…"']
]

describe('the machine\'s words', () => {
  it.each(cases)('%# after %j', (manner, before, raw, page) => {
    expect(fitText(manner, before, raw)).toBe(page)
  })
})

describe('what came of which sign', () => {
  it.each([
    [french, 'Il', ' dit...', [0, 1, 2, 3, 4]], [french, 'Il', ' dit ;', [0, 1, 2, 3, 4, 5]], [french, 'Il', ' dit;', [0, 1, 2, 3, 4, 4]], [french, 'Il vint', ' , et', [1, 2, 3, 4]],
    [french, '', '- Oui', [0, 1, 2, 3, 4]], [english, 'Come', '--now', [0, 2, 3, 4]], [french, 'Il', ' "dit"', [0, 1, 1, 2, 3, 4, 5, 5]]
  ] as const)('%# after %j: %j', (manner, before, text, origins) => {
    const fit = openFit(manner, before)
    const written = fit.write(text)
    expect([...written.from, ...fit.close().from]).toEqual(origins)
  })
})

const signs = fc.constantFrom('a', 'é', 'B', ' ', ' ', n, t, '\n', '.', '.', ',', ';', '!', '?', ':', '-', '–', '—', '"', '\'', '’', '‘', '«', '»', '“', '”', '…', '(', ')')
const texts = fc.array(signs, { maxLength: 40 }).map((all) => all.join(''))

describe.each(manners)('%s', (_, manner) => {
  it('in any pieces is the same as at once', () => {
    fc.assert(fc.property(texts, texts, fc.array(fc.integer({ min: 1, max: 4 })), (before, text, cuts) => {
      const fit = openFit(manner, before)
      let [out, at] = ['', 0]
      for (const length of [...cuts, text.length]) {
        out += fit.write(text.slice(at, at + length)).text
        at += length
      }
      expect(out + fit.close().text).toBe(fitText(manner, before, text))
    }))
  })

  it('each character came of a sign that was written, in their order, and a letter of itself', () => {
    fc.assert(fc.property(texts, texts, (before, text) => {
      const fit = openFit(manner, before)
      const [written, rest] = [fit.write(text), fit.close()]
      const set = written.text + rest.text
      const from = [...written.from, ...rest.from]
      expect(from).toHaveLength(set.length)
      from.forEach((place, i) => {
        expect(place).toBeGreaterThanOrEqual(from[i - 1] ?? 0)
        expect(place).toBeLessThan(text.length)
        if (/\p{L}/u.test(set[i] ?? '')) expect(text[place]).toBe(set[i])
      })
      expect([...text].filter((sign, at) => /\p{L}/u.test(sign) && !from.includes(at))).toEqual([])
    }))
  })

  it('set again stays as it is, where it is prose', () => {
    const words = fc.constantFrom('il vint', 'Oui', 'l\'eau', 'grand-mère', '"Viens !"', '« Où ? »', ', puis', ' ; mais', ' : non', '...', '. Elle', ' — dit-il —', '\n— Non', '\n')
    fc.assert(fc.property(fc.array(words, { maxLength: 12 }).map((all) => all.join(' ')), (text) => {
      const once = fitText(manner, '', text)
      expect(fitText(manner, '', once)).toBe(once)
    }))
  })

  it('never has a double space, nor one before a comma', () => {
    fc.assert(fc.property(texts, (text) => {
      const set = fitText(manner, '', text)
      expect(set).not.toMatch(/[ \t]{2}/u)
      expect(set).not.toMatch(/\p{L}[ \u00a0\u202f],/u)
    }))
  })
})
