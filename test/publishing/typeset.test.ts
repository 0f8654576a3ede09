// What the press makes of a manuscript before any format.
import { describe, expect, it } from 'vitest'
import { typeset } from '#main/publishing/typeset.ts'
import type { Block } from '#shared/manuscript.ts'
import { bookOf, paragraph, rich, said, scene, text, wordsOf } from './books.ts'

const leaves = (...scenes: Parameters<typeof scene>[]) =>
  typeset(bookOf([{ title: 'I', scenes: scenes.map((blocks) => scene(...blocks)) }])).parts[0]?.chapters[0]?.leaves ?? []
const outline = (...scenes: Parameters<typeof scene>[]) =>
  leaves(...scenes).map((leaf) => leaf.kind === 'paragraph' ? (leaf.opening ? 'opening' : 'paragraph') : leaf.kind).join(' ')
const a = said('a')
const rest = { type: 'sceneBreak' } as const

describe('leaves', () => {
  it.each<readonly [string, readonly (readonly Block[])[], string]>([
    ['the first paragraph opens', [[a, a]], 'opening paragraph'],
    ['scenes are parted by a break', [[a], [a]], 'opening sceneBreak opening'],
    ['an empty scene parts nothing', [[a], [], [a]], 'opening sceneBreak opening'],
    ['breaks at either end go', [[rest, a, rest]], 'opening'],
    ['two breaks are one', [[a, rest, rest, a]], 'opening sceneBreak opening'],
    ['empty paragraphs leave no trace', [[said(' '), a, said('\u00a0'), a]], 'opening paragraph'],
    ['a heading opens', [[{ type: 'heading', attrs: { level: 2 }, content: [text('h')] }, a]], 'heading opening'],
    ['an empty line ends a paragraph', [[paragraph(text('a'), { type: 'hardBreak' }, { type: 'hardBreak' }, text('b'))]], 'opening paragraph'],
    ['nothing is nothing', [[], []], '']
  ])('%s', (_, scenes, expected) => expect(outline(...scenes.map((blocks) => [...blocks]))).toBe(expected))

  it('leaves no seam and no trace where a suggestion was taken', () => {
    const taken = { type: 'suggested', attrs: { generation: 'g' } } as const
    const [leaf] = leaves([paragraph(text('one '), text('two', taken), text(' three'))])
    expect(leaf).toEqual({ kind: 'paragraph', opening: true, lines: [[{ text: 'one two three', italic: false, bold: false }]] })
    expect(JSON.stringify(typeset(rich))).not.toMatch(/suggested|gen1/)
  })

  it('keeps typography and drops only what no file may hold', () => {
    const kept = '« L’œuvre » — “ça” … \u00a0! 😀 naïve \u00ad'
    expect(wordsOf(bookOf([{ title: 'I', scenes: [scene(said(`${kept}x\u0000\u0007\ufffe\ud800y`))] }])).at(-1)).toBe(`${kept}xy`)
  })
})
