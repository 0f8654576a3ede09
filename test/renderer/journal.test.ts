// The journal of unsaved text: what a crash leaves is found, what the app has is forgotten, nothing is overwritten.
import { beforeEach, describe, expect, test } from 'vitest'
import { NodeId } from '#shared/ids.ts'
import { docFromText, plainText } from '#shared/manuscript.ts'
import { digest, Journal, recoveryOf, type Store } from '../../src/renderer/features/editor/saving/journal.ts'

class MemoryStore implements Store {
  readonly #map = new Map<string, string>()
  room = Infinity
  get length(): number {
    return this.#map.size
  }

  readonly key = (index: number): string | null => [...this.#map.keys()][index] ?? null
  readonly getItem = (key: string): string | null => this.#map.get(key) ?? null
  readonly removeItem = (key: string): void => void this.#map.delete(key)
  readonly setItem = (key: string, value: string): void => {
    if (value.length > this.room) throw new Error('quota')
    this.#map.set(key, value)
  }
}

const scene = NodeId.parse('scene-1')
const other = NodeId.parse('scene-2')
const json = (text: string): string => JSON.stringify(docFromText(text))
let store: MemoryStore

beforeEach(() => (store = new MemoryStore()))

describe('journal', () => {
  test('a window that died left its text; forgetting removes it', () => {
    new Journal(store, 'dead').write(scene, 3, null, json('Typed « here ».\n\nAnd here.'))
    const [found] = new Journal(store, 'new').leftBehind(scene, new Set())
    expect(found && plainText(found.entry.doc)).toBe('Typed « here ».\n\nAnd here.')
    expect(found?.entry.base).toBe(3)
    found?.forget()
    expect(new Journal(store, 'new').leftBehind(scene, new Set())).toEqual([])
  })

  test('a living window is left alone, and so are other scenes and confirmed text', () => {
    const alive = new Journal(store, 'alive')
    alive.write(scene, 1, null, json('mine'))
    expect(new Journal(store, 'new').leftBehind(scene, new Set(['alive']))).toEqual([])
    expect(new Journal(store, 'new').leftBehind(other, new Set())).toEqual([])
    alive.clear(scene)
    expect(new Journal(store, 'new').leftBehind(scene, new Set())).toEqual([])
  })

  test('damaged and foreign entries are passed over; a full storage is told, not thrown', () => {
    store.setItem('aurore.journal.dead.scene-1', '{"scene":"scene-1","doc')
    store.setItem('something.else', 'x')
    expect(new Journal(store, 'new').leftBehind(scene, new Set())).toEqual([])
    store.room = 10
    expect(new Journal(store, 'new').write(scene, 1, null, json('long enough'))).toBe(false)
  })
})

describe('what to do with a leftover', () => {
  test.each([
    ['the app has it', 4, null, 4, 'same', 'same', 'nothing'],
    ['typed over what is stored', 4, null, 4, 'stored', 'stored and more', 'continue'],
    ['a save arrived unconfirmed, more was typed', 4, 'stored', 5, 'stored', 'stored and more', 'continue'],
    ['another window went on', 4, 'something', 5, 'stored', 'mine', 'beside'],
    ['the scene is far ahead', 4, null, 9, 'stored', 'mine', 'beside']
  ] as const)('%s', (_, base, sent, revision, stored, left, expected) => {
    const entry = { scene, base, sent: sent === null ? null : digest(sent), doc: docFromText(left) }
    expect(recoveryOf(entry, { revision, text: stored }, left)).toBe(expected)
  })
})
