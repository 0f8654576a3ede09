// The before/after view: what was removed, what changed, and how unchanged stretches fold.
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { compare, foldUnchanged, paragraphs, passages } from '../../src/renderer/features/corpora/comparison.ts'

const kinds = (before: string, after: string): string => compare(before, after).map((row) => row.kind).join(' ')

describe('paragraphs', () => {
  it.each([
    ['blank lines part them', 'a\nb\n\nc', ['a\nb', 'c']],
    ['a mark of byte order and carriage returns are no text', '\uFEFFa\r\n\r\nb\r\n', ['a', 'b']],
    ['spaces on the blank line do not matter', 'a\n  \t\nb', ['a', 'b']],
    ['verse keeps its indent', 'a\n\n   b\n   c', ['a', '   b\n   c']],
    ['nothing gives nothing', '\n\n', []]
  ])('%s', (_, text, expected) => expect(paragraphs(text)).toEqual(expected))

  it('takes every line for a paragraph where there are hardly any blank lines', () => {
    const lines = Array.from({ length: 100 }, (_, i) => `Line ${i}.`)
    expect(paragraphs(lines.join('\n'))).toHaveLength(100)
  })
})

describe('compare', () => {
  it.each([
    ['identical texts', 'a\n\nb', 'a\n\nb', 'same same'],
    ['joined lines are the same paragraph', 'a b\nc d\n\ne', 'a b c d\n\ne', 'same same'],
    ['a header taken away', 'The Project Gutenberg\n\nIl était une fois', 'Il était une fois', 'removed same'],
    ['a word put together', 'le soir tom-\nbait sur la plaine', 'le soir tombait sur la plaine', 'changed'],
    ['removed, then changed', 'page 12\n\nle soir tom-\nbait sur la plaine', 'le soir tombait sur la plaine', 'removed changed'],
    ['something wholly new', 'a\n\nb', 'a\n\nb\n\nzed', 'same same added']
  ])('%s', (_, before, after, expected) => expect(kinds(before, after)).toBe(expected))

  it('loses no paragraph on either side', () => {
    const before = 'licence\n\nun deux\ntrois\n\nquatre cinq-\nsix sept\n\nfin\n\ncatalogue'
    const after = 'un deux trois\n\nquatre cinqsix sept\n\nfin'
    const rows = compare(before, after)
    expect(rows.filter((row) => row.before !== '')).toHaveLength(5)
    expect(rows.filter((row) => row.after !== '')).toHaveLength(3)
  })
})

describe('foldUnchanged', () => {
  const text = (n: number): string => Array.from({ length: n }, (_, i) => `Paragraphe numéro ${i}`).join('\n\n')
  it('folds what did not change and keeps one row of context', () => {
    const shown = foldUnchanged(compare(`en-tête\n\n${text(10)}\n\npied`, text(10)))
    expect(shown.map((row) => row.kind)).toEqual(['removed', 'same', 'fold', 'same', 'removed'])
  })
  it('folds a text without any change whole', () => {
    const shown = foldUnchanged(compare(text(10), text(10)))
    expect(shown.map((row) => (row.kind === 'fold' ? row.rows.length : row.kind))).toEqual([10])
  })
})

describe('passages', () => {
  it('shows each side its own words', () => {
    const [row] = compare('le _petit_ âne gris', 'le petit âne gris')
    if (row === undefined) throw new Error('no row')
    expect(passages(row, 'before').map((part) => part.text).join('')).toBe('le _petit_ âne gris')
    expect(passages(row, 'after').map((part) => part.text).join('')).toBe('le petit âne gris')
    expect(passages(row, 'before').some((part) => part.kind === 'removed')).toBe(true)
    expect(passages(row, 'after').every((part) => part.kind !== 'removed')).toBe(true)
  })
})

const mare = '../shared/corpora/gutenberg/sand/La-Mare-au-Diable_23582__23582-0.txt'
describe.skipIf(!existsSync(mare))('a whole novel (skipped where ../shared is missing)', () => {
  it('is compared paragraph by paragraph', () => {
    const original = readFileSync(mare, 'utf8')
    const cleaned = paragraphs(original).slice(12, -60).map((part) => part.replace(/\s+/g, ' ')).join('\n\n')
    const rows = compare(original, cleaned)
    expect(rows.filter((row) => row.kind === 'removed')).toHaveLength(72)
    expect(rows.filter((row) => row.kind === 'changed' || row.kind === 'added')).toHaveLength(0)
  })
})
