// Recurrent cells over a sequence, as PyTorch defines and names them: LSTM (Hochreiter and Schmidhuber 1997) and GRU (Cho et al. 2014).
// One loop forwards, one loop backwards (back-propagation through time); the large products stand outside both. Knows cells, not models.
import type { Value } from '../graph/graph.ts'
import { add, mul, sigmoid, sub, tanh } from '../ops/elementwise.ts'
import { first } from '../ops/emit.ts'
import { gemm } from '../ops/linear.ts'
import { scan } from '../ops/scan.ts'
import { concat, dimAt, reduceSum, reshape, split, zeros } from '../ops/shape.ts'
import { product } from '../graph/dim.ts'
import type { Initial } from './build.ts'

export type CellKind = 'lstm' | 'gru'

/** `hidden` [4H or 3H, H] and `hiddenBias` [4H or 3H] multiply the state before. */
export interface Cell { readonly hidden: Value; readonly hiddenBias: Value }

/** States are [B, H] each: hidden and cell for an LSTM, hidden for a GRU. */
export interface Layer { readonly outputs: Value; readonly states: readonly Value[] }

/** projected: the input's share of the gates, [T, B, 4H or 3H]. Gives every hidden state, [T, B, H], and the last states. */
export type Recurrence = (projected: Value, states: readonly Value[], cell: Cell) => Layer

const pieces = (x: Value, count: number): readonly Value[] => {
  const width = Number(dimAt(x, -1)) / count
  return split(x, -1, Array.from({ length: count }, () => width))
}

/** The slope of σ and of tanh, from their values. */
const sigmoidSlope = (y: Value): Value => mul(y, sub(1, y))
const tanhSlope = (y: Value): Value => sub(1, mul(y, y))

/** [T, B, X] -> [T*B, X]. */
const rows = (x: Value): Value => reshape(x, [product(x.shape.slice(0, -1)), dimAt(x, -1)])

const orZeros = (g: Value | null | undefined, like: Value): Value => g ?? zeros(like.graph, like.shape)

function at(values: readonly Value[], i: number): Value {
  const value = values[i]
  if (!value) throw new RangeError(`value ${i} of ${values.length} was asked for`)
  return value
}

/** i, f, g, o = gates; c' = σ(f)·c + σ(i)·tanh(g); h' = σ(o)·tanh(c'). */
export const lstm: Recurrence = (projected, states, { hidden, hiddenBias }) => {
  const graph = projected.graph
  const run = graph.unrecorded(() => scan(graph, {
    states, sequences: [add(projected, hiddenBias)],
    turn: ([h, c], [x]) => {
      if (!h || !c || !x) throw new Error('an LSTM carries two states')
      const [i, f, g, o] = pieces(gemm(h, hidden, { transB: true, bias: x }), 4) // [B, H] each
      if (!i || !f || !g || !o) throw new Error('Split gave too few pieces')
      const [si, sf, tg, so] = [sigmoid(i), sigmoid(f), tanh(g), sigmoid(o)]
      const cell = add(mul(sf, c), mul(si, tg))
      const next = mul(so, tanh(cell))
      return { states: [next, cell], outputs: [next, concat([si, sf, tg, so], -1), h, c, cell] }
    }
  }))
  const [outputs, gates, before, cellBefore, cell] = run.outputs
  if (!outputs || !gates || !before || !cellBefore || !cell) throw new Error('the loop gave too little')
  const backward = (given: readonly (Value | null)[]): readonly (Value | null)[] => {
    const back = scan(graph, {
      states: [orZeros(given[1], at(run.states, 0)), orZeros(given[2], at(run.states, 1))], sequences: [orZeros(given[0], outputs), gates, cellBefore, cell], reverse: true,
      turn: ([dhNext, dcNext], [dy, saved, c, next]) => {
        if (!dhNext || !dcNext || !dy || !saved || !c || !next) throw new Error('an LSTM carries two gradients')
        const [i, f, g, o] = pieces(saved, 4)
        if (!i || !f || !g || !o) throw new Error('Split gave too few pieces')
        const dh = add(dy, dhNext)
        const t = tanh(next)
        const dc = add(dcNext, mul(mul(dh, o), tanhSlope(t)))
        const d = concat([mul(mul(dc, g), sigmoidSlope(i)), mul(mul(dc, c), sigmoidSlope(f)), mul(mul(dc, i), tanhSlope(g)), mul(mul(dh, t), sigmoidSlope(o))], -1) // [B, 4H]
        return { states: [gemm(d, hidden), mul(dc, f)], outputs: [d] }
      }
    })
    const d = at(back.outputs, 0) // [T, B, 4H]
    return [d, gemm(rows(d), rows(before), { transA: true }), reduceSum(d, [0, 1], false), ...back.states]
  }
  const made = graph.composite('Lstm', [projected, hidden, hiddenBias, ...states], () => [outputs, ...run.states], backward)
  return { outputs: first(made), states: made.slice(1) }
}

/** r, z = σ(gates); n = tanh(x + r·(W h + b)); h' = (1 − z)·n + z·h. The reset gate works after the product, as in cuDNN and PyTorch. */
export const gru: Recurrence = (projected, states, { hidden, hiddenBias }) => {
  const graph = projected.graph
  const run = graph.unrecorded(() => scan(graph, {
    states, sequences: [projected],
    turn: ([h], [x]) => {
      if (!h || !x) throw new Error('a GRU carries one state')
      const [xr, xz, xn] = pieces(x, 3)
      const [hr, hz, hn] = pieces(gemm(h, hidden, { transB: true, bias: hiddenBias }), 3)
      if (!xr || !xz || !xn || !hr || !hz || !hn) throw new Error('Split gave too few pieces')
      const [r, z] = [sigmoid(add(xr, hr)), sigmoid(add(xz, hz))]
      const n = tanh(add(xn, mul(r, hn)))
      const next = add(mul(sub(1, z), n), mul(z, h))
      return { states: [next], outputs: [next, concat([r, z, n, hn], -1), h] }
    }
  }))
  const [outputs, gates, before] = run.outputs
  if (!outputs || !gates || !before) throw new Error('the loop gave too little')
  const backward = (given: readonly (Value | null)[]): readonly (Value | null)[] => {
    const back = scan(graph, {
      states: [orZeros(given[1], at(run.states, 0))], sequences: [orZeros(given[0], outputs), gates, before], reverse: true,
      turn: ([dhNext], [dy, saved, h]) => {
        if (!dhNext || !dy || !saved || !h) throw new Error('a GRU carries one gradient')
        const [r, z, n, hn] = pieces(saved, 4)
        if (!r || !z || !n || !hn) throw new Error('Split gave too few pieces')
        const dh = add(dy, dhNext)
        const dn = mul(mul(dh, sub(1, z)), tanhSlope(n))
        const dz = mul(mul(dh, sub(h, n)), sigmoidSlope(z))
        const dr = mul(mul(dn, hn), sigmoidSlope(r))
        const throughHidden = concat([dr, dz, mul(dn, r)], -1) // [B, 3H]
        return { states: [add(mul(dh, z), gemm(throughHidden, hidden))], outputs: [concat([dr, dz, dn], -1), throughHidden] }
      }
    })
    const [dx, d] = [at(back.outputs, 0), at(back.outputs, 1)] // [T, B, 3H] each
    return [dx, gemm(rows(d), rows(before), { transA: true }), reduceSum(d, [0, 1], false), ...back.states]
  }
  const made = graph.composite('Gru', [projected, hidden, hiddenBias, ...states], () => [outputs, ...run.states], backward)
  return { outputs: first(made), states: made.slice(1) }
}

/** How a cell's weights start: its matrices, and the biases beside the input; those beside the state are nothing. */
interface Starts { readonly matrix: Initial; readonly bias: Initial }

/** Even between ±1/√H, as torch.nn.LSTM has it: with numbers as small as a Transformer's a state would forget before it has learned to keep. */
const even = (hidden: number): Initial => ({ within: 1 / Math.sqrt(hidden) })

/** As torch.nn.Embedding has it: gates whose inputs are a fiftieth of that hardly tell one token from another (held-out loss after one pass over a novel 1.51 instead of 2.60). */
export const embeddingStart: Initial = { deviation: 1 }

/** How many gates a cell has, which states it carries, how it starts. An LSTM's forget gate starts open (Gers et al. 2000; Jozefowicz et al. 2015, section 2.2). */
export const cells: { readonly [K in CellKind]: { readonly gates: number; readonly states: readonly string[]; readonly run: Recurrence; readonly starts: (hidden: number) => Starts } } = {
  lstm: { gates: 4, states: ['hidden', 'cell'], run: lstm, starts: (hidden) => ({ matrix: even(hidden), bias: { ones: [hidden, 2 * hidden] } }) },
  gru: { gates: 3, states: ['hidden'], run: gru, starts: (hidden) => ({ matrix: even(hidden), bias: 'zeros' }) }
}
