// Texts with labels, from every form they come in; and their split, the same for the same seed.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { labelledTexts } from '#main/readers/labelled.ts'
import { splitByLabel } from '#main/readers/split.ts'

const read = (name: string, text: string | Uint8Array<ArrayBuffer>) => labelledTexts([{ file: new File([text], name), label: null }])
const pairs = async (name: string, text: string | Uint8Array<ArrayBuffer>): Promise<(readonly [string, string])[]> => (await read(name, text)).map(({ text: said, label }) => [said, label] as const)

const expected = [['Tu viens, dit-elle ?', 'Anne'], ['Non, mon père.', 'Bruno']]

describe('a table of texts and labels', () => {
  it.each<[string, string, string | Uint8Array<ArrayBuffer>]>([
    ['commas and quotes', 'a.csv', 'text,label\n"Tu viens, dit-elle ?",Anne\n"Non, mon père.",Bruno\n'],
    ['a French spreadsheet’s semicolons, columns the other way about', 'a.csv', 'étiquette;texte\nAnne;Tu viens, dit-elle ?\nBruno;Non, mon père.\n'],
    ['a byte order mark', 'a.csv', '\uFEFFtext,label\n"Tu viens, dit-elle ?",Anne\n"Non, mon père.",Bruno\n'],
    ['windows-1252', 'a.csv', Uint8Array.from('texte;étiquette\nTu viens, dit-elle ?;Anne\nNon, mon père.;Bruno\n', (letter) => letter.codePointAt(0) ?? 0)],
    ['tabs, other columns between, loose quotes left alone', 'a.tsv', 'id\tText\tnote\tLabel\n1\tTu viens, dit-elle ?\t"x\tAnne\n2\t"Non, mon père."\t\tBruno\n'],
    ['lines of JSON', 'a.jsonl', '{"text":"Tu viens, dit-elle ?","label":"Anne"}\n\n{"label":"Bruno","text":"Non, mon père."}\n']
  ])('%s', async (_, name, text) => expect(await pairs(name, text)).toEqual(expected))

  it('may have numbers for labels; the same line twice is one, an empty one none', async () => {
    expect(await pairs('a.jsonl', '{"text":"x y","label":1}\n{"text":"x y","label":1}\n{"text":" ","label":2}\n{"text":"z","label":2}')).toEqual([['x y', '1'], ['z', '2']])
  })

  it('is read as print sets it, so that no label is known by its keyboard', async () => {
    expect(await pairs('a.csv', 'text,label\nl\'herbe,A\nl’herbe,B')).toEqual([['l’herbe', 'A'], ['l’herbe', 'B']])
  })

  it.each<[string, string, string, object]>([
    ['readers.no-labels', 'a.csv', 'words,names\nx,y\n', { name: 'a.csv' }],
    ['readers.no-labels', 'a.txt', 'once upon a time', { name: 'a.txt' }],
    ['readers.no-texts', 'a.csv', 'text,label\n', { name: 'a.csv' }],
    ['readers.bad-line', 'a.csv', 'text,label\nx,A\ny,\n', { line: 3, detail: 'label' }],
    ['readers.bad-line', 'a.jsonl', '{"text":"x","label":"A"}\n{"text"', { line: 2 }],
    ['readers.bad-line', 'a.jsonl', '{"label":"A"}', { line: 1, detail: 'text' }]
  ])('%s', async (code, name, text, params) => {
    await expect(read(name, text)).rejects.toMatchObject({ code, params })
  })
})

describe('files under their labels', () => {
  it('are cut into passages of a few paragraphs, nothing lost', async () => {
    const paragraph = (n: number): string => `${'Le vent montait sur la lande. '.repeat(8)}${n}.`
    const text = Array.from({ length: 9 }, (_, n) => paragraph(n)).join('\n\n')
    const found = await labelledTexts([{ file: new File([text], 'sand.txt'), label: 'Sand' }, { file: new File(['Une phrase courte, et une autre.'], 'b.txt'), label: 'Balzac' }])
    expect(found.filter(({ label }) => label === 'Sand').length).toBeGreaterThan(1)
    expect(found.filter(({ label }) => label === 'Sand').map((one) => one.text).join('\n\n')).toBe(text)
    expect(found.at(-1)).toEqual({ text: 'Une phrase courte, et une autre.', label: 'Balzac' })
  })
})

const labels = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 6, maxLength: 60 }).map((given) => [...'aabbcc', ...given].map((label, i) => ({ text: `t${i}`, label })))

describe('what is held out', () => {
  it('is of every label its share, something of each on both sides, and the same for the same seed', () => {
    fc.assert(fc.property(labels, fc.double({ min: 0.05, max: 0.6, noNaN: true }), fc.nat(1000), (texts, share, seed) => {
      const split = splitByLabel(texts, share, seed)
      expect(split).toEqual(splitByLabel(texts, share, seed))
      expect([...split.train, ...split.heldOut].map(({ text }) => text).sort()).toEqual(texts.map(({ text }) => text).sort())
      for (const label of split.labels) {
        const [all, held] = [texts, split.heldOut].map((side) => side.filter((one) => one.label === label).length)
        expect(held).toBe(Math.min((all ?? 0) - 1, Math.max(1, Math.round(share * (all ?? 0)))))
      }
    }))
  })

  it('cannot be of one label, or of one text', () => {
    expect(() => splitByLabel([{ text: 'x', label: 'A' }, { text: 'y', label: 'A' }], 0.2, 1)).toThrow(expect.objectContaining({ code: 'readers.one-label', params: { label: 'A' } }))
    expect(() => splitByLabel([{ text: 'x', label: 'A' }, { text: 'y', label: 'A' }, { text: 'z', label: 'B' }], 0.2, 1)).toThrow(expect.objectContaining({ code: 'readers.single-example', params: { label: 'B' } }))
  })
})
