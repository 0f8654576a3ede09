// What an adapted layer amounts to: one matrix. Works for any way of making linear layers, because it asks the layer itself.
import { Graph } from '../graph/graph.ts'
import type { Model } from '../models/architecture.ts'
import { linearLayers } from '../models/layers.ts'
import { type LinearFactory, type LinearSpec, type WeightSpec, Weights } from '../nn/build.ts'
import { plainLinear } from '../nn/linear.ts'
import { transpose } from '../ops/shape.ts'

/** A whole model under its Hugging Face names, in the order its forward pass asks for them. */
export interface MergedModel { readonly model: Model; readonly tensors: readonly Tensor[] }
export interface Tensor { readonly name: string; readonly shape: readonly number[]; readonly data: Float32Array }

export interface MergedLayer {
  /** The merged weight's name in the model without an adapter. */
  readonly weight: string
  /** unit [in, in] and the layer's own weights -> `merged`, as its layout stores it. */
  readonly graph: Graph
  readonly weights: readonly WeightSpec[]
  readonly width: number
}

/** The weights a layer asks for under a way of making it. */
function asked(linear: LinearFactory, spec: LinearSpec): readonly WeightSpec[] {
  const weights = new Weights(new Graph())
  linear(weights, spec)
  return weights.specs
}

/** A layer without its bias is the matrix whose rows are its answers to the unit vectors. */
function mergedLayer(linear: LinearFactory, spec: LinearSpec): MergedLayer {
  const graph = new Graph()
  const weights = new Weights(graph)
  const answers = linear(weights, { ...spec, bias: false })(graph.input('unit', 'float32', [spec.inFeatures, spec.inFeatures])) // [in, out]
  graph.output(spec.layout === 'in-out' ? answers : transpose(answers, [1, 0]), 'merged')
  return { weight: `${spec.name}.weight`, graph, weights: weights.specs, width: spec.inFeatures }
}

/** One program a layer that has more to it than the plain one; none for a model without an adapter. */
export const mergedLayers = (model: Model, linear: LinearFactory): readonly MergedLayer[] =>
  linearLayers(model).filter((spec) => asked(linear, spec).length > asked(plainLinear, spec).length).map((spec) => mergedLayer(linear, spec))
