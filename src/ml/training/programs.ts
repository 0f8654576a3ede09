// The graphs of one training step: loss and gradients; their norm; the optimiser; accumulation; the loss alone. Knows models, not devices.
import { Graph, type Value } from '../graph/graph.ts'
import { backward } from '../autodiff/backward.ts'
import type { Model } from '../models/architecture.ts'
import { type LinearFactory, sequence, type WeightSpec, Weights } from '../nn/build.ts'
import { negativeLogLikelihood } from '../nn/loss.ts'
import { add, div, mul, sqrt, sub } from '../ops/elementwise.ts'
import { reduceSumSquare } from '../ops/shape.ts'

/** A graph and the weights it takes as inputs, under their own names. */
export interface Program { readonly graph: Graph; readonly weights: readonly WeightSpec[] }

export const names = {
  ids: 'input_ids', targets: 'targets', nll: 'nll', logits: 'logits',
  gradient: (weight: string): string => `grad.${weight}`,
  first: (weight: string): string => `m.${weight}`,
  second: (weight: string): string => `v.${weight}`,
  next: (state: string): string => `next.${state}`
} as const

function lossGraph(model: Model, linear: LinearFactory): { readonly graph: Graph; readonly weights: Weights; readonly loss: Value } {
  const graph = new Graph()
  const ids = graph.input(names.ids, 'int64', ['B', 'T'])
  const targets = graph.input(names.targets, 'int64', ['B*T'])
  const build = { graph, weights: new Weights(graph), linear }
  const { hidden } = model.forward(build, ids, sequence('B', 'T', 0), null)
  const loss = negativeLogLikelihood(model.head(build, hidden), targets)
  return { graph, weights: build.weights, loss }
}

/** ids [B, T] and targets [B*T] -> summed loss, and its gradient for every trainable weight. */
export function gradientsProgram(model: Model, linear: LinearFactory, trainable: (weight: string) => boolean): Program {
  const { graph, weights, loss } = lossGraph(model, linear)
  const chosen = weights.specs.filter((w) => trainable(w.name))
  const found = backward(graph, loss, chosen.map((w) => weights.value(w.name)))
  graph.output(loss, names.nll)
  for (const [i, spec] of chosen.entries()) {
    const gradient = found[i]
    if (!gradient) throw new Error(`the loss does not depend on ${spec.name}`)
    graph.output(gradient, names.gradient(spec.name))
  }
  return { graph, weights: weights.specs }
}

/** ids and targets -> summed loss. */
export function lossProgram(model: Model, linear: LinearFactory): Program {
  const { graph, weights, loss } = lossGraph(model, linear)
  graph.output(loss, names.nll)
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
export function normProgram(trained: readonly WeightSpec[]): Graph {
  const graph = new Graph()
  const squares = trained.map((w) => reduceSumSquare(graph.input(names.gradient(w.name), 'float32', w.shape), w.shape.map((_, i) => i), false))
  graph.output(squares.reduce((a, b) => add(a, b)), 'squared_norm')
  return graph
}

/** sum.X + grad.X for every trained weight. */
export function accumulateProgram(trained: readonly WeightSpec[]): Graph {
  const graph = new Graph()
  for (const w of trained) {
    const before = graph.input(`sum.${w.name}`, 'float32', w.shape)
    graph.output(add(before, graph.input(names.gradient(w.name), 'float32', w.shape)), names.next(`sum.${w.name}`))
  }
  return graph
}

export interface AdamW { readonly beta1: number; readonly beta2: number; readonly epsilon: number }
export const adamW: AdamW = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }

/**
 * One AdamW step (Loshchilov and Hutter 2019, algorithm 2) for every trained weight. Scalars, all float32 []:
 * `scale` multiplies the gradients (1/tokens times the clipping factor), `keep` is 1 − rate·decay, `rate` is learning rate / (1 − β₁ᵗ),
 * `root` is 1 / √(1 − β₂ᵗ). Each state input is read by one node only, so an output may be written over its input.
 */
export function adamWProgram(trained: readonly WeightSpec[], options: AdamW = adamW): Graph {
  const graph = new Graph()
  const [scale, keep, rate, root] = ['scale', 'keep', 'rate', 'root'].map((n) => graph.input(n, 'float32', []))
  if (!scale || !keep || !rate || !root) throw new Error('scalars were not declared')
  for (const w of trained) {
    const input = (name: string): Value => graph.input(name, 'float32', w.shape)
    const [p, g, m, v] = [input(w.name), mul(input(names.gradient(w.name)), scale), input(names.first(w.name)), input(names.second(w.name))]
    const m1 = add(mul(m, options.beta1), mul(g, 1 - options.beta1))
    const v1 = add(mul(v, options.beta2), mul(mul(g, g), 1 - options.beta2))
    const step = div(mul(m1, rate), add(mul(sqrt(v1), root), options.epsilon))
    graph.output(sub(mul(p, keep), step), names.next(w.name))
    graph.output(m1, names.next(names.first(w.name)))
    graph.output(v1, names.next(names.second(w.name)))
  }
  return graph
}

/** Learning rate and step (from 1) to the scalars of `adamWProgram`. */
export function adamWScalars(learningRate: number, step: number, weightDecay: number, options: AdamW = adamW): { readonly keep: number; readonly rate: number; readonly root: number } {
  return { keep: 1 - learningRate * weightDecay, rate: learningRate / (1 - options.beta1 ** step), root: 1 / Math.sqrt(1 - options.beta2 ** step) }
}

/** Targets of a batch: labels moved one place to the left within each row, the last place ignored. */
export function shiftLabels(labels: BigInt64Array, length: number): BigInt64Array {
  return labels.map((_, i) => ((i + 1) % length === 0 ? -100n : (labels[i + 1] ?? -100n)))
}

