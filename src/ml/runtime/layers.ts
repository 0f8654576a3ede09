// What a model is made of, learned by building it once: its weights and its linear layers. Knows no file and no device.
import { Graph } from '../graph/graph.ts'
import type { Model } from '../models/architecture.ts'
import { type LinearFactory, type LinearSpec, sequence, type WeightSpec, Weights } from '../nn/build.ts'
import { plainLinear } from '../nn/linear.ts'

export const isAdapter = (name: string): boolean => name.includes('.lora_')

/** All weights a model has under a way of making its linear layers. */
export function weightSpecs(model: Model, linear: LinearFactory): readonly WeightSpec[] {
  const graph = new Graph()
  const weights = new Weights(graph)
  const build = { graph, weights, linear }
  model.head(build, model.forward(build, graph.input('input_ids', 'int64', ['B', 'T']), sequence('B', 'T', 0), null).hidden)
  return weights.specs
}

export function linearLayers(model: Model): readonly LinearSpec[] {
  const layers: LinearSpec[] = []
  weightSpecs(model, (weights, spec) => { layers.push(spec); return plainLinear(weights, spec) })
  return layers
}
