// Activations by the names Hugging Face gives them. A name that is not here is refused by whoever reads the configuration.
import type { Value } from '../graph/graph.ts'
import { add, div, erf, mul, relu, sigmoid, tanh } from '../ops/elementwise.ts'

/** Hendrycks and Gimpel 2016, the exact form: x·Φ(x). */
const gelu = (x: Value): Value => mul(mul(x, 0.5), add(erf(div(x, Math.SQRT2)), 1))

/** The same paper's approximation, with x·(1 + 0.044715 x²) written as one product. */
const geluTanh = (x: Value): Value => {
  const inner = mul(mul(x, Math.sqrt(2 / Math.PI)), add(mul(mul(x, x), 0.044715), 1))
  return mul(mul(x, 0.5), add(tanh(inner), 1))
}

export const activations = {
  silu: (x: Value): Value => mul(x, sigmoid(x)),
  gelu,
  gelu_new: geluTanh,
  gelu_pytorch_tanh: geluTanh,
  relu
} as const satisfies Readonly<Record<string, (x: Value) => Value>>

export type Activation = keyof typeof activations
export const isActivation = (name: unknown): name is Activation => typeof name === 'string' && Object.hasOwn(activations, name)
