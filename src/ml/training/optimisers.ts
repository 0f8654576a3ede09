// How gradients become a step: one record an optimiser, written in graph operators. Knows weights, gradients and slots; knows no model and no device.
import { Graph, type Value } from '../graph/graph.ts'
import type { Shape, WeightSpec } from '../nn/build.ts'
import { add, cast, div, greater, mul, sqrt, sub } from '../ops/elementwise.ts'

export type OptimiserName = 'adamw' | 'adam' | 'sgd' | 'lion'

/** What is kept a weight between steps: `m` a mean of gradients, `v` one of their squares. */
export type Slot = 'm' | 'v'

export interface OptimiserOptions {
  /** SGD's. */
  readonly momentum: number
  readonly nesterov: boolean
}

/** `count` is the step's number from 1, steps that were skipped left out. */
export interface StepNumbers { readonly learningRate: number; readonly count: number; readonly weightDecay: number }

type Held = { readonly [S in Slot]?: Value }

/** One weight at one step: `p` and `g` (mean and clipped), its slots, the step's scalars by name; `decayed` says that weight decay is for it. */
interface Turn { readonly p: Value; readonly g: Value; readonly held: Held; readonly scalar: (name: string) => Value; readonly decayed: boolean; readonly options: OptimiserOptions }

interface Optimiser {
  readonly slots: readonly Slot[]
  /** float32 numbers that change from step to step. */
  scalars(numbers: StepNumbers): Readonly<Record<string, number>>
  /** The next weight and slots, element by element: a processor makes one loop of it, and writes over what it read (ml/fusion). */
  step(turn: Turn): { readonly p: Value } & Held
}

const adam = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const
const lion = { beta1: 0.9, beta2: 0.99 } as const

const slot = (held: Held, name: Slot): Value => {
  const value = held[name]
  if (!value) throw new RangeError(`the optimiser has no slot ${name} here`)
  return value
}

/** Both moments and the step they make: m/(1−β₁ᵗ) over √(v/(1−β₂ᵗ)) + ε, times the rate. */
function moments(g: Value, held: Held, scalar: Turn['scalar']): { readonly m: Value; readonly v: Value; readonly step: Value } {
  const m = add(mul(slot(held, 'm'), adam.beta1), mul(g, 1 - adam.beta1))
  const v = add(mul(slot(held, 'v'), adam.beta2), mul(mul(g, g), 1 - adam.beta2))
  return { m, v, step: div(mul(m, scalar('rate')), add(mul(sqrt(v), scalar('root')), adam.epsilon)) }
}

const correction = ({ learningRate, count }: StepNumbers): { readonly rate: number; readonly root: number } =>
  ({ rate: learningRate / (1 - adam.beta1 ** count), root: 1 / Math.sqrt(1 - adam.beta2 ** count) })

/** Decay inside the gradient, as Adam and SGD had it first. */
const pulled = ({ p, g, scalar, decayed }: Turn): Value => (decayed ? add(g, mul(p, scalar('decay'))) : g)
/** Decay beside the gradient: the weight is shortened by rate·decay. */
const shortened = ({ p, scalar, decayed }: Turn): Value => (decayed ? mul(p, scalar('keep')) : p)

const signOf = (x: Value): Value => sub(cast(greater(x, 0), 'float32'), cast(greater(0, x), 'float32'))

export const optimisers: { readonly [K in OptimiserName]: Optimiser } = {
  /** Loshchilov and Hutter 2019, algorithm 2. */
  adamw: {
    slots: ['m', 'v'],
    scalars: (n) => ({ keep: 1 - n.learningRate * n.weightDecay, ...correction(n) }),
    step: (turn) => {
      const { m, v, step } = moments(turn.g, turn.held, turn.scalar)
      return { p: sub(shortened(turn), step), m, v }
    }
  },
  /** Kingma and Ba 2015, algorithm 1; decay as an L2 penalty. */
  adam: {
    slots: ['m', 'v'],
    scalars: (n) => ({ decay: n.weightDecay, ...correction(n) }),
    step: (turn) => {
      const { m, v, step } = moments(pulled(turn), turn.held, turn.scalar)
      return { p: sub(turn.p, step), m, v }
    }
  },
  /** Sutskever et al. 2013, in the form whose momentum holds gradients, not steps: a change of the rate acts at once. */
  sgd: {
    slots: ['m'],
    scalars: (n) => ({ decay: n.weightDecay, rate: n.learningRate }),
    step: (turn) => {
      const { momentum, nesterov } = turn.options
      const g = pulled(turn)
      const m = add(mul(slot(turn.held, 'm'), momentum), g)
      return { p: sub(turn.p, mul(nesterov ? add(g, mul(m, momentum)) : m, turn.scalar('rate'))), m }
    }
  },
  /** Chen et al. 2023, algorithm 2. The new momentum is written in terms of the update, c = β₁m + (1−β₁)g. */
  lion: {
    slots: ['m'],
    scalars: (n) => ({ keep: 1 - n.learningRate * n.weightDecay, rate: n.learningRate }),
    step: (turn) => {
      const ratio = lion.beta2 / lion.beta1
      const c = add(mul(slot(turn.held, 'm'), lion.beta1), mul(turn.g, 1 - lion.beta1))
      return { p: sub(shortened(turn), mul(signOf(c), turn.scalar('rate'))), m: add(mul(c, ratio), mul(turn.g, 1 - lion.beta2 - ratio * (1 - lion.beta1))) }
    }
  }
}

export const isOptimiser = (name: string): name is OptimiserName => Object.hasOwn(optimisers, name)

export const slotName = (name: Slot, weight: string): string => `${name}.${weight}`
export const averageName = (weight: string): string => `average.${weight}`

/** What an optimiser steps: a weight, or a piece of many weights in a row. */
export interface Stepped { readonly name: string; readonly shape: Shape }

export interface ApplyOptions<W extends Stepped = WeightSpec> extends OptimiserOptions {
  readonly optimiser: OptimiserName
  readonly decays: (weight: W) => boolean
  /** Whether a mean of the weights over the steps is kept beside them. */
  readonly averaged: boolean
}

/** Names of all that is kept for a weight, itself first. */
export const stateNames = (weight: string, { optimiser, averaged }: Pick<ApplyOptions, 'optimiser' | 'averaged'>): readonly string[] =>
  [weight, ...optimisers[optimiser].slots.map((s) => slotName(s, weight)), ...(averaged ? [averageName(weight)] : [])]

/**
 * One step for every trained weight: state and `grad.X` in, `next.` of each state out. The input `scale` multiplies the gradients (1/tokens times the
 * clipping factor); the others are the optimiser's scalars, and `stay`, the share of the mean that stays (Polyak and Juditsky 1992).
 */
export function applyProgram<W extends Stepped>(trained: readonly W[], options: ApplyOptions<W>): Graph {
  const graph = new Graph()
  const scalars = new Map<string, Value>()
  const scalar = (name: string): Value => {
    const value = scalars.get(name) ?? graph.input(name, 'float32', [])
    scalars.set(name, value)
    return value
  }
  const { slots, step } = optimisers[options.optimiser]
  for (const w of trained) {
    const input = (name: string): Value => graph.input(name, 'float32', w.shape)
    const p = input(w.name)
    const g = mul(input(`grad.${w.name}`), scalar('scale'))
    const held: Held = Object.fromEntries(slots.map((s) => [s, input(slotName(s, w.name))]))
    const next = step({ p, g, held, scalar, decayed: options.decays(w), options })
    graph.output(next.p, `next.${w.name}`)
    for (const s of slots) graph.output(slot(next, s), `next.${slotName(s, w.name)}`)
    if (options.averaged) graph.output(add(mul(input(averageName(w.name)), scalar('stay')), mul(next.p, sub(1, scalar('stay')))), `next.${averageName(w.name)}`)
  }
  return graph
}

/** Young means forget faster: after t steps, at most (1 + t) / (10 + t) stays. */
export const stayingShare = (average: number, count: number): number => Math.min(average, (1 + count) / (10 + count))
