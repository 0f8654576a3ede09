// The assembled prompt: never over its room, never cut in a word, in its order, what is dropped is told; and typing changes only its tail.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ContextBudget } from '#shared/contract/context.ts'
import { ContextOrigin, newLore, type LoreEntry } from '#shared/contract/context.ts'
import { LoreId, ProjectId } from '#shared/ids.ts'
import { assemble, gap, paragraphFromEnd, type Assembled, type Part, type Sources } from '#main/writing/context/assemble.ts'
import { defaultBudget, shareOut } from '#main/writing/context/budget.ts'
import { measured, piecesOf } from '#main/writing/context/measure.ts'
import { fitHead, fitTail } from '#main/writing/context/trim.ts'

/** A word is a token for every three letters, a gap with a line end one more. */
const tokensOf = (piece: string): number => Math.ceil(piece.trim().length / 3) + (piece.includes('\n') ? 1 : 0) + (piece.trim() === '' ? 1 : 0)
const tokens = (text: string): number => piecesOf(text).reduce((sum, piece) => sum + tokensOf(piece), 0)

const word = fc.constantFrom('mer', 'l’herbe', 'était', 'Germain', 'M.', 'revint', 'haute,', 'soir.', '« Non »', 'pourquoi ?', 'anticonstitutionnellement', 'a', 'Elle', 'vit…')
const line = fc.array(word, { minLength: 1, maxLength: 25 }).map((words) => words.join(' '))
const text = (most: number): fc.Arbitrary<string> => fc.array(line, { maxLength: most }).map((lines) => lines.join(gap))
const entryOf = (body: string, i: number, alwaysOn: boolean): LoreEntry =>
  ({ ...newLore, id: LoreId.parse(`e${i}`), projectId: ProjectId.parse('p'), title: `E${i}`, keys: ['mer'], text: body, alwaysOn, updatedAt: 1 })

const sources: fc.Arbitrary<Sources> = fc.record({
  memory: text(4), note: text(1), noteDepth: fc.integer({ min: 1, max: 6 }), after: text(3),
  lore: fc.array(fc.tuple(text(2), fc.boolean()), { maxLength: 4 }).map((list) => list.toSorted((a, b) => Number(b[1]) - Number(a[1]))
    .map(([body, always], i) => ({ entry: entryOf(body, i, always), key: always ? null : 'mer', by: null }))),
  summaries: fc.array(text(2), { maxLength: 3 }).map((list) => list.map((body, i) => ({ id: `s${i}`, title: `S${i}`, text: body }))),
  before: fc.array(text(6), { minLength: 1, maxLength: 3 }).map((list) => list.map((body, i) => ({ id: `n${i}`, title: '', text: body })))
})
const frames = fc.record({ room: fc.integer({ min: 0, max: 600 }), window: fc.constantFrom(256, 2048) })

const partsOf = ({ head, before, after }: Assembled): readonly Part[] => [...head, ...before, ...after]
const joined = (parts: readonly Part[]): string => parts.map((part) => part.text).join('')
const assembled = (from: Sources, room: number, window = 256): Assembled => assemble(from, { room, step: Math.floor(window / 8), budget: defaultBudget(window), tokensOf })

/** Ends at the source's ends or at a gap of it: no word is broken. */
function standsWhole(source: string, piece: string): boolean {
  const bare = piece.trim()
  for (let at = source.indexOf(bare); at >= 0; at = source.indexOf(bare, at + 1)) {
    const around = `${source[at - 1] ?? ' '}${source[at + bare.length] ?? ' '}`
    if (/^[ \t\n\r]{2}$/.test(around)) return true
  }
  return false
}

function sourceOf(from: Sources, { origin, id }: Part): string {
  if (origin === 'memory' || origin === 'note' || origin === 'after') return from[origin]
  if (origin === 'before') return from.before.find((strand) => strand.id === id)?.text ?? ''
  return from.lore.find(({ entry }) => entry.id === id)?.entry.text ?? from.summaries.find((summary) => summary.id === id)?.text ?? ''
}

describe('the assembled prompt', () => {
  it('is never over its room', () => {
    fc.assert(fc.property(sources, frames, (from, { room, window }) => {
      expect(tokens(joined(partsOf(assembled(from, room, window))))).toBeLessThanOrEqual(room)
    }))
  })

  it('is never cut inside a word, and holds nothing that is not hers', () => {
    fc.assert(fc.property(sources, frames, (from, { room, window }) => {
      for (const part of partsOf(assembled(from, room, window))) expect(part.text.trim() === '' || standsWhole(sourceOf(from, part), part.text), part.text).toBe(true)
    }))
  })

  it('keeps the order: memory, always-on lore, summaries, called lore, the text with the note in it, what comes after', () => {
    const rank = ({ origin, key }: Part): number => (origin === 'note' ? 4 : ['memory', 'lore', 'summary', 'called', 'before', 'after'].indexOf(origin === 'lore' && key !== null ? 'called' : origin))
    fc.assert(fc.property(sources, frames, (from, { room, window }) => {
      const parts = partsOf(assembled(from, room, window))
      const ranks = parts.map(rank)
      expect(ranks).toEqual(ranks.toSorted((a, b) => a - b))
      const scenes = parts.filter(({ origin }) => origin === 'before').map(({ id }) => id)
      expect([...scenes]).toEqual(scenes.toSorted())
      const kept = parts.filter(({ origin }) => origin === 'before').map((part) => part.text).join('')
      expect(from.before.map((strand) => strand.text).join(gap).endsWith(kept)).toBe(true)
    }))
  })

  it('tells what it dropped, with the reason', () => {
    fc.assert(fc.property(sources, frames, (from, { room, window }) => {
      const result = assembled(from, room, window)
      const parts = partsOf(result)
      const wanted = [
        ...(from.memory.trim() ? ['memory'] : []), ...(from.note.trim() ? ['note'] : []), ...(from.after.trim() ? ['after'] : []),
        ...from.lore.filter(({ entry }) => entry.text.trim()).map(({ entry }) => entry.id), ...from.summaries.filter((summary) => summary.text.trim()).map(({ id }) => id)
      ]
      for (const name of wanted) {
        const part = parts.find(({ id, origin }) => (id ?? origin) === name)
        const told = result.left.find(({ id, origin }) => (id ?? origin) === name)
        expect(part !== undefined && !part.cut, String(name)).toBe(told === undefined)
        if (told) expect(told.tokens).toBeGreaterThan(0)
        if (told) expect(['share', 'room']).toContain(told.reason)
      }
      const all = from.before.map((strand) => strand.text).join(gap)
      const kept = parts.filter(({ origin }) => origin === 'before').map((part) => part.text).join('')
      expect(result.left.some(({ origin }) => origin === 'before')).toBe(kept !== all)
    }))
  })

  it('leaves everything as it is where there is room', () => {
    fc.assert(fc.property(sources, (from) => {
      const roomy: ContextBudget = { ...defaultBudget(256), before: 0.1, shares: { memory: share, lore: share, summary: share, note: share, after: share } }
      expect(assemble(from, { room: 100_000, step: 100, budget: roomy, tokensOf }).left).toEqual([])
    }))
  })
  const share = { least: 0, most: 0.9 }
})

describe('typing', () => {
  const from: Sources = {
    memory: 'Une ferme du Berry, en 1840.', note: '[Ton grave.]', noteDepth: 2, after: '', summaries: [{ id: 's', title: '', text: 'Germain part au marché.' }],
    lore: [{ entry: entryOf('La Grise est une jument.', 1, true), key: null, by: null }], before: []
  }
  const prose = Array.from({ length: 900 }, (_, i) => ['la', 'mer', 'était', 'haute', 'et', 'le', 'vent', i % 9 === 8 ? 'tournait.' : 'tournait'][i % 8] ?? '')
  const typed = (words: number): string => prose.slice(0, words).map((w, i) => (i % 40 === 39 ? `${w}.${gap}` : `${w} `)).join('')
  const prompt = (words: number): string => joined(partsOf(assembled({ ...from, before: [{ id: 'n', title: '', text: typed(words) }] }, 200)))

  it('one word changes only the tail of the prompt: the rest stands where it stood, but for a step of the cut now and then', () => {
    let steps = 0
    const last = 860
    for (let words = 20; words < last; words++) {
      const [one, other] = [prompt(words), prompt(words + 1)]
      const paragraph = typed(words + 1).endsWith('\n') // the note moves down with a new paragraph
      if (other.startsWith(one.trimEnd()) || paragraph) continue
      steps++
      expect(other.slice(0, 60)).toBe(one.slice(0, 60)) // memory and lore stand even then
    }
    expect(steps).toBeLessThanOrEqual(Math.ceil(tokens(typed(last)) / 32))
    expect(steps).toBeGreaterThan(5)
  })
})

describe('fitting', () => {
  const measure = (body: string) => measured(body, tokensOf)
  it.each([
    ['all', 'Un mot. Deux mots.', 99, 'Un mot. Deux mots.'],
    ['whole sentences', 'Un mot. Deux mots ici.', 6, 'Un mot.'],
    ['no sentence at an abbreviation', 'Voici M. Dupin qui vient enfin. Il rit.', 11, 'Voici M. Dupin qui vient enfin.'],
    ['words where no sentence fits', 'Une phrase sans fin', 4, 'Une phrase'],
    ['no part of a word', 'anticonstitutionnellement', 3, '']
  ])('keeps the beginning: %s', (_, body, room, kept) => expect(fitHead(measure(body), room).text).toBe(kept))

  it('keeps the end from a paragraph, else a sentence, else a word', () => {
    const paragraphs = 'un deux trois quatre.\n\ncinq six sept.\n\nhuit neuf dix onze douze'
    expect(fitTail(measure(paragraphs), 10, 4).text).toBe('huit neuf dix onze douze')
    expect(fitTail(measure('un deux trois six. Quatre cinq six sept huit neuf dix'), 14, 4).text).toMatch(/^Quatre/)
    expect(fitTail(measure('un deux trois quatre cinq six sept huit neuf dix'), 12, 4).text).toMatch(/^(trois|quatre|cinq|six)/)
  })

  it('finds the paragraph the note stands before', () => {
    expect(['a\n\nb\n\nc', 'a\n\nb\n\n', 'a'].map((body) => paragraphFromEnd(body, 1))).toEqual([6, 6, 0])
    expect(paragraphFromEnd('a\n\nb\n\nc', 9)).toBe(0)
  })
})

describe('the shares', () => {
  const wants = fc.record({ memory: fc.nat(500), lore: fc.nat(500), summary: fc.nat(500), note: fc.nat(500), after: fc.nat(500) })
  it('give nobody more than its most or its wish, and leave the text before the cursor its own', () => {
    fc.assert(fc.property(wants, fc.nat(3000), fc.constantFrom(256, 2048), (wish, room, window) => {
      const budget = defaultBudget(window)
      const given = shareOut(budget, room, wish)
      for (const origin of budget.order) expect(given[origin]).toBeLessThanOrEqual(Math.min(wish[origin], Math.floor(room * budget.shares[origin].most)))
      expect(Object.values(given).reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(room * (1 - budget.before) + 1e-9)
    }))
  })

  it('serve the first in order first', () => {
    const budget: ContextBudget = { ...defaultBudget(2048), before: 0.9 }
    const given = shareOut(budget, 1000, { memory: 500, lore: 500, summary: 500, note: 500, after: 500 })
    expect(given).toEqual({ note: 30, memory: 70, lore: 0, summary: 0, after: 0 })
  })

  it('name every origin that the prompt can have', () => {
    expect([...defaultBudget(256).order, 'before'].toSorted()).toEqual(ContextOrigin.options.toSorted())
  })
})
