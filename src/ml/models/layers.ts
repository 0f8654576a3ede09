// What a model is made of, learned by building it once: its weights and its linear layers. Knows no file and no device.
import { Graph } from '../graph/graph.ts'
import type { Model } from './architecture.ts'
import { type LinearFactory, type LinearSpec, sequence, type WeightSpec, Weights } from '../nn/build.ts'
import { plainLinear } from '../nn/linear.ts'

export const isAdapter = (name: string): boolean => name.includes('.lora_')

/** All weights a model has under a way of making its linear layers. */
export function weightSpecs(model: Model, linear: LinearFactory, speaks = false): readonly WeightSpec[] {
  const graph = new Graph()
  const weights = new Weights(graph)
  const build = { graph, weights, linear, speaks }
  model.head(build, model.forward(build, graph.input('input_ids', 'int64', ['B', 'T']), sequence('B', 'T', 0), null).hidden)
  return weights.specs
}

/** Names of the weights that nothing but the head reads. */
export function headOnly(model: Model): ReadonlySet<string> {
  const graph = new Graph()
  const weights = new Weights(graph)
  const build = { graph, weights, linear: plainLinear }
  const { hidden } = model.forward(build, graph.input('input_ids', 'int64', ['B', 'T']), sequence('B', 'T', 0), null)
  const body = weights.specs.length
  model.head(build, hidden)
  return new Set(weights.specs.slice(body).map((s) => s.name))
}

/** Which weights a run changes. With an adapter: the adapter's, and a head that is learned beside it. Otherwise all, or those that were asked for. */
export interface Part {
  readonly method: 'lora' | 'full' | 'scratch'
  readonly lastLayers?: number | null
  readonly freezeEmbeddings?: boolean
  /** Weights that are learned whole beside an adapter. */
  readonly head?: ReadonlySet<string>
}

/** `transformer.h.3.attn…`, `model.layers.3.…`, `rnn.weight_hh_l3`: the number of the block a weight is in. */
function blockOf(name: string): number | null {
  const found = /(?:\.|_l)(\d+)(?:\.|_|$)/.exec(name)?.[1]
  return found === undefined ? null : Number(found)
}

/**
 * Weights stand in the order in which a model asks for them: what comes before the first block are its embeddings, what comes behind the last
 * its final norm and, where it has one of its own, its head. A head tied to the embeddings is one of them.
 */
export function trainedWeights(specs: readonly WeightSpec[], { method, lastLayers = null, freezeEmbeddings = false, head = new Set() }: Part): (name: string) => boolean {
  if (method === 'lora') return (name) => isAdapter(name) || head.has(name)
  const blocks = specs.map((s) => blockOf(s.name))
  const first = blocks.findIndex((b) => b !== null)
  const count = Math.max(...blocks.map((b) => (b ?? -1) + 1))
  const chosen = specs.filter((_, i) => {
    const block = blocks[i] ?? null
    if (block === null && i < first) return lastLayers === null && !freezeEmbeddings
    return block === null || lastLayers === null || block >= count - lastLayers
  })
  const names = new Set(chosen.map((s) => s.name))
  return (name) => names.has(name)
}

/** Every linear layer, in the order the forward pass asks for them; with `speaks`, those that are one product there as one. */
export function linearLayers(model: Model, speaks = false): readonly LinearSpec[] {
  const layers: LinearSpec[] = []
  weightSpecs(model, (weights, spec) => { layers.push(spec); return plainLinear(weights, spec) }, speaks)
  return layers
}
