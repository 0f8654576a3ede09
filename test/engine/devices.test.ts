import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { TrainEvent } from '#main/engine/contract.ts'
import { chooseDevice, requireDevice } from '#main/engine/process/devices.ts'
import { onnxRuntime } from '#main/engine/process/onnx.ts'
import { trainRun } from '#main/engine/process/run/train.ts'
import type { RealDevice, Runtime } from '#main/engine/process/runtime.ts'
import { openSpeeds } from '#main/engine/process/speeds.ts'
import { curveOf, planFor } from '../support/engine.ts'
import { temporaryFolder, tinyModel } from '../support/tiny-model.ts'

/** The real runtime, on a machine that says it has a graphics processor too; what is opened there runs on the processor. */
const withGraphics = (changes: Partial<Runtime> = {}): Runtime => ({
  ...onnxRuntime,
  listDevices: async () => [{ device: 'cpu', present: true, reason: 'ready' }, { device: 'webgpu', present: true, reason: 'ready' }],
  ...changes
})

describe('the choice of a device', () => {
  const times = (seconds: Readonly<Record<RealDevice, number>>) => async (device: RealDevice): Promise<number> => {
    if (Number.isNaN(seconds[device])) throw new Error('shader refused')
    return seconds[device]
  }

  it.each([
    [{ cpu: 2, webgpu: 0.5 }, 'webgpu', 'the graphics processor was the fastest'], [{ cpu: 0.5, webgpu: 2 }, 'cpu', 'the processor was the fastest'],
    [{ cpu: 2, webgpu: NaN }, 'cpu', 'failed (shader refused)']
  ])('by trial: %j', async (seconds, device, reason) => {
    expect(await chooseDevice(withGraphics(), 'auto', times(seconds))).toEqual({ device, reason: expect.stringContaining(reason) })
  })

  it('is the author’s where she has chosen, and tells her when it cannot be', async () => {
    const noGraphics = withGraphics({ listDevices: async () => [{ device: 'cpu', present: true, reason: 'ready' }, { device: 'webgpu', present: false, reason: 'no adapter' }] })
    const never = async (): Promise<number> => { throw new Error('nothing was to be timed') }
    expect(await chooseDevice(withGraphics(), 'webgpu', never)).toEqual({ device: 'webgpu', reason: expect.stringContaining('as you chose') })
    expect(await chooseDevice(noGraphics, 'webgpu', never)).toEqual({ device: 'cpu', reason: expect.stringContaining('no adapter') })
    expect(await chooseDevice(noGraphics, 'auto', never)).toEqual({ device: 'cpu', reason: expect.stringContaining('only device') })
    await expect(requireDevice(noGraphics, 'webgpu', never)).rejects.toMatchObject({ code: 'engine.no-device', params: { detail: expect.stringContaining('no adapter') } })
  })
})

describe('a device that fails in the middle of a run', () => {
  it('hands over to the processor from the last checkpoint, says so, and the curve is that of an untroubled run', async () => {
    const model = tinyModel()
    const speeds = openSpeeds(temporaryFolder('home'))
    const plan = planFor(model, { steps: 6, evaluateEvery: 3, checkpointSeconds: 0, device: 'webgpu' })
    const failing = withGraphics({
      openLearner: async (options) => {
        const learner = await onnxRuntime.openLearner({ ...options, device: 'cpu' })
        const apply = learner.apply.bind(learner)
        return options.device === 'cpu' ? learner : Object.assign(learner, {
          apply: async (step: Parameters<typeof apply>[0]) => {
            if (step.step === 5) throw new Error('device lost')
            return apply(step)
          }
        })
      }
    })
    const run = async (runtime: Runtime, device: RealDevice): Promise<TrainEvent[]> => {
      const events: TrainEvent[] = []
      const wish = { run: join(temporaryFolder('run'), 'run'), plan: { ...plan, device }, requested: () => 'none' as const }
      for await (const event of trainRun(runtime, speeds, wish)) events.push(event)
      return events
    }
    const [troubled, untroubled] = [await run(failing, 'webgpu'), await run(onnxRuntime, 'cpu')]
    const starts = troubled.flatMap((event) => (event.type === 'started' ? [[event.step, event.deviceReason]] : []))
    expect(starts).toEqual([[0, expect.stringContaining('as you chose')], [4, expect.stringContaining('failed (device lost), so the processor is used')]])
    expect(curveOf(troubled)).toEqual(curveOf(untroubled))
    expect(troubled.at(-1)).toEqual(untroubled.at(-1))
  }, 120_000)
})

describe('a device whose memory is too small', () => {
  it('is given smaller pieces more often, says so, remembers it, and learns the same', async () => {
    const model = tinyModel()
    const speeds = openSpeeds(temporaryFolder('home'))
    const plan = planFor(model, { steps: 4, batch: 4, accumulation: 1, evaluateEvery: 2, checkpointSeconds: 0, device: 'cpu' })
    const narrow = (most: number): Runtime => ({
      ...onnxRuntime,
      openLearner: async (options) => {
        const learner = await onnxRuntime.openLearner(options)
        const accumulate = learner.accumulate.bind(learner)
        return Object.assign(learner, {
          accumulate: async (...given: Parameters<typeof accumulate>) => {
            if (given[0].batch > most) throw new Error('Non-zero status code returned: bfc_arena.cc Failed to allocate memory for requested buffer of size 4294967296')
            return accumulate(...given)
          }
        })
      }
    })
    const run = async (runtime: Runtime): Promise<{ events: TrainEvent[]; plan: { batch: number; accumulation: number } }> => {
      const folder = join(temporaryFolder('run'), 'run')
      const events: TrainEvent[] = []
      for await (const event of trainRun(runtime, speeds, { run: folder, plan, requested: () => 'none' as const })) events.push(event)
      return { events, plan: JSON.parse(readFileSync(join(folder, 'plan.json'), 'utf8')) as { batch: number; accumulation: number } }
    }
    const [wide, one] = [await run(onnxRuntime), await run(narrow(1))]
    expect(one.plan).toMatchObject({ batch: 1, accumulation: 4 })
    expect(one.events.filter((e) => e.type === 'started').at(-1)).toMatchObject({ deviceReason: expect.stringMatching(/too small for 4 windows .* too small for 2 windows/) })
    const [expected, found] = [curveOf(wide.events), curveOf(one.events)]
    expect(found.length).toBe(expected.length)
    const losses = (events: readonly TrainEvent[]): readonly number[] => events.flatMap((e) => (e.type === 'metric' ? [e.metric.loss] : []))
    for (const [i, loss] of losses(wide.events).entries()) expect(losses(one.events)[i]).toBeCloseTo(loss, 3)
  }, 120_000)

  it('fails as it did where there is nothing smaller', async () => {
    const plan = planFor(tinyModel(), { steps: 2, batch: 1, device: 'cpu' })
    const never: Runtime = { ...onnxRuntime, openLearner: async (options) => Object.assign(await onnxRuntime.openLearner(options), { accumulate: async () => { throw new Error('std::bad_alloc') } }) }
    const events = trainRun(never, openSpeeds(temporaryFolder('home')), { run: join(temporaryFolder('run'), 'run'), plan, requested: () => 'none' as const })
    await expect((async () => { for await (const event of events) void event })()).rejects.toThrow(/bad_alloc/)
  }, 60_000)
})
