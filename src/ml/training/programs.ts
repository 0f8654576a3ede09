// The graphs of one training step: loss and gradients; their norm; accumulation; the loss alone. Knows models, not devices.
import { Graph, type Value } from '../graph/graph.ts'
import { backwardFrom } from '../autodiff/backward.ts'
import type { Model, Objective } from '../models/architecture.ts'
import type { Batch } from './learner.ts'
import { type Build, type Chance, type LinearFactory, type Memory, sequence, type WeightSpec, Weights } from '../nn/build.ts'
import { type ChunkedLoss, chunkedLoss, type Losses } from '../nn/chunked.ts'
import { smoothedLoss } from '../nn/smoothing.ts'
import { add, mul, sub } from '../ops/elementwise.ts'
import { gather, reduceSumSquare } from '../ops/shape.ts'
import type { Stepped } from './optimisers.ts'

/** A graph and the weights it takes as inputs, under their own names. */
export interface Program { readonly graph: Graph; readonly weights: readonly WeightSpec[] }

export const names = {
  lossScale: 'loss_scale', ids: 'input_ids', targets: 'targets', counted: 'counted', nll: 'nll', logits: 'logits',
  gradient: (weight: string): string => `grad.${weight}`,
  base: (weight: string): string => `base.${weight}`,
  next: (state: string): string => `next.${state}`
} as const

interface LossGraph extends Losses { readonly graph: Graph; readonly weights: Weights; readonly after: Memory }

export interface LossOptions {
  /** Label smoothing. */
  readonly smoothing?: number
  /** The head and its loss one row of the batch at a time: the logits of all rows are never there together. For devices that loop cheaply. */
  readonly chunked?: boolean
  /** The head is asked only about the positions that the input `counted` names, int64 [C], of B*T: for texts of which little counts. Not of a class. */
  readonly counted?: boolean
  /** The memory of a recurrent model goes in and comes out: truncated back-propagation through time (Williams and Peng 1990). No gradient goes with it. */
  readonly carried?: boolean
  /** What the model leaves out by chance while it learns; absent: nothing. */
  readonly chance?: Chance | null
  /** Gradients are those of the loss times a number, the input `loss_scale`. */
  readonly scaled?: boolean
}

/** The gradient of the loss with respect to itself. */
export const seedGradient = (graph: Graph, { scaled = false }: LossOptions): Value => (scaled ? graph.input(names.lossScale, 'float32', []) : graph.scalar(1))

export type Trainable = (weight: string) => boolean

/** Weights that only the head, or the head too, reads. */
function headWeights(model: Model, linear: LinearFactory): readonly WeightSpec[] {
  const graph = new Graph()
  const weights = new Weights(graph)
  model.head({ graph, weights, linear }, graph.input('hidden', 'float32', ['M', model.sizes.hidden]))
  return weights.specs
}

/** `trainable` null: no gradient will be asked for. */
function lossGraph(model: Model, linear: LinearFactory, trainable: Trainable | null, { smoothing = 0, chunked = false, counted = false, carried = false, chance = null }: LossOptions): LossGraph {
  const graph = new Graph()
  const ids = graph.input(names.ids, 'int64', ['B', 'T'])
  const targets = graph.input(names.targets, 'int64', [model.objective === 'class' ? 'B' : 'B*T'])
  const weights = new Weights(graph)
  const around = sequence('B', 'T', 0)
  const before = carried ? model.memory.map((m) => graph.input(m.past, 'float32', m.shape('B', 0))) : null
  const build = { graph, weights, linear, chance }
  const { hidden, memory: after } = model.forward(build, ids, around, before)
  const asked = counted ? atCounted(graph, hidden, targets) : { hidden, targets }
  return { graph, weights, after, ...headLoss(model, build, { ...asked, sequence: around }, trainable, { smoothing, chunked: chunked && !counted }) }
}

/** hidden [B*T, H] and targets [B*T] -> those of the positions that count, [C, H] and [C]. */
function atCounted(graph: Graph, hidden: Value, targets: Value): Pick<ChunkedLoss, 'hidden' | 'targets'> {
  const which = graph.input(names.counted, 'int64', ['C'])
  return { hidden: gather(hidden, which), targets: graph.unrecorded(() => gather(targets, which)) }
}

/** From last hidden states [B*T, H] and targets to the losses. */
export function headLoss(model: Model, build: Build, given: Pick<ChunkedLoss, 'hidden' | 'targets' | 'sequence'>, trainable: Trainable | null, { smoothing = 0, chunked = false }: LossOptions): Losses {
  const { weights, linear } = build
  if (!chunked || model.objective === 'class') return smoothedLoss(model.head(build, given.hidden), given.targets, smoothing)
  const learned = trainable && headWeights(model, linear).filter((w) => trainable(w.name)).map((w) => weights.get(w.name, w.shape, w.initial, w.dtype))
  const head = (inner: Graph, rows: Value): Value => model.head({ graph: inner, weights, linear }, rows)
  return chunkedLoss({ ...given, smoothing, head, learned })
}

/** ids [B, T] and targets [B*T] -> summed loss, and for every trainable weight its gradient, or that of the smoothed loss. */
export function gradientsProgram(model: Model, linear: LinearFactory, trainable: Trainable, options: LossOptions = {}): Program {
  const { graph, weights, learned, told, after } = lossGraph(model, linear, trainable, options)
  const chosen = weights.specs.filter((w) => trainable(w.name))
  const found = backwardFrom(graph, learned, seedGradient(graph, options), chosen.map((w) => weights.value(w.name)))
  graph.output(told, names.nll)
  // From the last layer to the first, as they are worked out: a runtime that goes by its outputs then lets go of each layer before the next (a third less memory, measured).
  for (const [i, spec] of [...chosen.entries()].reverse()) {
    const gradient = found[i]
    if (!gradient) throw new Error(`the loss does not depend on ${spec.name}`)
    graph.output(gradient, names.gradient(spec.name))
  }
  if (options.carried) for (const [i, value] of after.entries()) graph.output(value, model.memory[i]?.present ?? '')
  return { graph, weights: weights.specs }
}

/** ids and targets -> summed loss. */
export function lossProgram(model: Model, linear: LinearFactory, options: LossOptions = {}): Program {
  const { graph, weights, told } = lossGraph(model, linear, null, options)
  graph.output(told, names.nll)
  return { graph, weights: weights.specs }
}

/** ids -> logits of every position, [B*T, V]. */
export function logitsProgram(model: Model, linear: LinearFactory): Program {
  const graph = new Graph()
  const ids = graph.input(names.ids, 'int64', ['B', 'T'])
  const build = { graph, weights: new Weights(graph), linear }
  const { hidden } = model.forward(build, ids, sequence('B', 'T', 0), null)
  graph.output(model.head(build, hidden), names.logits)
  return { graph, weights: build.weights.specs }
}

/** The sum of squares of all gradients: the global norm, squared. */
export function normProgram(trained: readonly Stepped[]): Graph {
  const graph = new Graph()
  const squares = trained.map((w) => reduceSumSquare(graph.input(names.gradient(w.name), 'float32', w.shape), w.shape.map((_, i) => i), false))
  graph.output(squares.reduce((a, b) => add(a, b)), 'squared_norm')
  return graph
}

/** sum.X + grad.X for every trained weight. */
export function accumulateProgram(trained: readonly Stepped[]): Graph {
  const graph = new Graph()
  for (const w of trained) {
    const before = graph.input(`sum.${w.name}`, 'float32', w.shape)
    graph.output(add(before, graph.input(names.gradient(w.name), 'float32', w.shape)), names.next(`sum.${w.name}`))
  }
  return graph
}

/** What a batch's logits are scored against: the next token, the token itself where it was hidden, or the text's class. */
const aims: { readonly [K in Objective]: (batch: Batch) => BigInt64Array } = {
  next: ({ labels, length }) => shiftLabels(labels, length),
  masked: ({ labels }) => labels,
  class: ({ labels }) => labels
}
export const targetsOf = (objective: Objective, batch: Batch): BigInt64Array => aims[objective](batch)

/** Targets of a batch: labels moved one place to the left within each row, the last place ignored. */
export function shiftLabels(labels: BigInt64Array, length: number): BigInt64Array {
  return labels.map((_, i) => ((i + 1) % length === 0 ? -100n : (labels[i + 1] ?? -100n)))
}

/** base.X + share · (X − base.X) for every weight given: a place on the line between two sets of weights. */
export function keepProgram(weights: readonly WeightSpec[]): Graph {
  const graph = new Graph()
  const share = graph.input('share', 'float32', [])
  for (const w of weights) {
    const base = graph.input(names.base(w.name), 'float32', w.shape)
    graph.output(add(base, mul(sub(graph.input(w.name, 'float32', w.shape), base), share)), names.next(w.name))
  }
  return graph
}

/** Whether a model carries all of the past in a state of fixed size, from one stretch of text to the next. */
export const carriesState = ({ memory }: Model): boolean => memory.length > 0 && memory.every((m) => !m.grows)

/**
 * Neighbouring windows share a token: the last of one is the first of the next. Where a state is carried on it must be read once, so it is left out at the end;
 * nothing is scored there. [batch, length] -> [batch, length − 1].
 */
export const withoutLast = (rows: BigInt64Array, length: number): BigInt64Array => rows.filter((_, i) => (i + 1) % length !== 0)
