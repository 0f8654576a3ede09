// Runs counted in a tree, against counting them one by one.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { childOf, countRuns } from '#ml/ngram/trie.ts'

const texts = fc.array(fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 30 }), { maxLength: 4 })

/** Kneser and Ney's counts the slow way: occurrences of the longest runs; for shorter ones, how many different tokens stand before, and each text that begins with it. */
function slowly(all: readonly (readonly number[])[], order: number): Map<string, number> {
  const befores = new Map<string, Set<string>>()
  const add = (run: readonly number[], before: string): void => { befores.set(run.join(), (befores.get(run.join()) ?? new Set()).add(before)) }
  for (const [t, ids] of all.entries()) for (let start = 0; start < ids.length; start++) for (let length = 1; length <= order && start + length <= ids.length; length++) {
    const run = ids.slice(start, start + length)
    if (start > 0) add(run, length === order ? `at ${t} ${start}` : `behind ${ids[start - 1]}`)
    else if (length > 1) add(run, `begins ${t}`)
  }
  return new Map([...befores].map(([run, set]) => [run, set.size]))
}

describe('runs of tokens in a tree', () => {
  it('are counted as one by one', () => fc.assert(fc.property(texts, fc.integer({ min: 1, max: 4 }), (all, order) => {
    const trie = countRuns(all, order)
    const found = new Map<string, number>()
    const walk = (node: number, run: readonly number[]): void => {
      for (let child = trie.starts[node] ?? 0; child < (trie.starts[node + 1] ?? 0); child++) {
        const next = [...run, trie.tokens[child] ?? -1]
        expect(childOf(trie, node, trie.tokens[child] ?? -1)).toBe(child)
        if ((trie.counts[child] ?? 0) > 0) found.set(next.join(), trie.counts[child] ?? 0)
        walk(child, next)
      }
    }
    walk(0, [])
    expect(found).toEqual(slowly(all, order))
  }), { numRuns: 200 }))

  it('have no child that was never there', () => {
    const trie = countRuns([[5, 900_000, 5]], 3)
    expect(childOf(trie, 0, 6)).toBe(-1)
    expect(childOf(trie, childOf(trie, 0, 5), 900_000)).toBeGreaterThan(0)
  })
})
