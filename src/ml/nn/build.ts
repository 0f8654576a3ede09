// What an architecture is given to build with: a graph, its weights by name, and a way to make linear layers. Knows no architecture.
import { type Dim, product, type Shape, showShape } from '../graph/dim.ts'
import type { Graph, Value } from '../graph/graph.ts'

/** How a weight starts when a model is trained from scratch. */
export type Initial = 'normal' | 'ones' | 'zeros'

export interface WeightSpec { readonly name: string; readonly shape: readonly number[]; readonly initial: Initial }

/** A model's weights as inputs of a graph, declared when first asked for, under their Hugging Face names. */
export class Weights {
  readonly specs: WeightSpec[] = []
  readonly #values = new Map<string, Value>()
  readonly #graph: Graph

  constructor(graph: Graph) {
    this.#graph = graph
  }

  get(name: string, shape: readonly number[], initial: Initial = 'normal'): Value {
    const known = this.#values.get(name)
    if (known && showShape(known.shape) !== showShape(shape)) throw new RangeError(`${name} is asked for as ${showShape(shape)} and as ${showShape(known.shape)}`)
    if (known) return known
    const value = this.#graph.input(name, 'float32', shape)
    this.specs.push({ name, shape, initial })
    this.#values.set(name, value)
    return value
  }

  value(name: string): Value {
    const value = this.#values.get(name)
    if (!value) throw new RangeError(`no weight called ${name} in this graph`)
    return value
  }
}

export interface LinearSpec {
  readonly name: string
  readonly inFeatures: number
  readonly outFeatures: number
  readonly bias: boolean
  /** GPT-2 stores its matrices as [in, out]; everyone else as [out, in]. */
  readonly layout: 'out-in' | 'in-out'
}

/** [N, in] -> [N, out]. LoRA and quantisation enter here, so that no architecture knows of them. */
export type Linear = (x: Value) => Value
export type LinearFactory = (weights: Weights, spec: LinearSpec) => Linear

export interface Build {
  readonly graph: Graph
  readonly weights: Weights
  readonly linear: LinearFactory
}

/** Keys and values of the positions before, [B, kvHeads, P, headDim] each, for every layer. */
export interface Cache { readonly keys: readonly Value[]; readonly values: readonly Value[] }

/** `ids` [B, T]; positions run from the cache's length on. */
export interface Forward {
  /** Last hidden states after the final norm, [B*T, hidden]. */
  readonly hidden: Value
  readonly cache: Cache
}

export interface Sequence {
  readonly batch: Dim
  /** New positions. */
  readonly length: Dim
  /** Positions in the cache; 0 without one. */
  readonly past: Dim
  readonly rows: Dim
}

export const sequence = (batch: Dim, length: Dim, past: Dim): Sequence => ({ batch, length, past, rows: product([batch, length]) })

export type { Dim, Shape }
