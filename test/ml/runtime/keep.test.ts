// How much of the way is kept: the voice stands on the line between the base and what was learned, and learning itself does not notice.
import { beforeAll, describe, expect, it } from 'vitest'
import { openLearner, type LearnerRequest } from '#ml/runtime/index.ts'
import type { NamedArray } from '#ml/training/index.ts'
import { tinyModel } from '../../support/tiny-model.ts'

let model: string
beforeAll(() => { model = tinyModel() })

const ids = BigInt64Array.from({ length: 40 }, (_, i) => BigInt((i * 7) % 300))
const batch = { inputIds: ids, labels: ids, batch: 2, length: 20 }

interface Learned { readonly before: readonly NamedArray[]; readonly voice: readonly NamedArray[]; readonly state: readonly NamedArray[]; readonly losses: readonly number[]; readonly heldOut: number }

async function learn(changes: Partial<LearnerRequest>): Promise<Learned> {
  const learner = await openLearner({ model, method: 'full', device: 'cpu', rank: 4, alpha: 8, weightDecay: 0, clip: 1, seed: 3, ...changes })
  const before = await learner.parameters()
  const losses: number[] = []
  for (let step = 1; step <= 2; step++) {
    losses.push((await learner.accumulate(batch)).nll)
    await learner.apply({ learningRate: 0.02, step })
    await learner.evaluate(batch)
  }
  const found = { before, voice: await learner.parameters(), state: await learner.state(), losses, heldOut: (await learner.evaluate(batch)).nll }
  await learner.dispose()
  return found
}

const named = (arrays: readonly NamedArray[]): ReadonlyMap<string, Float32Array> => new Map(arrays.map((a) => [a.name, a.data]))

describe('keeping a share of the way', () => {
  it.each([0.25])('%f: every weight stands that far between base and learned; the curve is as if all were kept', async (keep) => {
    const [whole, part] = [await learn({}), await learn({ keep })]
    expect(part.losses).toEqual(whole.losses)
    expect(part.state).toEqual(whole.state)
    const [before, learned] = [named(whole.before), named(whole.voice)]
    for (const { name, data } of part.voice) {
      for (const i of [0, Math.floor(data.length / 2), data.length - 1]) {
        const [from, to] = [before.get(name)?.[i] ?? NaN, learned.get(name)?.[i] ?? NaN]
        expect(data[i]).toBeCloseTo(from + keep * (to - from), 5)
      }
    }
    expect(part.heldOut).not.toBe(whole.heldOut)
  })

  it('of an adapter keeps that share of its change: its second matrix scaled, its first as it is', async () => {
    const [whole, part] = [await learn({ method: 'lora' }), await learn({ method: 'lora', keep: 0.5 })]
    const learned = named(whole.voice)
    for (const { name, data } of part.voice) {
      const share = name.endsWith('lora_B.weight') ? 0.5 : 1
      data.forEach((x, i) => expect(x).toBeCloseTo(share * (learned.get(name)?.[i] ?? NaN), 6))
    }
  })

  it('with a mean of the weights, is measured from the mean', async () => {
    const [mean, half] = [await learn({ average: 0.8 }), await learn({ average: 0.8, keep: 0.5 })]
    const [before, learned] = [named(mean.before), named(mean.voice)]
    for (const { name, data } of half.voice) expect(data[0]).toBeCloseTo(((before.get(name)?.[0] ?? NaN) + (learned.get(name)?.[0] ?? NaN)) / 2, 5)
  })
})
