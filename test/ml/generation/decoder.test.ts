// A decoder's memory, of both kinds: keys and values that can be cut, and a recurrent state that cannot. The law: going back changes nothing.
import { describe, expect, it } from 'vitest'
import { createRandom, seedState } from '#ml/random.ts'
import { decoderConfigs as configs, randomDecoder } from '../../support/decoders.ts'

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
