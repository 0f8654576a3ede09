// What calls an entry: names as people read them, expressions, depth, chains; and nothing that stops the program.
import { describe, expect, it } from 'vitest'
import { newLore, type LoreEntry, type LoreText } from '#shared/contract/context.ts'
import { LoreId, ProjectId } from '#shared/ids.ts'
import { callEntries } from '#main/writing/context/lorebook.ts'
import { findPattern } from '#main/writing/context/patterns.ts'

const entry = (title: string, change: Partial<LoreText>): LoreEntry =>
  ({ ...newLore, text: `${title} existe.`, ...change, title, id: LoreId.parse(title.replace(/\W/g, '')), projectId: ProjectId.parse('p'), updatedAt: 1 })
const called = (entries: readonly LoreEntry[], before: string): readonly string[] => callEntries(entries, before, findPattern).called.map((one) => one.entry.title)

type Case = readonly [what: string, change: Partial<LoreText>, before: string, there: boolean]
const cases: readonly Case[] = [
  ['a name in the text', { keys: ['Germain'] }, 'Quand Germain revint.', true],
  ['an alias', { keys: ['Germain', 'le laboureur'] }, 'On vit le laboureur.', true],
  ['small letters', { keys: ['germain'] }, 'Quand GERMAIN revint.', true],
  ['not other letters when case matters', { keys: ['Rose'], matchCase: true }, 'une rose', false],
  ['not a part of a word', { keys: ['Ana'] }, 'une banane', false],
  ['not a part of an accented word', { keys: ['Zo'] }, 'Zoé rit', false],
  ['a part of a word when allowed', { keys: ['ana'], wholeWords: false }, 'une banane', true],
  ['behind an elision', { keys: ['Aurore'] }, 'l’Aurore', true],
  ['either apostrophe', { keys: ['l\'île'] }, 'vers l’île', true],
  ['accents in pieces', { keys: ['Zo\u00e9'] }, 'Zoe\u0301 rit', true],
  ['over a no-break space', { keys: ['M. Dupin'] }, 'chez M.\u00a0Dupin', true],
  ['an expression', { keys: ['/jument|cheval/'] }, 'La Jument trotta.', true],
  ['an expression that minds case', { keys: ['/Jument/'], matchCase: true }, 'la jument', false],
  ['nothing in it', { keys: [] }, 'Germain', false],
  ['switched off', { keys: ['Germain'], enabled: false }, 'Germain', false],
  ['always on', { alwaysOn: true }, '', true],
  ['always on but empty', { alwaysOn: true, text: ' ' }, '', false],
  ['within its depth', { keys: ['mer'], scanDepth: 2 }, 'La mer.\n\nLe soir.', true],
  ['beyond its depth', { keys: ['mer'], scanDepth: 1 }, 'La mer.\n\nLe soir.', false]
]

describe('an entry is called', () => {
  it.each(cases)('%s', (_, change, before, there) => expect(called([entry('X', change)], before)).toEqual(there ? ['X'] : []))

  it('by another’s text, unless it minds, and only so far', () => {
    const chain = ['A', 'B', 'C', 'D', 'E'].map((name, i, all) => entry(name, { keys: [name], text: `${name} connaît ${all[i + 1] ?? 'personne'}.` }))
    const { called: there, not } = callEntries(chain, 'A entra.', findPattern)
    expect(there.map((one) => [one.entry.title, one.by])).toEqual([['A', null], ['B', 'A'], ['C', 'B'], ['D', 'C']])
    expect(not.map((one) => [one.entry.title, one.reason])).toEqual([['E', 'chain']])
    expect(called(chain.map((one) => (one.title === 'B' ? { ...one, cascade: false } : one)), 'A entra.')).toEqual(['A'])
  })

  it('once, even when two call one another', () => {
    expect(called([entry('A', { keys: ['A'], text: 'B' }), entry('B', { keys: ['B'], text: 'A' })], 'A')).toEqual(['A', 'B'])
  })

  it('always-on ones first, then by priority', () => {
    expect(called([entry('bas', { keys: ['x'] }), entry('haut', { keys: ['x'], priority: 5 }), entry('toujours', { alwaysOn: true })], 'x')).toEqual(['toujours', 'haut', 'bas'])
  })

  it('not by what is no expression, nor by one that would never end: both are told', () => {
    const { called: there, not } = callEntries([entry('A', { keys: ['/(/'] }), entry('B', { keys: ['/^(a+)+$/'] })], `${'a'.repeat(60)}b`, findPattern)
    expect(there).toEqual([])
    expect(not.map((one) => [one.entry.title, one.reason])).toEqual([['A', 'pattern'], ['B', 'slow']])
  })
})
