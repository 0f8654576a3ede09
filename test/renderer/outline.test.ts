// Where lines of the binder may go: by key, by hand, and when new.
import { describe, expect, test } from 'vitest'
import type { NodeKind, OutlineNode } from '#shared/contract/projects.ts'
import { NodeId, ProjectId } from '#shared/ids.ts'
import { dropSlot, flatten, nextSlot, slotNear, treeOf, type Slot } from '../../src/renderer/features/editor/binder/outline.ts'

const projectId = ProjectId.parse('book')
const make = (name: string, kind: NodeKind, parent: string | null, position: number): OutlineNode =>
  ({ id: NodeId.parse(name), projectId, parentId: parent === null ? null : NodeId.parse(parent), kind, title: name, position, words: 0, updatedAt: 0 })

// Prologue; part I (chapter 1: a, b; chapter 2: c); part II, empty.
const book = [
  make('P1', 'part', null, 1), make('P2', 'part', null, 2), make('pro', 'chapter', null, 0), make('ch2', 'chapter', 'P1', 1), make('ch1', 'chapter', 'P1', 0),
  make('b', 'scene', 'ch1', 1), make('a', 'scene', 'ch1', 0), make('c', 'scene', 'ch2', 0), make('p', 'scene', 'pro', 0)
]
const node = (name: string): OutlineNode => {
  const found = book.find(({ id }) => id === name)
  if (found === undefined) throw new Error(name)
  return found
}
const short = (slot: Slot | null): string | null => (slot === null ? null : `${slot.parentId ?? 'book'}/${slot.afterId ?? 'first'}`)

test('reading order', () => expect(flatten(treeOf(book)).map((branch) => `${branch.level}${branch.node.id}`)).toEqual(['1pro', '2p', '1P1', '2ch1', '3a', '3b', '2ch2', '3c', '1P2']))

describe('by key', () => {
  test.each([
    ['a', 1, 'ch1/b'], ['b', -1, 'ch1/first'], ['b', 1, 'ch2/first'], ['c', -1, 'ch1/b'], ['a', -1, 'pro/p'], ['c', 1, null], ['p', -1, null],
    ['ch2', 1, 'book/P1'], ['ch1', -1, 'book/pro'], ['pro', 1, 'P1/first'], ['P2', -1, 'book/pro'], ['P2', 1, null]
  ] as const)('%s by %d', (name, step, where) => {
    expect(short(nextSlot(book, node(name), step))).toBe(where)
  })
})

describe('by hand', () => {
  test.each([
    ['c', 'a', 'upper', 'ch1/first'], ['c', 'a', 'lower', 'ch1/a'], ['a', 'ch2', 'upper', 'ch2/first'], ['a', 'P2', 'lower', null],
    ['ch1', 'P2', 'upper', 'P2/first'], ['ch1', 'ch2', 'lower', 'P1/ch2'], ['P2', 'pro', 'upper', 'book/first'], ['P1', 'ch1', 'upper', null], ['a', 'a', 'lower', null]
  ] as const)('%s over %s, %s half', (dragged, over, half, where) => expect(short(dropSlot(book, node(dragged), node(over), half))).toBe(where))
})

describe('new', () => {
  test.each([
    ['scene', 'a', 'ch1/a'], ['scene', 'ch1', 'ch1/b'], ['chapter', 'a', 'P1/ch1'], ['chapter', 'P2', 'P2/first'], ['part', 'a', 'book/P1'], ['chapter', null, 'book/P2'], ['scene', null, 'ch2/c']
  ] as const)('%s near %s', (kind, near, where) => expect(short(slotNear(book, kind, near === null ? null : node(near)))).toBe(where))
  test('the first of an empty book', () => {
    expect(short(slotNear([], 'chapter', null))).toBe('book/first')
    expect(slotNear([], 'scene', null)).toBeNull()
  })
})
