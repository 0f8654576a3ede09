// A decoder's memory, of both kinds: keys and values that can be cut, and a recurrent state that cannot. The law: going back changes nothing.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { holdDecoder, type Decoder } from '#ml/generation/index.ts'
import { createRandom, seedState } from '#ml/random.ts'
import { decoderConfigs as configs, fusedConfigs, fusedDecoder, plainDecoder, randomDecoder } from '../../support/decoders.ts'

const farthest = (one: Float32Array, other: Float32Array): number => one.reduce((most, x, i) => Math.max(most, Math.abs(x - (other[i] ?? NaN))), 0)

describe('what a decoder remembers', () => {
  it.each(Object.keys(configs))('%s: after twenty random edits, the same logits as from the beginning', async (name) => {
    const [edited, fresh] = [await randomDecoder(name), await randomDecoder(name)]
    const random = createRandom(seedState(11))
    let held: readonly number[] = []
    for (let turn = 0; turn < 20; turn++) {
      const kept = held.length < 40 ? random.below(held.length + 1) : random.below(10)
      const added = Array.from({ length: 1 + random.below(5) }, () => random.below(40))
      await edited.truncate(kept)
      const logits = await edited.append(added)
      held = [...held.slice(0, kept), ...added]
      await fresh.truncate(0)
      expect(farthest(logits, await fresh.append(held))).toBeLessThan(1e-4)
      expect(edited.length).toBe(held.length)
    }
    await edited.dispose()
    await fresh.dispose()
  })
})

/** An edit of the text before the cursor: so many tokens replaced by others, somewhere. */
const edit = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), taken: fc.nat(6), put: fc.array(fc.nat(39), { maxLength: 6 }) })
const edited = (text: readonly number[], { at, taken, put }: { readonly at: number; readonly taken: number; readonly put: readonly number[] }): readonly number[] =>
  [...text.slice(0, Math.floor(at * text.length)), ...put, ...text.slice(Math.floor(at * text.length) + taken)].slice(0, 60)

const never = (): boolean => false
const atOnce = async (): Promise<void> => undefined
const kinds: readonly (readonly [string, () => Promise<Decoder>])[] = [
  ...['llama', 'gpt2'].map((name) => [`${name}, fused`, () => fusedDecoder(fusedConfigs[name] ?? {})] as const), ...Object.keys(configs).map((name) => [`${name}, plain`, () => plainDecoder(configs[name] ?? {})] as const)
]

describe('a prefix that is used again', () => {
  it.each(kinds)('%s: after each of two hundred random edits, what a cold start says', async (_, open) => {
    const [warm, cold] = [await open(), await open()]
    const held = holdDecoder(warm)
    await fc.assert(fc.asyncProperty(fc.array(edit, { minLength: 200, maxLength: 200 }), fc.array(fc.nat(39), { minLength: 1, maxLength: 50 }), async (edits, beginning) => {
      let text: readonly number[] = beginning
      for (const one of edits) {
        const next = edited(text, one)
        text = next.length === 0 ? [1] : next
        const logits = await held.fill(text, never, atOnce)
        await cold.truncate(0)
        const whole = await cold.append(text)
        const size = whole.reduce((most, x) => Math.max(most, Math.abs(x)), 1)
        expect(farthest(logits ?? new Float32Array(), whole) / size).toBeLessThan(1e-4)
        expect(held.ids()).toEqual(text)
      }
    }), { numRuns: 1 })
    await warm.dispose()
    await cold.dispose()
  })
})
