// A draft as a scene: no word of either hand is lost, and each keeps its own mark.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chapterDoc } from '#main/writing/chapter-doc.ts'
import { GenerationId } from '#shared/ids.ts'
import { plainText, type Inline, type ManuscriptDoc } from '#shared/manuscript.ts'

const id = GenerationId.parse('g1')
const inlines = (doc: ManuscriptDoc): Inline[] => doc.content.flatMap((block) => (block.type === 'sceneBreak' ? [] : block.content ?? []))
const spoken = (doc: ManuscriptDoc, byMachine: boolean): string =>
  inlines(doc).map((inline) => (inline.type === 'text' && Boolean(inline.marks?.some((mark) => mark.type === 'suggested')) === byMachine ? inline.text : '')).join('')

type Seam = readonly [what: string, opening: string, text: string, whole: string]
const seams: readonly Seam[] = [
  ['in the middle of a sentence', 'La mer était', ' basse.', 'La mer était basse.'],
  ['after her space', 'La mer était ', 'basse.', 'La mer était basse.'],
  ['inside a word', 'La mer ét', 'ait basse.', 'La mer était basse.'],
  ['in a new paragraph', 'Elle sortit.', '\n\nIl resta.', 'Elle sortit.\n\nIl resta.'],
  ['after her blank line', 'Elle sortit.\n\n', 'Il resta.', 'Elle sortit.\n\nIl resta.'],
  ['with paragraphs on both sides', 'Un.\n\nDeux', ' ou trois.\n\nQuatre.', 'Un.\n\nDeux ou trois.\n\nQuatre.'],
  ['over a scene break', 'Fin.', '\n\n* * *\n\nAilleurs.', 'Fin.\n\n* * *\n\nAilleurs.'],
  ['without an opening', '', 'Il pleuvait.', 'Il pleuvait.'],
  ['without a draft', 'Seule.', '', 'Seule.']
]

describe('a drafted chapter', () => {
  it.each(seams)('goes on %s', (_, opening, text, whole) => {
    expect(plainText(chapterDoc(opening, text, id))).toBe(whole)
  })

  it('marks the machine’s words, all of them and only them', () => {
    const letters = (text: string) => text.replace(/\s/g, '')
    const prose = fc.array(fc.constantFrom('mot', 'l’herbe', ' ', ' ', '.', '\n\n', 'é'), { maxLength: 12 }).map((parts) => parts.join(''))
    fc.assert(fc.property(prose, prose, (opening, text) => {
      const doc = chapterDoc(opening, text, id)
      expect(letters(spoken(doc, false))).toBe(letters(opening))
      expect(letters(spoken(doc, true))).toBe(letters(text))
    }))
  })
})
