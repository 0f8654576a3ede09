import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { beforeSeparator, naturalEnd, wholeWords } from '#ml/generation/endings.ts'
import { clearOfStops, stopIndex } from '#ml/generation/stops.ts'

/** `|` marks where the text should end; none: it goes on. */
const sentences = [
  ' Il vint.| Elle', ' Il vint.', ' Il vint. ', ' Il vint… elle', ' Il vint…| Elle', ' Il vint...| Elle', ' « Viens ! dit-il', ' « Viens ! »| Il sortit', ' « Viens. »| Il', ' “Come.”| He',
  ' "Come."| He', ' “Come?” he', ' M. Dupont', ' Mme. X', ' chez Mrs. Hale and M. de B. Il', ' à 3.14 près', ' Viens !| — Non', ' (Il vint.)| Elle', ' « Où ?\u00A0»| Elle', '\n\n Il vint.| Elle',
  ' Titre sans point|\nLa', ' Elle dit :|\n— Non', '.| Il', ' !?| Oui', ' dit-il.|\n', ' l’an 1848.| On', ' Fin.’| Then'
]
const paragraphs = [' Il vint. Elle', ' Il vint. Elle rit.|\n', ' Il vint.|  \n\nElle', '\n\nIl vint.|\n', '\n\n  ']
const scenes = [
  ' Il vint.\n\nElle rit.|\n\n* * *\n', ' Fin.|\n***\n', ' Fin.|\n\n⁂\n', ' Fin.|\n\nChapitre 3. Où l’on part\n', ' Fin.|\nCHAPTER IV\n', ' Fin.\n— Non\n', ' Fin.\nPart of him\n', ' Fin.\n\n* *', '\n* * *\nIl vint\n', ' Fin.\nPartie fine\n'
]
const at = (marked: string): number | null => (marked.includes('|') ? marked.indexOf('|') : null)

describe('natural endings', () => {
  it.each(sentences)('sentence: %j', (marked) => {
    expect(naturalEnd(marked.replace('|', ''), 'sentence')).toBe(at(marked))
  })

  it.each(paragraphs)('paragraph: %j', (marked) => {
    expect(naturalEnd(marked.replace('|', ''), 'paragraph')).toBe(at(marked))
  })

  it.each(scenes)('scene: %j', (marked) => {
    expect(naturalEnd(marked.replace('|', ''), 'scene')).toBe(at(marked))
  })

  it.each(scenes)('nothing of what ends a scene is shown before it does: %j', (marked) => {
    const end = at(marked)
    const text = marked.replace('|', '')
    for (let cut = 0; end !== null && cut < text.length; cut++) expect(beforeSeparator(text.slice(0, cut))).toBeLessThanOrEqual(end)
  })

  it('at a given place or behind it are those of the text, without those before', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom(' Oui.', ' Non', ' Il vint !', '\n', ' M.', '\n* * *\n'), { maxLength: 12 }), fc.constantFrom('sentence', 'paragraph', 'scene'), fc.nat(60), (parts, stopAt, from) => {
      const end = naturalEnd(parts.join(''), stopAt, from)
      expect(end === null || end >= from).toBe(true)
      const first = naturalEnd(parts.join(''), stopAt)
      if (first !== null && first >= from) expect(end).toBe(first)
    }))
  })

  it('never come when tokens are counted', () => {
    expect(naturalEnd('Fin. Autre\nligne', 'tokens')).toBeNull()
  })

  it.each(['Il vint à la| mai', 'Il vint.', 'Il vint.| ', '| l’her', 'Il vint,| grand-', 'Où vas-tu ?', 'Où vas-tu\u00A0?| E'])('whole words of %j', (marked) => {
    const text = marked.replace('|', '')
    expect(wholeWords(text)).toBe(at(marked) ?? text.length)
  })
})

describe('stop strings', () => {
  it.each([['un FIN deux', ['FIN'], 3], ['un deux', ['FIN'], null], ['a##b', ['##', '#'], 1], ['x', [], null]] as const)('first in %j of %j', (text, stops, index) => {
    expect(stopIndex(text, stops)).toBe(index)
  })

  it.each([['un FI', ['FIN'], 3], ['un F', ['FIN'], 3], ['un FIX', ['FIN'], 6], ['aab', ['abc', 'aab!'], 0], ['text', [], 4], ['\n\n', ['\n\n\n'], 0]] as const)('what of %j is clear of %j', (text, stops, length) => {
    expect(clearOfStops(text, stops)).toBe(length)
  })
})
