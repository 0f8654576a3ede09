// Layers that read the same, as one product: fewer and larger products for a model that only speaks. Knows names and shapes, no model.
import type { Value } from '../graph/graph.ts'
import { split } from '../ops/shape.ts'
import type { Build, LinearSpec } from './build.ts'

/** Stands between the names of layers that are one product: `q_proj&k_proj`; no model's own names have it. */
const between = '&'

/** The layers of one product, or the one layer it is. */
export const partsOf = (layer: string): readonly string[] => layer.split(between)

/** The weights that a joined layer's weight is made of, one below the other: `a&b.weight` is `a.weight` over `b.weight`. */
export function weightsOf(name: string): readonly string[] {
  const end = name.lastIndexOf('.')
  return partsOf(name.slice(0, end)).map((layer) => `${layer}${name.slice(end)}`)
}

/** Reads joined weights too. */
export const joining = (whole: (name: string) => Promise<Float32Array>) => async (name: string): Promise<Float32Array> => {
  if (!name.includes(between)) return whole(name)
  const parts = await Promise.all(weightsOf(name).map(whole))
  const joined = new Float32Array(parts.reduce((n, part) => n + part.length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}

/** x [N, in] -> each layer's [N, out]. Outputs must be a matrix's rows: layout 'out-in', as all of these models have it. */
export function together(build: Build, specs: readonly LinearSpec[]): (x: Value) => readonly Value[] {
  const [first] = specs
  if (!first || !build.speaks || specs.some((spec) => spec.layout === 'in-out' || spec.bias !== first.bias)) return (x) => specs.map((spec) => build.linear(build.weights, spec)(x))
  const widths = specs.map((spec) => spec.outFeatures)
  const joined = { ...first, name: specs.map((spec) => spec.name).join(between), outFeatures: widths.reduce((a, b) => a + b) }
  return (x) => split(build.linear(build.weights, joined)(x), -1, widths)
}
