// The gradient of every operator, written in forward operators: one record each. Broadcasting is undone by the walk, once, centrally;
// no rule mentions it. Three answers: a rule, 'none' (no gradient flows: indices, comparisons), 'forbidden' (it would, and we have no rule).
import { product } from '../graph/dim.ts'
import type { Attribute, Attributes, Value } from '../graph/graph.ts'
import { add, cos, div, exp, greater, mul, neg, reciprocal, sin, sqrt, sub, where } from './elementwise.ts'
import { gemm, matmul } from './linear.ts'
import type { OpName } from './names.ts'
import { concat, dimAt, expand, gatherElements, reduceMean, reduceSum, reduceSumSquare, reshape, reverseSequences, scatterAddRows, scatterElements, split, transpose, zeros } from './shape.ts'

export interface StepOf {
  readonly x: readonly Value[]
  readonly y: readonly Value[]
  readonly attributes: Attributes
  readonly needs: (input: number) => boolean
}

/** `g` holds the gradients of the outputs; the first is always there, later ones where the loss reaches them. */
export type Rule = (step: StepOf, g: Value, all: readonly (Value | null)[]) => readonly (Value | null)[]

const at = (values: readonly Value[], i: number): Value => {
  const value = values[i]
  if (!value) throw new RangeError(`a gradient rule asked for value ${i} of ${values.length}`)
  return value
}

const swapLast = (x: Value): Value => {
  const axes = x.shape.map((_, i) => i)
  return transpose(x, [...axes.slice(0, -2), axes.length - 1, axes.length - 2])
}

/** A gradient in terms of the one input. */
const one = (rule: (g: Value, x: Value, y: Value) => Value): Rule => ({ x, y }, g) => [rule(g, at(x, 0), at(y, 0))]

const keptShape = (x: Value, y: Value): readonly (number | string)[] => {
  const fits = x.shape.length === y.shape.length
  return fits ? y.shape : x.shape.map(() => 1)
}

const scaleOfMean = (x: Value, y: Value): Value => {
  const count = product(x.shape.filter((_, i) => x.shape.length !== y.shape.length || y.shape[i] === 1))
  if (typeof count !== 'number') throw new RangeError('the gradient of a mean needs axes of known length')
  return x.graph.scalar(1 / count)
}

/** d softmax: y · (g − Σ g·y). */
const softmaxRule = (g: Value, _x: Value, y: Value): Value => mul(y, sub(g, reduceSum(mul(g, y), [-1])))
/** d log-softmax: g − softmax · Σ g. */
const logSoftmaxRule = (g: Value, _x: Value, y: Value): Value => sub(g, mul(exp(y), reduceSum(g, [-1])))

/** Up to so many columns a matrix is thin: an adapter's rank. Its products are limited by how often the wide matrix beside it is read. */
const THIN = 64

/** aᵀ · b. With b thin the other way about, and turned: the wide matrix need not be turned then, which takes longer than multiplying it. */
function crossed(a: Value, b: Value, alpha: number): Value {
  const [rows, columns] = [Number(dimAt(a, 1)), Number(dimAt(b, 1))]
  return columns <= THIN && rows > columns ? transpose(gemm(b, a, { transA: true, alpha }), [1, 0]) : gemm(a, b, { transA: true, alpha })
}

const gemmRule: Rule = ({ x, attributes, needs }, g) => {
  const [a, b] = [at(x, 0), at(x, 1)]
  const [ta, tb, alpha] = [attributes['transA'] === 1, attributes['transB'] === 1, attributes['alpha'] === undefined ? 1 : floatAttribute(attributes['alpha'])]
  const da = !needs(0) ? null : ta ? gemm(b, g, { transA: tb, transB: true, alpha }) : gemm(g, b, { transB: !tb, alpha })
  const db = !needs(1) ? null : ta ? (tb ? gemm(g, a, { transA: true, transB: true, alpha }) : gemm(a, g, { alpha })) : tb ? crossed(g, a, alpha) : crossed(a, g, alpha)
  return [da, db, x.length > 2 && needs(2) ? g : null]
}

const matmulRule: Rule = ({ x, needs }, g) => [
  needs(0) ? matmul(g, swapLast(at(x, 1))) : null,
  needs(1) ? matmul(swapLast(at(x, 0)), g) : null
]

/** With x̂ = (x − mean)·inverse and h = g·weight: dx = inverse·(h − mean(h) − x̂·mean(h·x̂)). */
const layerNormRule: Rule = ({ x, y, needs }, g) => {
  const [input, weight, mean, inverse] = [at(x, 0), at(x, 1), at(y, 1), at(y, 2)]
  const normal = mul(sub(input, mean), inverse)
  const h = mul(g, weight)
  const dx = (): Value => mul(inverse, sub(sub(h, reduceMean(h, [-1])), mul(normal, reduceMean(mul(h, normal), [-1]))))
  return [needs(0) ? dx() : null, needs(1) ? mul(g, normal) : null, needs(2) ? g : null]
}

/** With inverse = 1/√(mean x² + ε) and h = g·weight: dx = inverse·h − x·(inverse³·mean(h·x)), where what is in brackets is one number a row. */
const rmsNormRule: Rule = ({ x, attributes, needs }, g) => {
  const [input, weight] = [at(x, 0), at(x, 1)]
  const width = Number(dimAt(input, -1))
  const inverse = reciprocal(sqrt(add(mul(reduceSumSquare(input, [-1]), 1 / width), floatAttribute(attributes['epsilon'])))) // [..., 1]
  const dx = (): Value => {
    const h = mul(g, weight)
    const share = mul(mul(inverse, mul(inverse, inverse)), reduceMean(mul(h, input), [-1])) // [..., 1]
    return sub(mul(h, inverse), mul(input, share))
  }
  return [needs(0) ? dx() : null, needs(1) ? mul(g, mul(input, inverse)) : null]
}

function floatAttribute(attribute: Attribute | undefined): number {
  if (typeof attribute !== 'object' || !('float' in attribute)) throw new RangeError('a float attribute is missing')
  return attribute.float
}

const concatRule: Rule = ({ x, attributes }, g) => {
  const axis = Number(attributes['axis'])
  const lengths = x.map((v) => dimAt(v, axis))
  if (!lengths.every((d) => typeof d === 'number')) throw new RangeError('the gradient of a concatenation needs pieces of known length')
  return split(g, axis, lengths.map(Number))
}

const splitRule: Rule = ({ y, attributes }, _g, all) =>
  [concat(all.map((g, i) => g ?? zeros(at(y, i).graph, at(y, i).shape)), Number(attributes['axis'])), null]

const gatherRule: Rule = ({ x }, g) => {
  const [table, indices] = [at(x, 0), at(x, 1)]
  const rows = product(indices.shape)
  return [scatterAddRows(zeros(table.graph, table.shape), reshape(indices, [rows, 1]), reshape(g, [rows, ...table.shape.slice(1)])), null]
}

const gatherElementsRule: Rule = ({ x, attributes }, g) =>
  [scatterElements(zeros(g.graph, at(x, 0).shape), at(x, 1), g, Number(attributes['axis'])), null]

const erfSlope = 2 / Math.sqrt(Math.PI)

export const gradients: { readonly [K in OpName]: Rule | 'none' | 'forbidden' } = {
  Add: (_, g) => [g, g],
  Sub: ({ needs }, g) => [g, needs(1) ? neg(g) : null],
  Mul: ({ x, needs }, g) => [needs(0) ? mul(g, at(x, 1)) : null, needs(1) ? mul(g, at(x, 0)) : null],
  Div: ({ x, y, needs }, g) => [needs(0) ? div(g, at(x, 1)) : null, needs(1) ? neg(div(mul(g, at(y, 0)), at(x, 1))) : null],
  Neg: one((g) => neg(g)),
  Exp: one((g, _x, y) => mul(g, y)),
  Log: one((g, x) => div(g, x)),
  Sqrt: one((g, _x, y) => div(mul(g, 0.5), y)),
  Reciprocal: one((g, _x, y) => neg(mul(g, mul(y, y)))),
  Tanh: one((g, _x, y) => mul(g, sub(1, mul(y, y)))),
  Sigmoid: one((g, _x, y) => mul(g, mul(y, sub(1, y)))),
  Erf: one((g, x) => mul(g, mul(exp(neg(mul(x, x))), erfSlope))),
  Relu: one((g, x) => where(greater(x, 0), g, 0)),
  Cos: one((g, x) => neg(mul(g, sin(x)))),
  Sin: one((g, x) => mul(g, cos(x))),
  Floor: 'none',
  LessOrEqual: 'none',
  Greater: 'none',
  Equal: 'none',
  Where: ({ x, needs }, g) => [null, needs(1) ? where(at(x, 0), g, 0) : null, needs(2) ? where(at(x, 0), 0, g) : null],
  Cast: 'none',
  Reshape: ({ x }, g) => [reshape(g, at(x, 0).shape), null],
  Transpose: ({ attributes }, g) => [transpose(g, inverse(attributes['perm']))],
  Expand: (_, g) => [g, null],
  Concat: concatRule,
  Split: splitRule,
  Slice: 'forbidden',
  Squeeze: 'forbidden',
  CumSum: 'forbidden',
  ReverseSequence: ({ x }, g) => [reverseSequences(g, at(x, 1)), null],
  Range: 'none',
  ConstantOfShape: 'none',
  Gather: gatherRule,
  ScatterND: 'forbidden',
  GatherElements: gatherElementsRule,
  ScatterElements: ({ x, attributes, needs }, g) => [
    needs(0) ? scatterElements(g, at(x, 1), zeros(g.graph, at(x, 2).shape), Number(attributes['axis'])) : null, null,
    needs(2) ? gatherElements(g, at(x, 1), Number(attributes['axis'])) : null],
  ReduceSum: ({ x, y }, g) => [expand(reshape(g, spread(at(x, 0), at(y, 0))), at(x, 0).shape), null],
  ReduceMean: ({ x, y }, g) => [expand(mul(reshape(g, spread(at(x, 0), at(y, 0))), scaleOfMean(at(x, 0), at(y, 0))), at(x, 0).shape), null],
  ReduceSumSquare: ({ x, y }, g) => [mul(mul(at(x, 0), 2), reshape(g, spread(at(x, 0), at(y, 0)))), null],
  TopK: 'forbidden',
  Gemm: gemmRule,
  MatMul: matmulRule,
  Softmax: one(softmaxRule),
  LogSoftmax: one(logSoftmaxRule),
  LayerNormalization: layerNormRule,
  SimplifiedLayerNormalization: rmsNormRule,
  Scan: 'forbidden'
}

/** The shape a reduced gradient must take to broadcast back over what it was reduced from. */
function spread(x: Value, y: Value): readonly (number | string)[] {
  if (x.shape.length !== y.shape.length && y.shape.length > 0) throw new RangeError('reductions to differentiate keep their axes, or reduce to a scalar')
  return keptShape(x, y)
}

function inverse(perm: unknown): readonly number[] {
  if (!Array.isArray(perm)) throw new RangeError('Transpose without a permutation')
  return perm.map((_, i) => perm.indexOf(i))
}
