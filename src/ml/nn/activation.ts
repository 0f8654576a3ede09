// Activations by the names Hugging Face gives them. A name that is not here is refused by whoever reads the configuration.
import type { Value } from '../graph/graph.ts'
import { add, div, erf, mul, relu, sigmoid, sub } from '../ops/elementwise.ts'
import { first } from '../ops/emit.ts'
import type { Build } from './build.ts'

/** Hendrycks and Gimpel 2016, the exact form: x·Φ(x). */
const gelu = (x: Value): Value => mul(mul(x, 0.5), add(erf(div(x, Math.SQRT2)), 1))

const scale = 2 * Math.sqrt(2 / Math.PI)

/**
 * The same paper's approximation, written as x·σ(z) with z = 2·√(2/π)·x·(1 + 0.044715 x²), since (1 + tanh u)/2 = σ(2u). Its slope is
 * σ·(1 + (1 − σ)·x·z′), and x·z′ = 3z − 2·scale·x: half the passes of the chain rule.
 */
const geluTanh = (x: Value): Value => {
  const z = x.graph.unrecorded(() => mul(x, add(mul(mul(x, x), scale * 0.044715), scale)))
  const s = x.graph.unrecorded(() => sigmoid(z))
  const slope = (): Value => mul(s, add(mul(sub(1, s), sub(mul(z, 3), mul(x, 2 * scale))), 1))
  return first(x.graph.composite('GeluTanh', [x], () => [mul(x, s)], ([g]) => [g ? mul(g, slope()) : null]))
}

/** y = x·σ(x) (Elfwing et al. 2018), of slope σ + y·(1 − σ). */
const silu = (x: Value): Value => {
  const s = x.graph.unrecorded(() => sigmoid(x))
  const y = x.graph.unrecorded(() => mul(x, s))
  return first(x.graph.composite('Silu', [x], () => [y], ([g]) => [g ? mul(g, add(s, mul(y, sub(1, s)))) : null]))
}

export const activations = {
  silu,
  gelu,
  gelu_new: geluTanh,
  gelu_pytorch_tanh: geluTanh,
  relu
} as const satisfies Readonly<Record<string, (x: Value) => Value>>

/** One operator of ONNX Runtime (docs/ContribOperators.md, com.microsoft.FastGelu) for the same approximation. It has no gradient here. */
const fastGelu = (x: Value): Value => first(x.graph.emit('FastGelu', [x], {}, [x], { domain: 'com.microsoft' }))

const spoken: Partial<Readonly<Record<Activation, (x: Value) => Value>>> = { gelu_new: fastGelu, gelu_pytorch_tanh: fastGelu }

/** As `build` wants it: for speaking in fewer passes. */
export const activate = ({ speaks }: Build, name: Activation): ((x: Value) => Value) => (speaks ? spoken[name] : undefined) ?? activations[name]

export type Activation = keyof typeof activations
export const isActivation = (name: unknown): name is Activation => typeof name === 'string' && Object.hasOwn(activations, name)
