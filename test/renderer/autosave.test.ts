// Saving on a clock of our own: never later than a second, one at a time, again after a failure.
import { beforeEach, describe, expect, test } from 'vitest'
import { Autosave, longestUnsaved, restAfterKey, type AutosaveState } from '../../src/renderer/features/editor/saving/autosave.ts'
import type { Clock } from '../../src/renderer/features/editor/saving/clock.ts'

class HandClock implements Clock {
  #now = 0
  #alarms: readonly { readonly at: number; readonly act: () => void }[] = []
  readonly now = (): number => this.#now
  readonly after = (milliseconds: number, act: () => void): (() => void) => {
    const alarm = { at: this.#now + milliseconds, act }
    this.#alarms = [...this.#alarms, alarm]
    return () => (this.#alarms = this.#alarms.filter((other) => other !== alarm))
  }

  async pass(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds
    for (;;) {
      const next = [...this.#alarms].sort((a, b) => a.at - b.at)[0]
      if (next === undefined || next.at > end) break
      this.#now = next.at
      this.#alarms = this.#alarms.filter((alarm) => alarm !== next)
      next.act()
      await settle()
    }
    this.#now = end
  }
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

let clock: HandClock
let savedAt: number[]
let states: AutosaveState[]
let outcome: () => Promise<void>
let autosave: Autosave

beforeEach(() => {
  clock = new HandClock()
  savedAt = []
  states = []
  outcome = () => Promise.resolve()
  autosave = new Autosave(() => {
    savedAt.push(clock.now())
    return outcome()
  }, clock, (state) => states.push(state))
})

describe('autosave', () => {
  test('half a second after the last key', async () => {
    autosave.changed()
    await clock.pass(restAfterKey - 1)
    expect(savedAt).toEqual([])
    await clock.pass(1)
    expect(savedAt).toEqual([restAfterKey])
    expect(states).toEqual(['unsaved', 'saving', 'clean'])
  })

  test.each([50, 120, 300, 499])('typing without rest, a key every %d ms: no key waits more than a second', async (pace) => {
    const keys: number[] = []
    for (let i = 0; i < 40; i++) {
      keys.push(clock.now())
      autosave.changed()
      await clock.pass(pace)
    }
    await clock.pass(longestUnsaved)
    for (const key of keys) expect(savedAt.some((at) => at >= key && at <= key + longestUnsaved)).toBe(true)
  })

  test('one save at a time; what was typed meanwhile follows', async () => {
    let arrive: () => void = () => undefined
    outcome = () => new Promise((resolve) => (arrive = resolve))
    autosave.changed()
    await clock.pass(restAfterKey)
    autosave.changed()
    await clock.pass(5000)
    expect(savedAt).toHaveLength(1)
    arrive()
    await settle()
    await clock.pass(longestUnsaved)
    expect(savedAt).toHaveLength(2)
  })

  test('a failure is tried again until it holds', async () => {
    outcome = () => Promise.reject(new Error('no line'))
    autosave.changed()
    await clock.pass(4000)
    expect(savedAt).toHaveLength(3)
    expect(states.at(-1)).toBe('unsaved')
    outcome = () => Promise.resolve()
    await clock.pass(10_000)
    expect(states.at(-1)).toBe('clean')
  })

  test('flush saves at once, and saves nothing when nothing changed', async () => {
    await autosave.flush()
    expect(savedAt).toEqual([])
    autosave.changed()
    await autosave.flush()
    expect(savedAt).toEqual([0])
    await clock.pass(5000)
    expect(savedAt).toEqual([0])
  })
})
