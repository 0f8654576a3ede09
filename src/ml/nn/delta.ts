// What a voice changes of a base model's layers, as inputs of the graph: voices are switched, weakened and mixed without touching the base.
// y = base(x) + gain · W x + B A x, W x without its bias; the voice's strength is in gain and B. LoRA has no gain (Hu et al. 2021, eq. 3); of DoRA (Liu et al. 2024) the ratio of
// lengths less one is the gain, and stands in B's rows too. Several voices are one: their A and B side by side, their gains added. Knows no file.
import { add, mul, sub } from '../ops/elementwise.ts'
import { gemm } from '../ops/linear.ts'
import type { LinearFactory } from './build.ts'

export interface Changed {
  readonly layers: ReadonlySet<string>
  /** Whether outputs have gains: only where a voice was learned with DoRA. */
  readonly gains: boolean
}

export const deltaNames = (layer: string): { readonly a: string; readonly b: string; readonly gain: string } => ({ a: `voice.${layer}.a`, b: `voice.${layer}.b`, gain: `voice.${layer}.gain` })

/** A [R, in] and B [out, R] of any rank. */
export function changedLinear(base: LinearFactory, { layers, gains }: Changed): LinearFactory {
  return (weights, spec) => {
    const plain = base(weights, spec)
    if (!layers.has(spec.name)) return plain
    const bias = gains && spec.bias ? weights.get(`${spec.name}.bias`, [spec.outFeatures], 'zeros') : null
    return (x) => {
      const { graph } = x
      const names = deltaNames(spec.name)
      const [rank, y] = [`R.${spec.name}`, plain(x)]
      const low = gemm(x, graph.input(names.a, 'float32', [rank, spec.inFeatures]), { transB: true }) // [N, R]
      const changed = add(y, gemm(low, graph.input(names.b, 'float32', [spec.outFeatures, rank]), { transB: true })) // [N, out]
      if (!gains) return changed
      return add(changed, mul(bias ? sub(y, bias) : y, graph.input(names.gain, 'float32', [spec.outFeatures])))
    }
  }
}
