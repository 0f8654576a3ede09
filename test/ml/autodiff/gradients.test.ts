// Every gradient rule against finite differences, over a written list of shapes. One helper proves the law; each case is a line.
import { describe, expect, it } from 'vitest'
import { backward } from '#ml/autodiff/backward.ts'
import type { Value } from '#ml/graph/graph.ts'
import { activations } from '#ml/nn/activation.ts'
import { negativeLogLikelihood } from '#ml/nn/loss.ts'
import { gru, lstm, type Recurrence } from '#ml/nn/recurrent.ts'
import { rotate } from '#ml/nn/rotary.ts'
import { evenCrossEntropy, smoothedLoss } from '#ml/nn/smoothing.ts'
import * as e from '#ml/ops/elementwise.ts'
import { gradients } from '#ml/ops/gradients.ts'
import { gemm, layerNormalization, logSoftmax, matmul, rmsNormalization, softmax } from '#ml/ops/linear.ts'
import * as s from '#ml/ops/shape.ts'
import { evaluate, given, type Given, type Inputs, spread } from '../../support/evaluate.ts'

type Build = (values: readonly Value[]) => Value
const h = 1e-2

const names = (values: Readonly<Record<string, Value>>): readonly Value[] => Object.values(values)

/** The loss is the result weighted by fixed numbers, so that no gradient hides behind a symmetry. */
function weighted(build: Build, values: Readonly<Record<string, Value>>): Value {
  const y = build(names(values))
  const shape = y.shape.map(Number)
  const weights = y.graph.floats(spread(shape.reduce((a, b) => a * b, 1), -1, 1, 7), shape)
  return s.sumAll(e.mul(y, weights))
}

async function analytic(inputs: Inputs, build: Build): Promise<Readonly<Record<string, Float32Array>>> {
  const trained = Object.keys(inputs).filter((k) => inputs[k]?.data instanceof Float32Array)
  return evaluate(inputs, (graph, values) => {
    const loss = weighted(build, values)
    const found = backward(graph, loss, trained.map((k) => values[k] as Value))
    return Object.fromEntries(trained.map((k, i) => [k, found[i] ?? s.zeros(graph, (values[k] as Value).shape)]))
  })
}

/** Central differences: (f(x+h) − f(x−h)) / 2h for a handful of elements of every input. */
async function numeric(inputs: Inputs, build: Build, name: string, element: number): Promise<number> {
  const at = async (delta: number): Promise<number> => {
    const one = inputs[name] as Given
    const data = (one.data as Float32Array).slice()
    data[element] = (data[element] ?? 0) + delta
    const { loss } = await evaluate({ ...inputs, [name]: { ...one, data } }, (_, values) => ({ loss: weighted(build, values) }))
    return loss?.[0] ?? NaN
  }
  return ((await at(h)) - (await at(-h))) / (2 * h)
}

async function provesGradient(inputs: Inputs, build: Build): Promise<void> {
  const found = await analytic(inputs, build)
  for (const [name, gradient] of Object.entries(found)) {
    const elements = [...new Set([0, Math.floor(gradient.length / 2), gradient.length - 1])]
    for (const element of elements) {
      const expected = await numeric(inputs, build, name, element)
      const difference = Math.abs((gradient[element] ?? NaN) - expected)
      expect(difference, `${name}[${element}]: ${gradient[element]} against ${expected}`).toBeLessThan(5e-3 + 1e-2 * Math.abs(expected))
    }
  }
}

const two = (build: (a: Value, b: Value) => Value): Build => ([a, b]) => build(a as Value, b as Value)
const one = (build: (a: Value) => Value): Build => ([a]) => build(a as Value)

const broadcasts: readonly (readonly [readonly number[], readonly number[]])[] = [
  [[2, 3], [2, 3]], [[2, 3], [3]], [[3], [2, 3]], [[2, 3], [1]], [[1], [2, 3]], [[2, 3], [2, 1]], [[2, 1], [1, 3]], [[4, 1, 3], [2, 1]], [[2, 3], []], [[], [2, 3]], [[1, 1], [2, 3]]
]
const binaries = { Add: e.add, Sub: e.sub, Mul: e.mul, Div: e.div }

describe('gradients of operators between two values, over every kind of broadcasting', () => {
  for (const [op, build] of Object.entries(binaries)) {
    for (const [a, b] of broadcasts) {
      it(`${op} [${a.join()}] with [${b.join()}]`, () => provesGradient({ a: given(a), b: given(b, 0.7, 1.8, 3) }, two(build)))
    }
  }
})

const positive = given([2, 5], 0.3, 2)
const plain = given([2, 5])
const unaries: Readonly<Record<string, readonly [Given, Build]>> = {
  Neg: [plain, one(e.neg)], Exp: [plain, one(e.exp)], Log: [positive, one(e.log)], Sqrt: [positive, one(e.sqrt)], Reciprocal: [positive, one(e.reciprocal)],
  Tanh: [plain, one(e.tanh)], Sigmoid: [plain, one(e.sigmoid)], Erf: [plain, one(e.erf)], Relu: [given([2, 5], 0.1, 1), one(e.relu)], Cos: [plain, one(e.cos)], Sin: [plain, one(e.sin)],
  Reshape: [plain, one((x) => s.reshape(x, [5, 2]))], Transpose: [given([2, 3, 4]), one((x) => s.transpose(x, [2, 0, 1]))], Expand: [given([2, 1]), one((x) => s.expand(x, [3, 2, 4]))],
  'ReduceSum kept': [plain, one((x) => s.reduceSum(x, [1]))], 'ReduceSum to a scalar': [plain, one((x) => s.sumAll(x))], ReduceMean: [plain, one((x) => s.reduceMean(x, [-1]))],
  ReduceSumSquare: [plain, one((x) => s.reduceSumSquare(x, [0, 1], false))], Softmax: [plain, one(softmax)], LogSoftmax: [plain, one(logSoftmax)],
  'Split, both pieces': [plain, one((x) => { const [a, b] = s.split(x, -1, [2, 3]); return e.mul(s.reduceSum(a as Value, [1]), b as Value) })],
  'Split, last piece only': [plain, one((x) => s.split(x, -1, [2, 3])[1] as Value)],
  'a value used twice': [plain, one((x) => e.mul(x, e.add(x, e.tanh(x))))],
  silu: [plain, one(activations.silu)], gelu: [plain, one(activations.gelu)], gelu_new: [plain, one(activations.gelu_new)]
}

describe('gradients of operators on one value', () => {
  for (const [name, [x, build]] of Object.entries(unaries)) it(name, () => provesGradient({ x }, build))
})

const flags = [[false, false], [false, true], [true, false], [true, true]] as const
describe('gradients of matrix products', () => {
  for (const [transA, transB] of flags) {
    it(`Gemm, transA ${transA}, transB ${transB}, with a bias`, () => provesGradient(
      { a: given(transA ? [3, 2] : [2, 3]), b: given(transB ? [4, 3] : [3, 4], -1, 1, 2), bias: given([4], -1, 1, 4) },
      ([a, b, bias]) => gemm(a as Value, b as Value, { transA, transB, bias: bias as Value })))
  }
  for (const [a, b] of [[[2, 3], [3, 4]], [[2, 2, 3], [2, 3, 4]], [[2, 2, 3], [3, 4]], [[2, 1, 2, 3], [1, 3, 3, 2]]] as const) {
    it(`MatMul [${a.join()}] · [${b.join()}]`, () => provesGradient({ a: given(a), b: given(b, -1, 1, 2) }, two(matmul)))
  }
})

const indices = (values: readonly number[], shape: readonly number[]): Given => ({ shape, data: BigInt64Array.from(values, BigInt) })
describe('gradients through normalisation, indices, conditions and joins', () => {
  const x = given([3, 6])
  it('LayerNormalization', () => provesGradient({ x, w: given([6], 0.5, 1.5, 1), b: given([6], -1, 1, 2) }, ([v, w, b]) => layerNormalization(v as Value, w as Value, b as Value, 1e-5).y))
  it('SimplifiedLayerNormalization', () => provesGradient({ x, w: given([6], 0.5, 1.5, 1) }, two((v, w) => rmsNormalization(v, w, 1e-5))))
  it('Gather, with a row taken twice', () => provesGradient({ table: given([4, 3]), i: indices([2, 0, 2], [3]) }, two(s.gather)))
  it('GatherElements', () => provesGradient({ x, i: indices([5, 0, 3], [3, 1]) }, two((v, i) => s.gatherElements(v, i, 1))))
  it('ScatterElements', () => provesGradient({ x, i: indices([5, 0, 3], [3, 1]), u: given([3, 1], -1, 1, 5) }, ([v, i, u]) => s.scatterElements(v as Value, i as Value, u as Value, 1)))
  it('Where', () => provesGradient({ a: given([2, 3]), b: given([3], -1, 1, 2) }, two((a, b) => e.where(e.greater(a.graph.floats(spread(6), [2, 3]), 0), a, b))))
  it('Concat', () => provesGradient({ a: given([2, 3]), b: given([2, 2], -1, 1, 3) }, two((a, b) => s.concat([a, b], 1))))
  it('a rotation', () => provesGradient({ x: given([2, 3, 4]), c: given([3, 2], -1, 1, 1) }, two((v, c) => rotate(v, { cos: e.cos(c.graph.floats(spread(6), [3, 2])), sin: e.sin(c.graph.floats(spread(6), [3, 2])) }))))
  it('negative log likelihood, some targets ignored', () => provesGradient({ x, t: indices([5, -100, 2], [3]) }, two(negativeLogLikelihood)))
  it('cross-entropy against an even spread, some targets ignored', () => provesGradient({ x, t: indices([5, -100, 2], [3]) }, two(evenCrossEntropy)))
  it('a smoothed loss', () => provesGradient({ x, t: indices([5, -100, 2], [3]) }, two((v, t) => smoothedLoss(v, t, 0.1).learned)))
})

describe('gradients through time, of inputs, weights and first states', () => {
  const [time, rows, hidden] = [4, 2, 3]
  /** The loss sees every moment and the last states. */
  const all = (run: Recurrence): Build => ([x, w, b, ...states]) => {
    const layer = run(x as Value, states, { hidden: w as Value, hiddenBias: b as Value })
    const last = s.concat(layer.states.map((v) => s.reshape(v, [1, rows, hidden])), 0)
    return s.concat([layer.outputs, last], 0)
  }
  const inputs = (gates: number): Inputs => ({ x: given([time, rows, gates * hidden]), w: given([gates * hidden, hidden], -1, 1, 2), b: given([gates * hidden], -1, 1, 3), h: given([rows, hidden], -1, 1, 5) })
  it('LSTM', () => provesGradient({ ...inputs(4), c: given([rows, hidden], -1, 1, 7) }, all(lstm)))
  it('GRU', () => provesGradient(inputs(3), all(gru)))
})

describe('the walk', () => {
  it('refuses an operator without a rule by its name', async () => {
    const run = evaluate({ x: given([4]) }, (graph, { x }) => {
      const loss = s.sumAll(s.slice(x as Value, 0, graph.ints([0]), graph.ints([2]), 2))
      return { g: backward(graph, loss, [x as Value])[0] as Value }
    })
    await expect(run).rejects.toThrow(/Slice has no gradient/)
  })

  it('gives null for what the loss does not depend on, and differentiates nothing else', async () => {
    const { count } = await evaluate({ x: given([2]), y: given([2]) }, (graph, { x, y }) => {
      const before = graph.nodes.length
      const loss = s.sumAll(e.exp(x as Value))
      const after = graph.nodes.length
      expect(backward(graph, loss, [y as Value])).toEqual([null])
      expect(graph.nodes.length, 'no gradient node was written').toBe(after)
      return { count: graph.scalar(after - before) }
    })
    expect(count?.[0]).toBeGreaterThan(0)
  })

  it('has an answer for every operator', () => {
    expect(Object.values(gradients).every((g) => g === 'none' || g === 'forbidden' || typeof g === 'function')).toBe(true)
  })
})
