import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { TrainEvent } from '#main/engine/contract.ts'
import { chooseDevice, choosePrecision, requireDevice } from '#main/engine/process/devices.ts'
import { onnxRuntime } from '#main/engine/process/onnx.ts'
import { trainRun } from '#main/engine/process/run/train.ts'
import type { RealDevice, Runtime } from '#main/engine/process/runtime.ts'
import { openSpeeds } from '#main/engine/process/speeds.ts'
import { deviceReason, DeviceName, readReasons, reasonPhrase } from '#shared/devices.ts'
import { listDevices } from '#ml/runtime/index.ts'
import { curveOf, planFor } from '../support/engine.ts'
import { temporaryFolder, tinyModel } from '../support/tiny-model.ts'

const report = (device: RealDevice, present: boolean) => ({ device, found: true, present, reason: deviceReason(present ? 'ready' : 'no-adapter') })

/** The real runtime, on a machine that says it has a graphics processor too; what is opened there runs on the processor. */
const withGraphics = (changes: Partial<Runtime> = {}): Runtime => ({
  ...onnxRuntime,
  listDevices: async () => [report('cpu', true), report('webgpu', true)],
  ...changes
})

describe('the choice of a device', () => {
  const times = (seconds: Partial<Readonly<Record<RealDevice, number>>>) => async (device: RealDevice): Promise<number> => {
    const found = seconds[device]
    if (found === undefined || Number.isNaN(found)) throw new Error('shader refused')
    return found
  }

  it.each([
    [{ cpu: 2, webgpu: 0.5 }, 'webgpu', [deviceReason('fastest', { device: 'webgpu' }), deviceReason('compared', { rate: 2, other: 'cpu', otherRate: 0.5 })]],
    [{ cpu: 0.5, webgpu: 2 }, 'cpu', [deviceReason('fastest', { device: 'cpu' }), deviceReason('compared', { rate: 2, other: 'webgpu', otherRate: 0.5 })]],
    [{ cpu: 2, webgpu: NaN }, 'cpu', [deviceReason('fastest', { device: 'cpu' }), deviceReason('trial-failed', { device: 'webgpu', detail: 'shader refused' })]]
  ] as const)('by trial: %j', async (seconds, device, reasons) => {
    expect(await chooseDevice(withGraphics(), 'auto', times(seconds))).toEqual({ device, reasons })
  })

  it('is never one that was not tried, or failed when it was', async () => {
    const asked: RealDevice[] = []
    const some = withGraphics({ listDevices: async () => [report('cpu', true), report('webgpu', true), report('dml', false), report('cuda', false)] })
    await chooseDevice(some, 'auto', async (device) => { asked.push(device); return 1 })
    expect(asked).toEqual(['cpu', 'webgpu'])
  })

  it('is the author’s where she has chosen, and tells her when it cannot be', async () => {
    const noGraphics = withGraphics({ listDevices: async () => [report('cpu', true), report('webgpu', false)] })
    const never = async (): Promise<number> => { throw new Error('nothing was to be timed') }
    expect(await chooseDevice(withGraphics(), 'webgpu', never)).toEqual({ device: 'webgpu', reasons: [deviceReason('chosen', { device: 'webgpu' })] })
    expect(await chooseDevice(noGraphics, 'webgpu', never)).toEqual({ device: 'cpu', reasons: [deviceReason('absent', { device: 'webgpu' }), deviceReason('no-adapter')] })
    expect(await chooseDevice(noGraphics, 'auto', never)).toEqual({ device: 'cpu', reasons: [deviceReason('only', { device: 'cpu' })] })
    await expect(requireDevice(noGraphics, 'webgpu', never)).rejects.toMatchObject({ code: 'engine.no-device', params: { device: 'webgpu', detail: expect.stringContaining('no graphics card') } })
  })
})

describe('the choice of bits', () => {
  const gpu = { device: 'webgpu', reasons: [] } as const
  const withHalves = (has: boolean): Runtime => withGraphics({ listDevices: async () => [{ ...report('cpu', true), halves: true }, { ...report('webgpu', true), halves: has }] })
  const times = (f32: number, f16: number) => async (bits: 'f32' | 'f16'): Promise<number> => { if (bits === 'f16' && Number.isNaN(f16)) throw new Error('shader refused'); return bits === 'f16' ? f16 : f32 }
  it.each<[string, boolean, 'auto' | 'f32' | 'f16', number, 'f32' | 'f16', string[]]>([
    ['the faster', true, 'auto', 0.5, 'f16', ['halves-faster']], ['the slower', true, 'auto', 2, 'f32', []], ['what failed in the trial', true, 'auto', NaN, 'f32', []],
    ['what is not there', false, 'auto', 0.5, 'f32', []], ['what was asked for', true, 'f16', 9, 'f16', []], ['what was asked for', true, 'f32', 0.5, 'f32', []], ['asked for in vain', false, 'f16', 0.5, 'f32', ['no-halves']]
  ])('%s (there: %s, asked: %s)', async (_, has, asked, f16, bits, codes) => {
    const { precision, choice } = await choosePrecision(withHalves(has), asked, gpu, times(1, f16))
    expect([precision, choice.reasons.map(({ code }) => code)]).toEqual([bits, codes])
  })
  it('is thirty-two by itself on a processor', async () => {
    const never = async (): Promise<number> => { throw new Error('nothing was to be timed') }
    expect(await choosePrecision(withHalves(true), 'auto', { device: 'cpu', reasons: [] }, never)).toMatchObject({ precision: 'f32' })
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
    expect(starts).toEqual([[0, [deviceReason('chosen', { device: 'webgpu' })]], [4, [deviceReason('lost', { device: 'webgpu', detail: 'device lost' })]]])
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
    expect(one.events.filter((e) => e.type === 'started').at(-1)).toMatchObject({ deviceReason: [
      deviceReason('chosen', { device: 'cpu' }), deviceReason('smaller-pieces', { windows: 4, fewer: 2, times: 2 }), deviceReason('smaller-pieces', { windows: 2, fewer: 1, times: 4 })
    ] })
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

describe('what is told of devices', () => {
  it('is a phrase in her language, with the devices by their names', () => {
    const reasons = [deviceReason('fastest', { device: 'cpu' }), deviceReason('compared', { rate: 2.345678, other: 'webgpu', otherRate: 0.5 })]
    expect(reasonPhrase(reasons, 'en')).toBe('the processor was the fastest in a trial with this model; 2.35 steps a second; the graphics card (WebGPU): 0.5')
    expect(reasonPhrase(reasons, 'fr')).toBe('le plus rapide dans un essai avec ce modèle\u00a0: le processeur\u00a0; 2,35 pas par seconde\u00a0; la carte graphique (WebGPU)\u00a0: 0,5')
  })

  it('is read again as it was written, and an older run’s own words too', () => {
    const reasons = [deviceReason('absent', { device: 'cuda' }), deviceReason('not-installed')]
    expect(readReasons(JSON.stringify(reasons))).toEqual(reasons)
    expect(reasonPhrase(readReasons('the processor, as you chose') ?? [], 'fr')).toBe('the processor, as you chose')
    expect(readReasons(null)).toBeNull()
  })

  it('is found out for each by trying it: none is taken at its word', async () => {
    const found = await listDevices()
    expect(found.map(({ device }) => device)).toEqual(DeviceName.options)
    expect(found[0]).toMatchObject({ device: 'cpu', found: true, present: true, told: 'ready' })
    for (const { present, told } of found) expect(present).toBe(told === 'ready')
    if (process.platform !== 'win32') expect(found.find(({ device }) => device === 'dml')).toMatchObject({ found: false, told: 'other-system' })
    if (process.platform !== 'darwin') expect(found.find(({ device }) => device === 'coreml')).toMatchObject({ found: false, told: 'other-system' })
  })
})
