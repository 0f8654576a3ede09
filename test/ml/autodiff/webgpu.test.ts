// A sample of the gradient rules on WebGPU, each against the slope found by going a little to both sides. Skipped where there is no adapter, not even a software one.
import { describe, expect, it } from 'vitest'
import { backward } from '#ml/autodiff/backward.ts'
import { Graph, type Value } from '#ml/graph/graph.ts'
import { activations } from '#ml/nn/activation.ts'
import { negativeLogLikelihood } from '#ml/nn/loss.ts'
import { rotate } from '#ml/nn/rotary.ts'
import * as e from '#ml/ops/elementwise.ts'
import { gemm, layerNormalization, logSoftmax, matmul, rmsNormalization, softmax } from '#ml/ops/linear.ts'
import * as s from '#ml/ops/shape.ts'
import { probe } from '#ml/runtime/index.ts'
import { Engine, floats, longs, numbers, type Tensors } from '#ml/runtime/engine.ts'
import { given, type Given, type Inputs, spread } from '../../support/evaluate.ts'
import { useSoftwareAdapter } from '../../support/webgpu.ts'

useSoftwareAdapter()
const { present } = await probe('webgpu')

type Build = (...values: Value[]) => Value
const h = 1e-2

const ids = (values: readonly number[], shape: readonly number[]): Given => ({ shape, data: BigInt64Array.from(values, BigInt) })
const isTrained = ([, { data }]: readonly [string, Given]): boolean => data instanceof Float32Array

/** The inputs moved by `by` along a fixed direction, of the same numbers for each. */
const moved = (inputs: Inputs, by: number): Tensors => Object.fromEntries(Object.entries(inputs).map(([name, { shape, data }], i) =>
  [name, data instanceof Float32Array ? floats(data.map((x, j) => x + by * (spread(data.length, -1, 1, i)[j] ?? 0)), shape) : longs(data, shape)]))

/** Gradient times direction, by our rules and by a central difference, from one program. */
async function slopes(inputs: Inputs, build: Build): Promise<{ readonly ruled: number; readonly measured: number }> {
  const graph = new Graph()
  const values = Object.fromEntries(Object.entries(inputs).map(([name, { shape, data }]) => [name, graph.input(name, data instanceof Float32Array ? 'float32' : 'int64', shape)]))
  const y = build(...Object.values(values))
  const loss = s.sumAll(e.mul(y, graph.floats(spread(y.shape.reduce<number>((n, d) => n * Number(d), 1), -1, 1, 7), y.shape.map(Number))))
  const trained = Object.entries(inputs).filter(isTrained)
  for (const [i, g] of backward(graph, loss, trained.map(([name]) => values[name] as Value)).entries()) if (g) graph.output(g, `grad.${trained[i]?.[0]}`)
  graph.output(loss, 'loss')
  const program = await new Engine('webgpu').compile(graph, { host: graph.outputs.map((o) => o.name) })
  const at = async (by: number): Promise<Tensors> => program.run(moved(inputs, by))
  const [here, above, below] = [await at(0), await at(h), await at(-h)]
  const names = Object.keys(inputs)
  const ruled = trained.reduce((sum, [name]) => {
    const gradient = numbers(here[`grad.${name}`])
    const direction = spread(gradient.length, -1, 1, names.indexOf(name))
    return sum + gradient.reduce((n, g, j) => n + g * (direction[j] ?? 0), 0)
  }, 0)
  await program.dispose()
  return { ruled, measured: ((numbers(above['loss'])[0] ?? NaN) - (numbers(below['loss'])[0] ?? NaN)) / (2 * h) }
}

const [x, w] = [given([3, 6]), given([6], 0.5, 1.5, 1)]
const cases: Readonly<Record<string, readonly [Inputs, Build]>> = {
  'Add, a row to all': [{ a: given([2, 3]), b: given([3], -1, 1, 2) }, (a, b) => e.mul(e.add(a, b), a)],
  'Mul, a column with a row': [{ a: given([2, 1]), b: given([1, 3], 0.5, 1.5, 2) }, e.mul],
  'Div, over three axes': [{ a: given([4, 1, 3]), b: given([2, 1], 0.7, 1.8, 3) }, e.div],
  'Gemm with a bias, transposed': [{ a: given([3, 2]), b: given([4, 3], -1, 1, 2), bias: given([4], -1, 1, 4) }, (a, b, bias) => gemm(a, b, { transA: true, transB: true, ...(bias ? { bias } : {}) })],
  'MatMul, broadcast': [{ a: given([2, 1, 2, 3]), b: given([1, 3, 3, 2], -1, 1, 2) }, matmul],
  Softmax: [{ x }, softmax], LogSoftmax: [{ x }, logSoftmax], SiLU: [{ x }, activations.silu], 'GELU by tanh': [{ x }, activations.gelu_new], 'GELU by erf': [{ x }, activations.gelu],
  LayerNormalization: [{ x, w, b: given([6], -1, 1, 2) }, (v, weight, bias) => layerNormalization(v, weight, bias, 1e-5).y],
  SimplifiedLayerNormalization: [{ x, w }, (v, weight) => rmsNormalization(v, weight, 1e-5)],
  'Gather, a row taken twice': [{ table: given([4, 3]), i: ids([2, 0, 2], [3]) }, (table, i) => e.mul(s.gather(table, i), s.gather(table, i))],
  'Concat and Split': [{ a: given([2, 3]), b: given([2, 2], -1, 1, 3) }, (a, b) => { const [p, q] = s.split(s.concat([a, b], 1), -1, [4, 1]); return e.mul(p as Value, q as Value) }],
  'a rotation': [{ x: given([2, 3, 4]) }, (v) => rotate(v, { cos: e.cos(v.graph.floats(spread(6), [3, 2])), sin: e.sin(v.graph.floats(spread(6), [3, 2])) })],
  'negative log likelihood, a target ignored': [{ x, t: ids([5, -100, 2], [3]) }, negativeLogLikelihood]
}

describe.skipIf(!present)('gradients on WebGPU', () => {
  it.each(Object.entries(cases))('%s', { timeout: 60_000 }, async (_, [inputs, build]) => {
    const { ruled, measured } = await slopes(inputs, build)
    expect(Math.abs(measured)).toBeGreaterThan(1e-3)
    expect(Math.abs(ruled - measured), `${ruled} by rule, ${measured} measured`).toBeLessThan(5e-3 + 1e-2 * Math.abs(measured))
  })
})
