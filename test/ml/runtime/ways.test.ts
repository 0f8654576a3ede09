// Ways to learn, on a real and very small model: each goes on from its saved state bit for bit, and measures what it keeps.
import { beforeAll, describe, expect, it } from 'vitest'
import { createRandom, seedState } from '#ml/random.ts'
import { openLearner, type LearnerRequest } from '#ml/runtime/index.ts'
import type { Batch, NamedArray } from '#ml/training/index.ts'
import { tinyModel } from '../../support/tiny-model.ts'

let model: string
beforeAll(() => { model = tinyModel() })

const request = (changes: Partial<LearnerRequest>): LearnerRequest => ({ model, method: 'lora', device: 'cpu', rank: 4, alpha: 8, weightDecay: 0.1, clip: 1, seed: 3, ...changes })

function batchOf(seed: number): Batch {
  const random = createRandom(seedState(seed))
  const ids = BigInt64Array.from({ length: 48 }, () => BigInt(random.below(300)))
  return { inputIds: ids, labels: ids, batch: 2, length: 24 }
}

type Opened = Awaited<ReturnType<typeof openLearner>>

async function steps(learner: Opened, from: number, to: number): Promise<void> {
  for (let step = from; step <= to; step++) {
    for (const micro of [0, 1]) await learner.accumulate(batchOf(2 * step + micro), 2 * step + micro)
    await learner.apply({ learningRate: 0.01, step })
  }
}

async function withLearner<T>(changes: Partial<LearnerRequest>, work: (learner: Opened) => Promise<T>): Promise<T> {
  const learner = await openLearner(request(changes))
  try {
    return await work(learner)
  } finally {
    await learner.dispose()
  }
}

const mean = async (learner: Opened, seed: number): Promise<number> => {
  const { nll, tokens } = await learner.evaluate(batchOf(seed))
  return nll / tokens
}

const ways: readonly (readonly [string, Partial<LearnerRequest>])[] = [
  ['AdamW', {}], ['Adam', { optimiser: 'adam' }], ['SGD', { optimiser: 'sgd', nesterov: true }], ['Lion', { optimiser: 'lion' }],
  ['all weights, decay on norms too', { method: 'full', decayNorms: true }], ['smoothed labels', { method: 'full', labelSmoothing: 0.1 }], ['a mean of the weights', { method: 'full', average: 0.9 }],
  ['a base in eight bits', { baseWeights: 'int8' }], ['a base in four bits, DoRA', { baseWeights: 'int4', dora: true }], ['the last block', { method: 'full', lastLayers: 1 }], ['all but the embeddings', { method: 'full', freezeEmbeddings: true }], ['rsLoRA', { rslora: true }], ['DoRA', { dora: true }], ['LoRA with dropout', { loraDropout: 0.2 }], ['dropout in all of the model', { method: 'full', dropout: 0.1 }], ['dropout, a block at a time', { method: 'full', dropout: 0.1, checkpointing: 'on' }], ['DoRA with dropout on two kinds of layers', { dora: true, loraDropout: 0.1, targets: ['q_proj', 'down_proj'] }]
]

describe.each(ways)('%s', (_, changes) => {
  it('goes on from its state as if it had never stopped', async () => {
    const whole = await withLearner(changes, async (learner) => {
      await steps(learner, 1, 3)
      const half = await learner.state()
      await steps(learner, 4, 6)
      return { half, end: await learner.state(), loss: await mean(learner, 99) }
    })
    const rest = await withLearner(changes, async (learner) => {
      await learner.restore(whole.half)
      await steps(learner, 4, 6)
      return { end: await learner.state(), loss: await mean(learner, 99) }
    })
    expect(rest.end).toEqual(whole.end)
    expect(rest.loss).toBe(whole.loss)
    expect(whole.end).not.toEqual(whole.half)
  })

  it('learns what it is shown', async () => {
    await withLearner(changes, async (learner) => {
      const before = await mean(learner, 7)
      for (let step = 1; step <= 30; step++) {
        await learner.accumulate(batchOf(7), step)
        await learner.apply({ learningRate: changes.optimiser === 'sgd' ? 0.5 : 0.02, step })
      }
      expect(await mean(learner, 7)).toBeLessThan(before - 0.05)
    })
  })
})

const only = (arrays: readonly NamedArray[], name: string): Float32Array => {
  const found = arrays.find((a) => a.name === name)
  if (!found) throw new Error(`no ${name} among ${arrays.map((a) => a.name).join(', ')}`)
  return found.data
}

describe('a mean of the weights', () => {
  it('is what is measured and kept, while the weights go on by themselves', () => withLearner({ method: 'full', average: 0.9 }, async (learner) => {
    await steps(learner, 1, 4)
    const [kept, state] = [await learner.parameters(), await learner.state()]
    expect(only(kept, 'model.norm.weight')).toEqual(only(state, 'average.model.norm.weight'))
    expect(only(kept, 'model.norm.weight')).not.toEqual(only(state, 'model.norm.weight'))
    const measured = await mean(learner, 99)
    const asKept = state.map((a) => ({ ...a, data: only(state, a.name.startsWith('m.') || a.name.startsWith('v.') || a.name.startsWith('average.') ? a.name : `average.${a.name}`) }))
    await withLearner({ method: 'full', average: 0.9 }, async (other) => {
      await other.restore(asKept)
      expect(await mean(other, 99)).toBe(measured)
    })
  }))
})

describe('an adapter', () => {
  it.each<[string, Partial<LearnerRequest>]>([['LoRA', {}], ['rsLoRA', { rslora: true }], ['DoRA', { dora: true }], ['dropout', { loraDropout: 0.5 }]])('by %s begins as the base model itself, to the last bit', async (_, changes) => {
    const base = await withLearner({ method: 'full' }, (learner) => mean(learner, 1))
    expect(await withLearner(changes, (learner) => mean(learner, 1))).toBe(base)
  })

  it('is only for the layers that were asked for', () => withLearner({ targets: ['q_proj'] }, async (learner) => {
    expect((await learner.parameters()).map((p) => p.name)).toEqual(['A', 'B'].map((m) => `base_model.model.model.layers.0.self_attn.q_proj.lora_${m}.weight`))
  }))

  it('refuses layers that are not there, and names those that are', async () => {
    await expect(openLearner(request({ targets: ['q_proj', 'c_attn'] }))).rejects.toThrow(/c_attn.*q_proj.*down_proj/)
  })

  it('leaves out other inputs with another draw, the same with the same, and none when it is measured', () => withLearner({ loraDropout: 0.5 }, async (learner) => {
    await steps(learner, 1, 1)
    const loss = async (draw: number): Promise<number> => (await learner.accumulate(batchOf(1), draw)).nll
    const [one, same, other] = [await loss(4), await loss(4), await loss(5)]
    expect(same).toBe(one)
    expect(other).not.toBe(one)
    expect(await mean(learner, 2)).toBe(await mean(learner, 2))
  }))
})

describe('smoothed labels', () => {
  it('are learned from, and the loss that is told is the plain one', async () => {
    const told = (labelSmoothing: number): Promise<{ nll: number; moved: readonly NamedArray[] }> => withLearner({ method: 'full', labelSmoothing }, async (learner) => {
      const { nll } = await learner.accumulate(batchOf(1))
      await learner.apply({ learningRate: 0.01, step: 1 })
      return { nll, moved: await learner.parameters() }
    })
    const [plain, smoothed] = [await told(0), await told(0.2)]
    expect(smoothed.nll).toBeCloseTo(plain.nll, 3)
    expect(smoothed.moved).not.toEqual(plain.moved)
  })
})
