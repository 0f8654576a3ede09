import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { TrainEvent, TrainingPlan } from '#main/engine/contract.ts'
import { checkpointingFor, decided } from '#main/engine/process/checkpointing.ts'
import { onnxRuntime } from '#main/engine/process/onnx.ts'
import { trainRun } from '#main/engine/process/run/train.ts'
import type { Runtime } from '#main/engine/process/runtime.ts'
import { openSpeeds } from '#main/engine/process/speeds.ts'
import { estimateMemory } from '#ml/runtime/index.ts'
import { curveOf, planFor } from '../support/engine.ts'
import { temporaryFolder, tinyModel } from '../support/tiny-model.ts'

const GB = 1e9

describe('whether blocks are worked out twice', () => {
  it.each([
    ['auto', 3 * GB, 1 * GB, 8 * GB, 'off'], ['auto', 7.5 * GB, 3 * GB, 8 * GB, 'on'], ['auto', 9 * GB, 3 * GB, 8 * GB, 'on'], ['auto', 9 * GB, null, 8 * GB, 'off'],
    ['auto', 9 * GB, 9.5 * GB, 8 * GB, 'off'], ['on', 1 * GB, 0.5 * GB, 8 * GB, 'on'], ['off', 9 * GB, 3 * GB, 8 * GB, 'off']
  ] as const)('asked %s, needing %d or %s bytes of %d: %s', (asked, memoryBytes, checkpointedBytes, free, answer) => {
    expect(checkpointingFor(asked, { memoryBytes, checkpointedBytes }, free)).toBe(answer)
  })

  it('is refused aloud where a model has no blocks', () => {
    expect(() => checkpointingFor('on', { memoryBytes: 1, checkpointedBytes: null }, GB)).toThrow(expect.objectContaining({ code: 'training.no-blocks' }))
  })

  it('is settled once, and stands in the plan', async () => {
    const plan = planFor(tinyModel())
    expect(plan.checkpointing).toBe('auto')
    expect((await decided(onnxRuntime, plan)).checkpointing).toBe('off')
    expect((await decided({ ...onnxRuntime, estimateMemory: async () => ({ memoryBytes: 1e15, checkpointedBytes: 1e6, diskBytes: 0, trainableParameters: 1 }) }, plan)).checkpointing).toBe('on')
  })
})

describe('an estimate of a run over blocks', () => {
  it('is smaller a block at a time once that outweighs its many sessions, the more so the longer the texts', async () => {
    const model = join(import.meta.dirname, '../../resources/models/aurore-base')
    const saved = async (context: number): Promise<number> => {
      const { memoryBytes, checkpointedBytes } = await estimateMemory({ model, method: 'lora', rank: 8, batch: 4, context })
      return memoryBytes - (checkpointedBytes ?? Infinity)
    }
    const [short, middling, long] = [await saved(64), await saved(128), await saved(256)]
    expect(long).toBeGreaterThan(0)
    // Attention grows with the square of a text's length.
    expect(long - middling).toBeGreaterThan(2 * (middling - short))
  })
})

describe('a run a block at a time', () => {
  const run = async (runtime: Runtime, plan: TrainingPlan): Promise<{ readonly events: readonly TrainEvent[]; readonly plan: TrainingPlan }> => {
    const folder = join(temporaryFolder('run'), 'run')
    const events: TrainEvent[] = []
    for await (const event of trainRun(runtime, openSpeeds(temporaryFolder('home')), { run: folder, plan, requested: () => 'none' as const })) events.push(event)
    return { events, plan: JSON.parse(readFileSync(join(folder, 'plan.json'), 'utf8')) as TrainingPlan }
  }
  const losses = (events: readonly TrainEvent[]): readonly number[] => curveOf(events).map((metric) => metric.loss)

  it.each(['lora', 'full'] as const)('by %s has the curve of one that keeps everything, within rounding', async (method) => {
    const plan = planFor(tinyModel(), { method, steps: 4, learningRate: 0.005 })
    const [kept, twice] = [await run(onnxRuntime, { ...plan, checkpointing: 'off' }), await run(onnxRuntime, { ...plan, checkpointing: 'on' })]
    expect(twice.plan.checkpointing).toBe('on')
    for (const [i, loss] of losses(kept.events).entries()) expect(losses(twice.events)[i]).toBeCloseTo(loss, 3)
    expect(losses(twice.events).length).toBe(4)
  }, 60_000)

  it('is what a run falls back to where memory does not suffice for one window', async () => {
    const narrow: Runtime = {
      ...onnxRuntime,
      openLearner: async (options) => Object.assign(await onnxRuntime.openLearner(options), options.checkpointing === 'on' ? {} : { accumulate: async () => { throw new Error('std::bad_alloc') } })
    }
    const { events, plan } = await run(narrow, planFor(tinyModel(), { steps: 2, batch: 2, checkpointing: 'off' }))
    expect(plan).toMatchObject({ batch: 1, accumulation: 4, checkpointing: 'on' })
    expect(events.at(-1)).toMatchObject({ type: 'ended', reason: 'steps' })
  }, 60_000)
})
