// Linear layers: plain, and with a low-rank adapter beside them. Knows matrices, not models.
import { add, mul } from '../ops/elementwise.ts'
import { gemm } from '../ops/linear.ts'
import type { LinearFactory, LinearSpec, Weights } from './build.ts'

export const plainLinear: LinearFactory = (weights, spec) => {
  const shape = spec.layout === 'out-in' ? [spec.outFeatures, spec.inFeatures] : [spec.inFeatures, spec.outFeatures]
  const weight = weights.get(`${spec.name}.weight`, shape)
  const bias = spec.bias ? weights.get(`${spec.name}.bias`, [spec.outFeatures], 'zeros') : null
  return (x) => gemm(x, weight, { transB: spec.layout === 'out-in', bias }) // [N, out]
}

export interface LoraOptions {
  readonly rank: number
  /** alpha / rank. */
  readonly scale: number
  /** Which linear layers get an adapter, by the last part of their name. */
  readonly targets: (name: string) => boolean
}

/** PEFT's names for the two matrices of a layer: A [rank, in], B [out, rank]. */
export const loraNames = (layer: string): { readonly a: string; readonly b: string } =>
  ({ a: `base_model.model.${layer}.lora_A.weight`, b: `base_model.model.${layer}.lora_B.weight` })

/** y = base(x) + scale · B(A(x)), Hu et al. 2021, "LoRA", eq. 3. */
export function loraLinear(options: LoraOptions): LinearFactory {
  return (weights, spec) => (options.targets(spec.name) ? adapted(weights, spec, options) : plainLinear(weights, spec))
}

function adapted(weights: Weights, spec: LinearSpec, { rank, scale }: LoraOptions): ReturnType<LinearFactory> {
  const base = plainLinear(weights, spec)
  const names = loraNames(spec.name)
  const a = weights.get(names.a, [rank, spec.inFeatures])
  const b = weights.get(names.b, [spec.outFeatures, rank], 'zeros')
  return (x) => {
    const low = mul(gemm(x, a, { transB: true }), scale) // [N, rank]
    return add(base(x), gemm(low, b, { transB: true })) // [N, out]
  }
}
