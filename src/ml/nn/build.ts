// What an architecture is given to build with: a graph, its weights by name, and a way to make linear layers. Knows no architecture.
import { type Dim, product, type Shape, showShape } from '../graph/dim.ts'
import type { DType, Graph, Value } from '../graph/graph.ts'

/** Numbers a weight may start with: normal of a deviation, even between −within and within, or ones from an index to another and zeros elsewhere. */
export type Start = { readonly deviation: number } | { readonly within: number } | { readonly ones: readonly [from: number, to: number] }

/** How a weight starts when a model is trained from scratch. */
export type Initial = 'normal' | 'ones' | 'zeros' | Start

export interface WeightSpec { readonly name: string; readonly shape: readonly number[]; readonly initial: Initial; readonly dtype: DType }

/** A model's weights as inputs of a graph, declared when first asked for, under their Hugging Face names. */
export class Weights {
  readonly specs: WeightSpec[] = []
  /** Inputs beside the weights, one a layer: what they are called, and what the graph calls them. */
  readonly asides: (readonly [string, string])[] = []
  readonly #values = new Map<string, Value>()
  readonly #graph: Graph
  readonly #spell: (name: string) => string

  /** `spell`: what the graph's input for a weight is called, where that is not the weight's own name. */
  constructor(graph: Graph, spell: (name: string) => string = (name) => name) {
    this.#graph = graph
    this.#spell = spell
  }

  get(name: string, shape: readonly number[], initial: Initial = 'normal', dtype: DType = 'float32'): Value {
    const known = this.#values.get(name)
    if (known && showShape(known.shape) !== showShape(shape)) throw new RangeError(`${name} is asked for as ${showShape(shape)} and as ${showShape(known.shape)}`)
    if (known) return known
    const value = this.#graph.input(this.#spell(name), dtype, shape)
    this.specs.push({ name, shape, initial, dtype })
    this.#values.set(name, value)
    return value
  }

  /** What the graph is to call an input that belongs to one layer, as it would call that layer's weights. */
  aside(name: string): string {
    const own = this.#spell(name)
    if (!this.asides.some(([known]) => known === name)) this.asides.push([name, own])
    return own
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
  /** Of a layer whose answer is added to what runs through all blocks: how many such layers there are. They start smaller, so that the sum does not (Radford et al. 2019, section 2.3). */
  readonly among?: number
}

/** [N, in] -> [N, out]. LoRA and quantisation enter here, so that no architecture knows of them. */
export type Linear = (x: Value) => Value
export type LinearFactory = (weights: Weights, spec: LinearSpec) => Linear

/** What a model that learns leaves out by chance: one share in all its places; null: what its configuration says. */
export interface Chance { readonly share: number | null }

export interface Build {
  readonly graph: Graph
  readonly weights: Weights
  readonly linear: LinearFactory
  /** How the tokens' table is kept; as it is, unless given. */
  readonly table?: TableFactory
  /** For learning, not for speaking or measuring: where the architecture leaves something to chance, it is left out. */
  readonly chance?: Chance | null
  /** For speaking, not for learning: layers that read the same are one product, and operators that have no gradient here may stand for several. */
  readonly speaks?: boolean
}

/** The rows of a tokens' table, and products with all of them: the two ends of a model. */
export interface Table {
  /** ids int64 […I] -> [...I, width]. */
  rows(ids: Value): Value
  /** x [M, width] -> [M, count]. */
  against(x: Value): Value
}
export type TableFactory = (weights: Weights, name: string, shape: readonly [number, number]) => Table

/** One tensor that a model carries from call to call: an input called `past`, an output called `present`. */
export interface MemorySpec {
  readonly past: string
  readonly present: string
  /** For `past` positions; a recurrent state is the same for any number. */
  readonly shape: (batch: Dim, past: Dim) => Shape
  /** Grows by one position a token along axis 2, and may be cut there. */
  readonly grows: boolean
}

/** Values in the order of a model's MemorySpecs. */
export type Memory = readonly Value[]

/** Keys and values of the positions before, layer by layer, under Optimum's names. */
export const keyValueMemory = (layers: number, kvHeads: number, headDim: number): readonly MemorySpec[] =>
  Array.from({ length: layers }, (_, i) => ['key', 'value'].map((what): MemorySpec => ({
    past: `past_key_values.${i}.${what}`, present: `present.${i}.${what}`, shape: (batch, past) => [batch, kvHeads, past, headDim], grows: true
  }))).flat()

/** Of a key and value memory: one layer's share. */
export function layerMemory(memory: Memory | null, layer: number): { readonly key: Value; readonly value: Value } | null {
  const [key, value] = memory?.slice(2 * layer, 2 * layer + 2) ?? []
  return key && value ? { key, value } : null
}

/** `ids` [B, T]; positions run on from those in the memory. */
export interface Forward {
  /** Last hidden states after the final norm, [B*T, hidden]. */
  readonly hidden: Value
  /** The memory after these positions. */
  readonly memory: Memory
}

export interface Sequence {
  readonly batch: Dim
  /** New positions. */
  readonly length: Dim
  /** Positions in the memory; 0 without one. */
  readonly past: Dim
  readonly rows: Dim
  /** Set where the caller says itself where tokens stand and which may be looked at (padded batches): int64 [B, T] and [B, past + T], 0 for a token to pass over. */
  readonly given?: { readonly positions: Value; readonly mask: Value }
  /** Set where the runtime's own attention keeps the memory in place. */
  readonly fused?: FusedSequence
}

/** What a fused attention is told of new tokens and of a memory that has room for more places than are held. */
export interface FusedSequence {
  /** Of the new tokens in their texts, int64 [1, T]. */
  readonly positions: Value
  /** Places held after this run, less one: int32 [1]; of each row, where there are several. */
  readonly last: Value
  /** Places held after this run, S: int32 [1]. */
  readonly total: Value
  /** [1, 1, T, S]: 0 where a token may look at a place, a very low number where not, for layers that look back this far (null: to the beginning). Null: to all before it, within the operator's own window. */
  readonly sight: ((window: number | null) => Value) | null
  /** Cosines and sines of all positions there is room for, [C, headDim / 2] each. */
  tables(frequencies: Float32Array, factor: number): { readonly cos: Value; readonly sin: Value }
}

export const sequence = (batch: Dim, length: Dim, past: Dim): Sequence => ({ batch, length, past, rows: product([batch, length]) })

export type { Dim, Shape }
