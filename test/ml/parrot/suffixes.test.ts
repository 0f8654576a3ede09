// The suffix array's laws: the order is the order, a search finds what a plain search finds, what follows is counted right.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { continuations, cover, find, followTail, indexTexts, isEmpty, longestContinuations, longestEnding, maximalRuns, positionsOf, suffixOrder } from '#ml/suffixes/index.ts'

const fromFew = fc.integer({ min: 1, max: 6 }).chain((most) => fc.array(fc.integer({ min: 0, max: most - 1 }), { maxLength: 60 }))
const texts = fc.array(fromFew, { maxLength: 5 })
const compare = (s: readonly number[], a: number, b: number): number => {
  for (let i = 0; ; i++) {
    const [x, y] = [s[a + i] ?? -1, s[b + i] ?? -1]
    if (x !== y || x === -1) return x - y
  }
}
const occurrences = (books: readonly (readonly number[])[], ids: readonly number[]): number =>
  books.reduce((sum, book) => sum + book.filter((_, at) => at + ids.length <= book.length && ids.every((id, i) => book[at + i] === id)).length, 0)

describe('the order of suffixes', () => {
  it('is that of comparing them one by one', () => {
    fc.assert(fc.property(fromFew, (ids) => {
      const symbols = [...ids.map((id) => id + 1), 0]
      expect([...suffixOrder(Int32Array.from(symbols))]).toEqual(symbols.map((_, i) => i).sort((a, b) => compare(symbols, a, b)))
    }), { numRuns: 400 })
  })

  it.each([[[0]], [[1, 0]], [[...Array.from({ length: 500 }, () => 7), 0]], [[...Array.from({ length: 300 }, (_, i) => 1 + i % 2), 0]], [[...Array.from({ length: 50 }, (_, i) => 50 - i), 0]]])('holds at the edges', (symbols) => {
    expect([...suffixOrder(Int32Array.from(symbols))]).toEqual(symbols.map((_, i) => i).sort((a, b) => compare(symbols, a, b)))
  })

  it.each([[[]], [[1, 2]], [[0, 1, 0]], [[-1, 0]]])('refuses %j', (symbols) => {
    expect(() => suffixOrder(Int32Array.from(symbols))).toThrow(RangeError)
  })
})

describe('a search', () => {
  it('finds every place, never over a border', () => {
    fc.assert(fc.property(texts, fromFew, (books, ids) => {
      const index = indexTexts(books)
      const span = find(index, ids)
      if (ids.length > 0) expect(isEmpty(span) ? 0 : span.to - span.from).toBe(occurrences(books, ids))
      for (const position of isEmpty(span) ? [] : positionsOf(index, span)) expect([...index.symbols.slice(position, position + ids.length)].map((symbol) => symbol - 2)).toEqual(ids)
    }))
  })

  it('finds the longest ending, grown word by word or looked for at once', () => {
    fc.assert(fc.property(texts, fromFew, (books, ids) => {
      const index = indexTexts(books)
      const tail = followTail(index)
      ids.forEach((id, i) => {
        let length = i + 1
        while (length > 0 && occurrences(books, ids.slice(i + 1 - length, i + 1)) === 0) length--
        expect(tail.push(id).length).toBe(length)
        expect(longestEnding(index, ids, i + 1).length).toBe(length)
      })
    }))
  })

  it('covers with the longest runs all that any run covers', () => {
    fc.assert(fc.property(texts, fromFew, (books, ids) => {
      const runs = maximalRuns(indexTexts(books), ids, 2)
      const covered = (all: readonly { start: number, end: number }[]) => ids.map((_, i) => all.some(({ start, end }) => start <= i && i < end))
      expect(covered(cover(runs))).toEqual(covered(runs))
      expect(cover(runs).length).toBeLessThanOrEqual(runs.length)
    }))
  })

  it('does not take long over a text that stands in the index whole', () => {
    const ids = Array.from({ length: 20_000 }, (_, i) => (i * i) % 977)
    expect(maximalRuns(indexTexts([ids]), ids, 8).map(({ start, end }) => [start, end])).toEqual([[0, 20_000]])
  })
})

describe('what follows', () => {
  it('is counted as it stands in the texts', () => {
    fc.assert(fc.property(texts, fromFew, (books, ids) => {
      const expected = new Map<number, number>()
      for (const book of books) for (let at = 0; at + ids.length < book.length; at++) {
        const next = book[at + ids.length] ?? -1
        if (ids.every((id, i) => book[at + i] === id)) expected.set(next, (expected.get(next) ?? 0) + 1)
      }
      const found = continuations(indexTexts(books), ids)
      expect(new Map(found.map(({ id, count }) => [id, count]))).toEqual(expected)
      expect(found.map(({ count }) => count)).toEqual(found.map(({ count }) => count).sort((a, b) => b - a))
    }))
  })

  it.each([
    [[[1, 2, 3, 1, 2, 4, 1, 2, 3]], [9, 1, 2], 2, [{ id: 3, count: 2 }, { id: 4, count: 1 }]],
    [[[1, 2], [2, 5]], [1, 2], 1, [{ id: 5, count: 1 }]], [[[1, 2]], [8], 0, []], [[], [1], 0, []]
  ])('of %j, after %j', (books, ids, length, next) => {
    expect(longestContinuations(indexTexts(books), ids)).toEqual({ length, next })
  })
})
