// A training step in pieces: embeddings, each block forward, the head with its loss, each block back (Chen et al. 2016, "Training deep nets with sublinear memory
// cost"). Between pieces only what a block reads is kept; what it works out inside is worked out again on the way back. Pieces are graphs of their own because a
// runtime would join a second forward pass to the first within one. Knows models, not devices.
import { backwardFrom } from '../autodiff/backward.ts'
import { product } from '../graph/dim.ts'
import { Graph, type Value } from '../graph/graph.ts'
import type { Model, Pile } from '../models/architecture.ts'
import { type Build, type LinearFactory, sequence, Weights } from '../nn/build.ts'
import { add } from '../ops/elementwise.ts'
import { reshape } from '../ops/shape.ts'
import { headLoss, type LossOptions, names, seedGradient, type Trainable } from './programs.ts'

/** Values that go from piece to piece, and what they are called in each: hidden states and their gradients, [B, T, H]. */
export const passed = { x: 'x', y: 'y', g: 'g', before: (weight: string): string => `before.${weight}` } as const

export interface Piece {
  readonly graph: Graph
  /** Each weight it reads, and what else is a layer's own: the model's name for it, and the graph's, which is the same for every block. */
  readonly weights: readonly (readonly [string, string])[]
  /** Each weight it gives a gradient for, likewise. */
  readonly learned: readonly (readonly [string, string])[]
}

export interface Pieces {
  readonly embed: Piece
  readonly forward: readonly Piece[]
  readonly head: Piece
  /** Only of blocks at or above the lowest that learns; null below it. */
  readonly back: readonly (Piece | null)[]
  /** null where the embeddings do not learn. It adds to what the head found for a weight that is both. */
  readonly embedBack: Piece | null
}

/** Models that can be taken apart. */
export const isPile = (model: Model): model is Model & { pile: NonNullable<Model['pile']> } => model.pile !== undefined

/** The block's number left out, so that blocks of one shape give one graph. */
const spell = (name: string): string => name.replace(/\.\d+\./, '.*.')

interface Opened { readonly graph: Graph; readonly build: Build; readonly weights: Weights; readonly pile: Pile; readonly around: ReturnType<typeof sequence> }

export function pieces(model: Model, linear: LinearFactory, trainable: Trainable, options: LossOptions): Pieces {
  if (!isPile(model)) throw new RangeError(`a ${model.architecture} cannot be computed a block at a time`)
  const cut = new Cutter(model, linear, trainable, options)
  const forward = Array.from({ length: model.sizes.layers }, (_, i) => cut.forward(i))
  const embed = cut.embed()
  const learns = (piece: Piece): boolean => piece.weights.some(([weight]) => trainable(weight))
  const lowest = learns(embed) ? 0 : forward.findIndex(learns)
  return { embed, forward, head: cut.head(), back: forward.map((_, i) => (lowest >= 0 && i >= lowest ? cut.back(i) : null)), embedBack: learns(embed) ? cut.embedBack() : null }
}

/** For measuring: every block forward and the head's loss, and no gradient of anything. */
export function lossPieces(model: Model, linear: LinearFactory, options: LossOptions): Pieces {
  if (!isPile(model)) throw new RangeError(`a ${model.architecture} cannot be computed a block at a time`)
  const cut = new Cutter(model, linear, () => false, options)
  const forward = Array.from({ length: model.sizes.layers }, (_, i) => cut.forward(i))
  return { embed: cut.embed(), forward, head: cut.measure(), back: forward.map(() => null), embedBack: null }
}

class Cutter {
  readonly #model: Model & { pile: NonNullable<Model['pile']> }
  readonly #linear: LinearFactory
  readonly #trainable: Trainable
  readonly #options: LossOptions

  constructor(model: Model & { pile: NonNullable<Model['pile']> }, linear: LinearFactory, trainable: Trainable, options: LossOptions) {
    this.#model = model
    this.#linear = linear
    this.#trainable = trainable
    this.#options = options
  }

  embed(): Piece {
    const graph = new Graph()
    const ids = graph.input(names.ids, 'int64', ['B', 'T'])
    const opened = this.#open(graph)
    this.#put(opened, opened.pile.embed(ids), passed.y)
    return this.#piece(opened, [])
  }

  forward(block: number): Piece {
    const graph = new Graph()
    const x = this.#hidden(graph, passed.x)
    const opened = this.#open(graph, spell)
    this.#put(opened, this.#through(opened, block, x), passed.y)
    return this.#piece(opened, [])
  }

  head(): Piece {
    const graph = new Graph()
    const x = this.#hidden(graph, passed.x)
    const targets = graph.input(names.targets, 'int64', ['B*T'])
    const opened = this.#open(graph)
    const hidden = opened.pile.close(this.#flat(opened, x))
    const { learned, told } = headLoss(this.#model, opened.build, { hidden, targets, sequence: opened.around }, this.#trainable, this.#options)
    graph.output(told, names.nll)
    const weights = this.#learned(opened)
    return this.#gradients(opened, weights, backwardFrom(graph, learned, seedGradient(graph, this.#options), [x, ...weights.map((w) => opened.weights.value(w))]))
  }

  /** The head's loss alone. */
  measure(): Piece {
    const graph = new Graph()
    const x = this.#hidden(graph, passed.x)
    const targets = graph.input(names.targets, 'int64', ['B*T'])
    const opened = this.#open(graph)
    const { told } = headLoss(this.#model, opened.build, { hidden: opened.pile.close(this.#flat(opened, x)), targets, sequence: opened.around }, null, this.#options)
    graph.output(told, names.nll)
    return this.#piece(opened, [])
  }

  /** x and the gradient of what the block wrote -> the gradients of x and of the block's weights. */
  back(block: number): Piece {
    const graph = new Graph()
    const [x, g] = [this.#hidden(graph, passed.x), this.#hidden(graph, passed.g)]
    const opened = this.#open(graph, spell)
    const y = this.#through(opened, block, x)
    const weights = this.#learned(opened)
    return this.#gradients(opened, weights, backwardFrom(graph, y, this.#flat(opened, g), [x, ...weights.map((w) => opened.weights.value(w))]))
  }

  embedBack(): Piece {
    const graph = new Graph()
    const ids = graph.input(names.ids, 'int64', ['B', 'T'])
    const g = this.#hidden(graph, passed.g)
    const opened = this.#open(graph)
    const y = opened.pile.embed(ids)
    const weights = this.#learned(opened)
    const found = backwardFrom(graph, y, this.#flat(opened, g), weights.map((w) => opened.weights.value(w)))
    const headToo = new Set(this.head().learned.map(([weight]) => weight))
    const summed = found.map((d, i) => {
      const weight = weights[i] ?? ''
      return d && headToo.has(weight) ? add(graph.input(passed.before(weight), 'float32', d.shape), d) : d
    })
    return this.#gradients(opened, weights, [null, ...summed])
  }

  #open(graph: Graph, spelling?: (name: string) => string): Opened {
    const around = sequence('B', 'T', 0)
    const weights = new Weights(graph, spelling)
    const build = { graph, weights, linear: this.#linear, chance: this.#options.chance ?? null }
    return { graph, build, weights, pile: this.#model.pile(build, around), around }
  }

  #hidden(graph: Graph, name: string): Value {
    return graph.input(name, 'float32', ['B', 'T', this.#model.sizes.hidden])
  }

  #flat({ around }: Opened, x: Value): Value {
    return reshape(x, [product([around.batch, around.length]), this.#model.sizes.hidden]) // [N, H]
  }

  #put({ graph, around }: Opened, x: Value, name: string): void {
    graph.output(reshape(x, [around.batch, around.length, this.#model.sizes.hidden]), name)
  }

  #through(opened: Opened, block: number, x: Value): Value {
    const made = opened.pile.blocks[block]
    if (!made) throw new RangeError(`there is no block ${block}`)
    return made(this.#flat(opened, x), null).output // [N, H]
  }

  #learned({ weights }: Opened): readonly string[] {
    return weights.specs.map((w) => w.name).filter(this.#trainable)
  }

  /** `found`: the gradient of x, then those of `weights`. */
  #gradients(opened: Opened, weights: readonly string[], [dx, ...found]: readonly (Value | null)[]): Piece {
    if (dx) opened.graph.output(dx, names.gradient(passed.x))
    for (const [i, weight] of weights.entries()) {
      const gradient = found[i]
      if (!gradient) throw new Error(`the loss does not depend on ${weight}`)
      opened.graph.output(gradient, names.gradient(opened.weights.value(weight).name))
    }
    return this.#piece(opened, weights)
  }

  #piece({ graph, weights }: Opened, learned: readonly string[]): Piece {
    const both = (name: string): readonly [string, string] => [name, weights.value(name).name]
    return { graph, weights: [...weights.specs.map((w) => both(w.name)), ...weights.asides], learned: learned.map(both) }
  }
}
