// Learning on WebGPU over packed bases, and a block at a time: the processor's numbers. Skipped where there is no adapter, not even a software one.
import { beforeAll, describe, expect, it } from 'vitest'
import { openLearner, probe, type LearnerRequest } from '#ml/runtime/index.ts'
import type { Batch } from '#ml/training/index.ts'
import { tinyModel } from '../../support/tiny-model.ts'
import { useSoftwareAdapter } from '../../support/webgpu.ts'

useSoftwareAdapter()
const { present } = await probe('webgpu')

let model: string
beforeAll(() => { model = tinyModel() })

const ids = BigInt64Array.from({ length: 24 }, (_, i) => BigInt((i * 37) % 300))
const batch: Batch = { inputIds: ids, labels: ids, batch: 1, length: 24 }

async function losses(changes: Partial<LearnerRequest>): Promise<readonly number[]> {
  const learner = await openLearner({ model, method: 'lora', device: 'cpu', rank: 2, alpha: 4, weightDecay: 0, clip: 1, seed: 1, ...changes })
  const before = (await learner.accumulate(batch)).nll
  await learner.apply({ learningRate: 0.05, step: 1 })
  const after = (await learner.evaluate(batch)).nll
  await learner.dispose()
  return [before, after]
}

const ways: readonly (readonly [string, Partial<LearnerRequest>])[] = [
  ['a base in eight bits', { baseWeights: 'int8' }], ['a base in four bits', { baseWeights: 'int4' }], ['a base in eight bits, a block at a time', { baseWeights: 'int8', checkpointing: 'on' }],
  ['all weights, a block at a time', { method: 'full', checkpointing: 'on' }]
]

describe.skipIf(!present)('learning on WebGPU', () => {
  it.each(ways)('%s: as on the processor', { timeout: 120_000 }, async (_, changes) => {
    const [there, here] = [await losses({ ...changes, device: 'webgpu' }), await losses({ ...changes, device: 'cpu' })]
    for (const [i, loss] of here.entries()) expect(there[i]).toBeCloseTo(loss, 2)
    expect(here[1]).toBeLessThan(here[0] ?? 0)
  })
})
