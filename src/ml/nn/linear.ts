// Linear layers: plain, and with a low-rank adapter beside them. Knows matrices, not models.
import type { Value } from '../graph/graph.ts'
import { add, div, mul, sqrt, sub } from '../ops/elementwise.ts'
import { gemm } from '../ops/linear.ts'
import { reduceSumSquare, reshape } from '../ops/shape.ts'
import type { Initial, LinearFactory, LinearSpec, Weights } from './build.ts'
import { chance, thinned } from './chance.ts'

/** A layer's matrix, however it is kept. */
export interface Matrix {
  /** x [N, in] -> [N, out]. */
  times(x: Value, bias: Value | null): Value
  /** As its layout stores it, once `after` is there. */
  whole(after: Value | null): Value
}
export type MatrixFactory = (weights: Weights, spec: LinearSpec) => Matrix

export const storedShape = ({ layout, inFeatures, outFeatures }: LinearSpec): readonly [number, number] =>
  layout === 'out-in' ? [outFeatures, inFeatures] : [inFeatures, outFeatures]

/**
 * From scratch: GPT-2's deviation at GPT-2's width (0.02 at 768), and in the same proportion at others, or the narrow layers of a small model would let nearly nothing through
 * (held-out loss after one pass over a novel 1.57 instead of 2.08: docs/performance.md).
 */
const startOf = ({ inFeatures, among = 1 }: LinearSpec): Initial => ({ deviation: 0.55 / Math.sqrt(inFeatures * among) })

export const plainMatrix: MatrixFactory = (weights, spec) => {
  const weight = weights.get(`${spec.name}.weight`, storedShape(spec), startOf(spec))
  return { times: (x, bias) => gemm(x, weight, { transB: spec.layout === 'out-in', bias }), whole: () => weight }
}

const biasOf = (weights: Weights, spec: LinearSpec): Value | null => (spec.bias ? weights.get(`${spec.name}.bias`, [spec.outFeatures], 'zeros') : null)

/** Layers whose matrices are kept in one way. */
export const linearOver = (matrices: MatrixFactory): LinearFactory => (weights, spec) => {
  const matrix = matrices(weights, spec)
  const bias = biasOf(weights, spec)
  return (x) => matrix.times(x, bias) // [N, out]
}

export const plainLinear: LinearFactory = linearOver(plainMatrix)

export interface LoraOptions {
  readonly rank: number
  /** alpha / rank, or alpha / √rank (Kalajdzievski 2023, "rsLoRA"). */
  readonly scale: number
  /** Which linear layers get an adapter, by the last part of their name. */
  readonly targets: (name: string) => boolean
  /** Direction and length of each output's weights learned apart (Liu et al. 2024, "DoRA"). */
  readonly dora?: boolean
  /** Share of the adapter's inputs left out at each step; for learning only. */
  readonly dropout?: number
  /** How the base model's matrices are kept. */
  readonly base?: MatrixFactory
}

/** PEFT's names for what a layer learns, as its files have them: A [rank, in], B [out, rank], DoRA's magnitudes [out]. */
export const loraNames = (layer: string): { readonly a: string; readonly b: string; readonly magnitude: string } => {
  const prefix = `base_model.model.${layer}.lora_`
  return { a: `${prefix}A.weight`, b: `${prefix}B.weight`, magnitude: `${prefix}magnitude_vector` }
}

/** y = base(x) + scale · B(A(x)), Hu et al. 2021, "LoRA", eq. 3. */
export function loraLinear(options: LoraOptions): LinearFactory {
  const base = options.base ?? plainMatrix
  return (weights, spec) => (options.targets(spec.name) ? adapted(weights, spec, base(weights, spec), options) : linearOver(base)(weights, spec))
}

function adapted(weights: Weights, spec: LinearSpec, matrix: Matrix, { rank, scale, dora = false, dropout = 0 }: LoraOptions): ReturnType<LinearFactory> {
  const bias = biasOf(weights, spec)
  const names = loraNames(spec.name)
  const a = weights.get(names.a, [rank, spec.inFeatures])
  const b = weights.get(names.b, [spec.outFeatures, rank], 'zeros')
  const magnitude = dora ? weights.get(names.magnitude, [spec.outFeatures], 'ones') : null
  return (x) => {
    const left = dropout > 0 ? thinned(x, dropout, weights.aside(`${chance.salt}${spec.name}`)) : x // [N, in]
    const low = gemm(left, a, { transB: true, alpha: scale }) // [N, rank]
    const [plain, change] = [matrix.times(x, bias), gemm(low, b, { transB: true })] // [N, out]
    if (magnitude === null) return add(plain, change)
    const ratio = div(magnitude, lengths(matrix.whole(x), a, b, scale, spec)) // [out]
    // What is longer or shorter than the base is of the inputs that were left, as PEFT has it; the base itself reads all of them.
    const stretched = dropout > 0 ? matrix.times(left, null) : bias ? sub(plain, bias) : plain // [N, out]
    return add(add(plain, mul(stretched, sub(ratio, 1))), mul(change, ratio))
  }
}

/** ‖W + scale·B·A‖ of each output, [out]. The gradient takes it for a constant (DoRA, section 4.3). */
function lengths(whole: Value, a: Value, b: Value, scale: number, spec: LinearSpec): Value {
  const outIn = spec.layout === 'out-in'
  return whole.graph.unrecorded(() => {
    const change = mul(outIn ? gemm(b, a) : gemm(a, b, { transA: true, transB: true }), scale) // as stored
    return reshape(sqrt(reduceSumSquare(add(whole, change), [outIn ? 1 : 0])), [spec.outFeatures])
  })
}

/** DoRA's magnitudes at the start, under which the layer is the base's: worked out as the layer itself does, so that the ratio is one to the last bit. */
export function startingMagnitudes(weights: Weights, spec: LinearSpec, { rank, scale, base = plainMatrix }: LoraOptions): Value {
  const names = loraNames(spec.name)
  return lengths(base(weights, spec).whole(null), weights.get(names.a, [rank, spec.inFeatures]), weights.get(names.b, [spec.outFeatures, rank], 'zeros'), scale, spec)
}
