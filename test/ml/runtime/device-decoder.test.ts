// Speaking on WebGPU with fused attention: the processor's logits, from plain operators, for every kind of model it takes; alternatives, going back, more room. Skipped
// where there is no adapter, not even a software one.
import { describe, expect, it, vi } from 'vitest'
import { probe } from '#ml/runtime/index.ts'
import { rowsProgram } from '#ml/generation/programs.ts'
import { plainLinear } from '#ml/nn/linear.ts'
import { trustIn } from '#ml/runtime/attention-trial.ts'
import { Engine } from '#ml/runtime/engine.ts'
import { DeviceDecoder } from '#ml/runtime/fused-device.ts'
import { fusedConfigs, fusedDecoder, plainDecoder, randomWeights } from '../../support/decoders.ts'
import { useSoftwareAdapter } from '../../support/webgpu.ts'

useSoftwareAdapter()
vi.setConfig({ testTimeout: 240_000 })
const { present } = await probe('webgpu')

const farthest = (one: Float32Array | null | undefined, other: Float32Array | null | undefined): number => {
  if (!one || !other || one.length !== other.length) return Infinity
  return one.reduce((most, x, i) => Math.max(most, Math.abs(x - (other[i] ?? NaN))), 0)
}
const close = 2e-4
const greedy = (logits: Float32Array): number => logits.reduce((best, x, i) => (x > (logits[best] ?? -Infinity) ? i : best), 0)

async function both(config: object) {
  const { model, weights } = randomWeights(config as never)
  return { device: await DeviceDecoder.open('webgpu', model, weights), plain: await plainDecoder(config as never) }
}

describe.skipIf(!present)('fused attention on WebGPU', () => {
  it.each(['llama', 'gemma3', 'gpt2'])('%s: the logits and the greedy tokens of plain operators on the processor', async (name) => {
    const { device, plain } = await both(fusedConfigs[name] ?? {})
    let [one, other] = [await device.append([5, 17, 3, 44, 21, 60, 9, 9, 12, 30]), await plain.append([5, 17, 3, 44, 21, 60, 9, 9, 12, 30])]
    for (let step = 0; step < 3; step++) {
      expect(farthest(one, other)).toBeLessThan(close)
      expect(farthest(device.states()[0], plain.states()[0])).toBeLessThan(close)
      const next = greedy(other)
      expect(greedy(one)).toBe(next)
      ;[one, other] = [await device.append([next]), await plain.append([next])]
    }
    await device.truncate(4)
    await plain.truncate(4)
    const [each, others] = [await device.appendEach([7, 8, 9]), await plain.appendEach([7, 8, 9])]
    for (const [i, logits] of each.entries()) expect(farthest(logits, others[i])).toBeLessThan(close)
    await device.dispose()
    await plain.dispose()
  })

  it.each(['llama', 'mistral'])('%s: alternatives of different lengths over one beginning', async (name) => {
    const { model, weights } = randomWeights(fusedConfigs[name] ?? {})
    const [device, plain] = [await DeviceDecoder.open('webgpu', model, weights), await fusedDecoder(fusedConfigs[name] ?? {})]
    for (const decoder of [device, plain]) await decoder.append([5, 17, 3, 44, 21])
    const [one, other] = [await device.fork(3), await plain.fork(3)]
    const same = async (ids: readonly (number | null)[]): Promise<void> => {
      const [mine, theirs] = [await one.append(ids), await other.append(ids)]
      for (const [i, id] of ids.entries()) if (id !== null) expect(farthest(mine[i], theirs[i])).toBeLessThan(close)
      expect(one.lengths).toEqual(other.lengths)
    }
    await same([1, 2, 3])
    await same([4, null, 6])
    await same([7, 8, null])
    for (const branches of [one, other]) {
      await branches.truncate(0, 6)
      await branches.select([2, 0])
    }
    await same([9, 10])
    await same([null, 11])
    // What it went on from is as it was.
    expect(farthest(await device.append([33]), await plain.append([33]))).toBeLessThan(close)
    await Promise.all([one, other].map((branches) => branches.dispose()))
    await Promise.all([device, plain].map((decoder) => decoder.dispose()))
  })

  it('a driver is trusted with no more than it computes right', async () => {
    const graph = rowsProgram(randomWeights(fusedConfigs['llama'] ?? {}).model, { linear: plainLinear }).graph
    expect(await trustIn(new Engine('cpu'), graph)).toEqual({ longest: 512, together: true })
    const [one, other] = [await trustIn(new Engine('webgpu'), graph), await trustIn(new Engine('webgpu'), graph)]
    expect(one?.longest).toBeGreaterThanOrEqual(8)
    expect(other).toEqual(one)
  })

  it('more tokens than there was room for', async () => {
    const { device, plain } = await both({ ...fusedConfigs['llama'], max_position_embeddings: 400 })
    const ids = Array.from({ length: 300 }, (_, i) => (i * 37) % 96)
    for (const part of [ids.slice(0, 200), ids.slice(200)]) expect(farthest(await device.append(part), await plain.append(part))).toBeLessThan(close)
    await device.dispose()
    await plain.dispose()
  })
})
