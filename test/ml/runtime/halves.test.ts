// Products in sixteen bits: near the curve of thirty-two, with a loss scale that finds itself and is kept; on the CPU, and on WebGPU where the adapter has them.
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { Graph } from '#ml/graph/graph.ts'
import { inHalves } from '#ml/graph/halves.ts'
import { gemm, matmul } from '#ml/ops/linear.ts'
import { add } from '#ml/ops/elementwise.ts'
import { createRandom, seedState } from '#ml/random.ts'
import { computesHalves } from '#ml/runtime/devices.ts'
import { type DeviceName, Engine, floats, numbers, type Tensors } from '#ml/runtime/engine.ts'
import { halvesOf } from '#ml/runtime/halves.ts'
import { type LearnerRequest, openLearner } from '#ml/runtime/learning.ts'
import { afterGood, afterOverflow, canShrink, scaleFrom, scaleName, scaleNumbers, startingScale } from '#ml/training/loss-scale.ts'
import { layOut, type Learner } from '#ml/training/index.ts'
import { spread } from '../../support/evaluate.ts'
import { tinyModel } from '../../support/tiny-model.ts'
import { useSoftwareAdapter } from '../../support/webgpu.ts'

vi.setConfig({ testTimeout: 120_000 })
useSoftwareAdapter()
const onWebgpu = await computesHalves('webgpu')

let model = ''
beforeAll(() => { model = tinyModel(32) })

const open = (changes: Partial<LearnerRequest> = {}) => openLearner({ model, method: 'full', device: 'cpu', rank: 4, alpha: 8, weightDecay: 0.01, clip: 1, seed: 3, ...changes })
const random = createRandom(seedState(9))
/** A few sentences again and again, so that there is something to learn. */
const ids = Array.from({ length: 2 }, () => Array.from({ length: 24 }, () => random.below(40)))
const batch = layOut(ids.map((row) => ({ ids: row, labels: row, counted: 23 })), 24, 0)

async function curve(learner: Learner, steps: number, from = 0): Promise<readonly number[]> {
  const losses: number[] = []
  let taken = from
  for (let i = 0; i < steps; i++) {
    const { nll, tokens } = await learner.accumulate(batch, i)
    const { skipped, adapted } = await learner.apply({ learningRate: 3e-3, step: taken + 1 })
    if (!skipped && adapted !== true) taken++
    losses.push(nll / tokens)
  }
  return losses
}

const scaleOf = async (learner: Learner): Promise<number> => (await learner.state()).find(({ name }) => name === scaleName)?.data[0] ?? NaN
const withScale = async (learner: Learner, scale: number): Promise<void> =>
  learner.restore((await learner.state()).map((one) => (one.name === scaleName ? { ...one, data: Float32Array.of(scale, 0) } : one)))

describe('a graph in halves', () => {
  it('multiplies in sixteen bits and adds in thirty-two, inputs and outputs as they were', async () => {
    const graph = new Graph()
    const [a, b, c] = [graph.input('a', 'float32', [3, 5]), graph.input('b', 'float32', [4, 5]), graph.input('c', 'float32', [3, 4])]
    graph.output(matmul(add(gemm(a, b, { transB: true }), c), b), 'y')
    const halved = inHalves(graph, { held: true })
    expect(halved.nodes.filter(({ op }) => op === 'Gemm' || op === 'MatMul').every((node) => [...node.inputs, ...node.outputs].every((v) => v?.dtype === 'float16'))).toBe(true)
    expect(halved.nodes.filter(({ op }) => op === 'Add').every((node) => node.outputs[0]?.dtype === 'float32')).toBe(true)
    const inputs = { a: floats(spread(15), [3, 5]), b: floats(spread(20, -1, 1, 2), [4, 5]), c: floats(spread(12, -1, 1, 3), [3, 4]) }
    const run = async (made: Graph, more: Tensors = {}): Promise<Float32Array> => numbers((await (await new Engine('cpu').compile(made, { host: ['y'] })).run({ ...inputs, ...more }))['y']).slice()
    const [whole, half] = [await run(graph), await run(halved)]
    // An input that is given in sixteen bits already is cast no more, and the numbers are the same.
    const ready = inHalves(graph, { held: true, ready: (name) => name === 'b' })
    expect(ready.inputs.map((v) => `${v.name} ${v.dtype}`)).toEqual(['a float32', 'b float32', 'c float32', 'b.half float16'])
    expect(await run(ready, await halvesOf(new Engine('cpu'), { b: inputs.b }))).toEqual(half)
    const casts = (made: Graph): number => made.nodes.filter(({ op }) => op === 'Cast').length
    expect(casts(ready)).toBe(casts(halved) - 1)
    const off = Math.max(...whole.map((y, i) => Math.abs(y - (half[i] ?? NaN))))
    expect(off).toBeLessThan(1e-2)
    expect(off).toBeGreaterThan(1e-6)
  })
})

describe('the scale', () => {
  it('is halved at an overflow, doubled after two thousand good steps, kept as two numbers, and stops at one', () => {
    expect(startingScale.scale).toBe(65_536)
    expect(afterOverflow(startingScale)).toEqual({ scale: 32_768, good: 0 })
    let scale = startingScale
    for (let i = 0; i < 1999; i++) scale = afterGood(scale)
    expect(scale).toEqual({ scale: 65_536, good: 1999 })
    expect(scaleFrom(scaleNumbers(scale))).toEqual(scale)
    expect(afterGood(scale)).toEqual({ scale: 131_072, good: 0 })
    expect(canShrink({ scale: 1, good: 0 })).toBe(false)
  })
})

const ways: readonly (readonly [string, Partial<LearnerRequest>])[] = [['full', {}], ['LoRA', { method: 'lora' }], ['full, a block at a time', { checkpointing: 'on' }], ['LoRA, a block at a time', { method: 'lora', checkpointing: 'on' }], ['the last layer', { lastLayers: 1 }]]

describe('learning in sixteen bits', () => {
  it.each(ways)('%s: the curve is that of thirty-two bits within a hundredth, and is not the same', async (_, way) => {
    const [whole, half] = [await open(way), await open({ ...way, precision: 'f16' })]
    const [exact, near] = [await curve(whole, 20), await curve(half, 20)]
    for (const [i, loss] of exact.entries()) expect(Math.abs((near[i] ?? NaN) - loss)).toBeLessThan(0.01 * loss)
    expect(near).not.toEqual(exact)
    expect(near.at(-1)).toBeLessThan(near[0] ?? 0)
    await Promise.all([whole.dispose(), half.dispose()])
  })

  it('recovers from a scale far too high: steps are left out, nothing is lost, and none counts as a fault', async () => {
    const learner = await open({ precision: 'f16' })
    await withScale(learner, 2 ** 40)
    const before = await learner.parameters()
    const first = await (async () => { await learner.accumulate(batch); return learner.apply({ learningRate: 3e-3, step: 1 }) })()
    expect(first).toMatchObject({ skipped: false, adapted: true })
    expect((await learner.parameters()).map(({ data }) => data)).toEqual(before.map(({ data }) => data))
    const losses = await curve(learner, 60)
    expect(await scaleOf(learner)).toBeLessThan(2 ** 30)
    expect(losses.at(-1)).toBeLessThan(losses[0] ?? 0)
    await learner.dispose()
  })

  it('goes on from its state to the same numbers, scale and all', async () => {
    const [one, other] = [await open({ precision: 'f16' }), await open({ precision: 'f16', seed: 8 })]
    await withScale(one, 2 ** 30)
    await curve(one, 6)
    await other.restore(await one.state())
    expect(await scaleOf(other)).toBe(await scaleOf(one))
    expect(await curve(other, 4, 6)).toEqual(await curve(one, 4, 6))
    await Promise.all([one.dispose(), other.dispose()])
  })

  const gpu: DeviceName = 'webgpu'
  it.skipIf(!onWebgpu)('on WebGPU, where the adapter has sixteen bits (skipped where it has not): near the CPU’s curve', { timeout: 240_000 }, async () => {
    const [whole, half] = [await open(), await open({ precision: 'f16', device: gpu })]
    const [exact, near] = [await curve(whole, 3), await curve(half, 3)]
    for (const [i, loss] of exact.entries()) expect(Math.abs((near[i] ?? NaN) - loss)).toBeLessThan(0.02 * loss)
    await Promise.all([whole.dispose(), half.dispose()])
  })
})
