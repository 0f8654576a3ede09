// Every optimiser against its paper's formulas in plain numbers, over five steps, written in place as a learner does.
import { describe, expect, it } from 'vitest'
import { Engine, floats, numbers, scalar } from '#ml/runtime/engine.ts'
import { applyProgram, averageName, optimisers, stateNames, stayingShare, type OptimiserName } from '#ml/training/optimisers.ts'
import { spread } from '../../support/evaluate.ts'

interface Numbers { readonly rate: number; readonly decay: number; readonly momentum: number; readonly nesterov: boolean }
interface Kept { readonly p: number; readonly m: number; readonly v: number }
type Formula = (g: number, kept: Kept, t: number, n: Numbers) => Kept

const adamStep = (g: number, { m, v }: Kept, t: number): { readonly step: number; readonly m: number; readonly v: number } => {
  const [m1, v1] = [0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g]
  return { step: m1 / (1 - 0.9 ** t) / (Math.sqrt(v1 / (1 - 0.999 ** t)) + 1e-8), m: m1, v: v1 }
}

/** One element, one step, straight from the papers. */
const papers: Readonly<Record<OptimiserName, Formula>> = {
  adamw: (g, kept, t, { rate, decay }) => {
    const { step, m, v } = adamStep(g, kept, t)
    return { p: kept.p - rate * decay * kept.p - rate * step, m, v }
  },
  adam: (g, kept, t, { rate, decay }) => {
    const { step, m, v } = adamStep(g + decay * kept.p, kept, t)
    return { p: kept.p - rate * step, m, v }
  },
  sgd: (g, { p, m }, _, { rate, decay, momentum, nesterov }) => {
    const full = g + decay * p
    const m1 = momentum * m + full
    return { p: p - rate * (nesterov ? full + momentum * m1 : m1), m: m1, v: 0 }
  },
  lion: (g, { p, m }, _, { rate, decay }) => ({ p: p - rate * (Math.sign(0.9 * m + 0.1 * g) + decay * p), m: 0.99 * m + 0.01 * g, v: 0 })
}

const steps = 5
const trained = [{ name: 'matrix', shape: [6, 5], initial: 'normal', dtype: 'float32' }, { name: 'norm', shape: [7], initial: 'ones', dtype: 'float32' }] as const
const size = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1)
const gradientOf = (index: number, step: number): Float32Array => spread(size(trained[index]?.shape ?? []), -2, 2, 10 * index + step)

async function learned(optimiser: OptimiserName, n: Numbers, average: number | null): Promise<ReadonlyMap<string, Float32Array>> {
  const keeping = { optimiser, averaged: average !== null }
  const graph = applyProgram(trained, { ...keeping, momentum: n.momentum, nesterov: n.nesterov, decays: (w) => w.shape.length > 1 })
  const program = await new Engine('cpu').compile(graph, { host: [] })
  const start = (name: string, i: number, count: number): Float32Array => (name === trained[i]?.name || name === averageName(trained[i]?.name ?? '') ? spread(count, -1, 1, 50 + i) : new Float32Array(count))
  const state = new Map(trained.flatMap((w, i) => stateNames(w.name, keeping).map((name) => [name, floats(start(name, i, size(w.shape)), w.shape)] as const)))
  for (let step = 1; step <= steps; step++) {
    const scalars = { scale: 0.5, ...optimisers[optimiser].scalars({ learningRate: n.rate, count: step, weightDecay: n.decay }), ...(average === null ? {} : { stay: stayingShare(average, step) }) }
    const gradients = Object.fromEntries(trained.map((w, i) => [`grad.${w.name}`, floats(gradientOf(i, step), w.shape)]))
    const into = Object.fromEntries([...state].map(([name, t]) => [`next.${name}`, t]))
    await program.run({ ...Object.fromEntries(state), ...gradients, ...Object.fromEntries(Object.entries(scalars).map(([k, v]) => [k, scalar(v)])) }, into)
  }
  await program.dispose()
  return new Map([...state].map(([name, t]) => [name, numbers(t).slice()]))
}

function expected(optimiser: OptimiserName, n: Numbers, average: number | null): ReadonlyMap<string, readonly number[]> {
  const all = new Map<string, readonly number[]>()
  for (const [i, w] of trained.entries()) {
    const decay = w.shape.length > 1 ? n.decay : 0
    let kept: Kept[] = Array.from(spread(size(w.shape), -1, 1, 50 + i), (p) => ({ p, m: 0, v: 0 }))
    let mean = kept.map(({ p }) => p)
    for (let step = 1; step <= steps; step++) {
      const g = gradientOf(i, step)
      kept = kept.map((k, e) => papers[optimiser](0.5 * (g[e] ?? NaN), k, step, { ...n, decay }))
      const stay = stayingShare(average ?? 0, step)
      mean = mean.map((x, e) => stay * x + (1 - stay) * (kept[e]?.p ?? NaN))
    }
    all.set(w.name, kept.map(({ p }) => p)).set(`m.${w.name}`, kept.map(({ m }) => m)).set(`v.${w.name}`, kept.map(({ v }) => v)).set(averageName(w.name), mean)
  }
  return all
}

const usual: Numbers = { rate: 0.01, decay: 0.1, momentum: 0.9, nesterov: false }
const cases: readonly (readonly [string, OptimiserName, Numbers, number | null])[] = [
  ['AdamW', 'adamw', usual, null], ['AdamW without decay', 'adamw', { ...usual, decay: 0 }, null], ['AdamW with a mean of the weights', 'adamw', usual, 0.95],
  ['Adam', 'adam', usual, null], ['SGD', 'sgd', { ...usual, momentum: 0 }, null], ['SGD with momentum', 'sgd', usual, null],
  ['SGD with Nesterov’s momentum', 'sgd', { ...usual, nesterov: true }, null], ['Lion', 'lion', { ...usual, rate: 0.001 }, null], ['Lion with a mean', 'lion', usual, 0.3]
]

describe('five steps of an optimiser', () => {
  it.each(cases)('%s', async (_, optimiser, n, average) => {
    const [found, reference] = [await learned(optimiser, n, average), expected(optimiser, n, average)]
    expect([...found.keys()]).toHaveLength(trained.length * (1 + optimisers[optimiser].slots.length + (average === null ? 0 : 1)))
    for (const [name, values] of found) for (const [e, value] of values.entries()) expect(value, `${name}[${e}]`).toBeCloseTo(reference.get(name)?.[e] ?? NaN, 5)
  })

  it('decays matrices and leaves norms and biases alone', async () => {
    const [none, much] = [await learned('adamw', { ...usual, decay: 0 }, null), await learned('adamw', { ...usual, decay: 0.9 }, null)]
    expect(much.get('norm')).toEqual(none.get('norm'))
    expect(much.get('matrix')).not.toEqual(none.get('matrix'))
  })
})
