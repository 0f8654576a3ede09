// Graphs as loops: bit for bit what ONNX Runtime makes of the same graph, operator by operator.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fuse, fuseSum, LANES } from '#ml/fusion/loop.ts'
import { Graph, type Value } from '#ml/graph/graph.ts'
import { add, cast, div, greater, mul, neg, sqrt, sub, tanh } from '#ml/ops/elementwise.ts'
import { Engine, floats, numbers, scalar } from '#ml/runtime/engine.ts'
import { roomFor, runOf } from '#ml/runtime/loops.ts'
import { applyProgram, optimisers, stateNames, type OptimiserName } from '#ml/training/optimisers.ts'

const engine = new Engine('cpu')
const some = (length: number, seed: number): Float32Array => Float32Array.from({ length }, (_, i) => Math.sin(seed * 1000 + i * 1.7) * 3)

/** Runs a graph as a loop; rows lie one behind the other, outputs behind the inputs. */
function looped(graph: Graph, rows: Readonly<Record<string, Float32Array>>, plain: Readonly<Record<string, number>>): Readonly<Record<string, Float32Array>> {
  const loop = fuse(graph)
  const length = Object.values(rows)[0]?.length ?? 0
  const memory = roomFor(4 * length * (loop.reads.length + loop.writes.length))
  const view = (i: number): Float32Array => new Float32Array(memory.buffer, 4 * length * i, length)
  for (const [i, name] of loop.reads.entries()) view(i).set(rows[name] ?? [])
  const addresses = [...loop.reads, ...loop.writes].map((_, i) => BigInt(4 * length * i))
  runOf(loop.bytes, memory)(BigInt(4 * length), ...addresses, ...loop.scalars.map((name) => plain[name] ?? NaN))
  return Object.fromEntries(loop.writes.map((name, i) => [name, view(loop.reads.length + i).slice()]))
}

async function byRuntime(graph: Graph, rows: Readonly<Record<string, Float32Array>>, plain: Readonly<Record<string, number>>): Promise<Readonly<Record<string, Float32Array>>> {
  const program = await engine.compile(graph, { host: [] })
  const inputs = { ...Object.fromEntries(Object.entries(rows).map(([name, data]) => [name, floats(data, [data.length])])), ...Object.fromEntries(Object.entries(plain).map(([name, value]) => [name, scalar(value)])) }
  const results = await program.run(Object.fromEntries(graph.inputs.map(({ name }) => [name, inputs[name] ?? scalar(NaN)])))
  await program.dispose()
  return Object.fromEntries(graph.outputs.map(({ name }) => [name, numbers(results[name])]))
}

describe('a graph as a loop', () => {
  test.each((Object.keys(optimisers) as OptimiserName[]).flatMap((optimiser) => [true, false].map((decayed) => [optimiser, decayed] as const)))('one step of %s, decay %s, is the runtime’s own', async (optimiser, decayed) => {
    const options = { optimiser, decays: () => decayed, averaged: true, momentum: 0.9, nesterov: true }
    const graph = applyProgram([{ name: 'w', shape: ['N'] }], options)
    const names = [...stateNames('w', options), 'grad.w']
    const rows = Object.fromEntries(names.map((name, i) => [name, name === 'v.w' ? some(64, i).map(Math.abs) : some(64, i)]))
    const plain = { scale: 0.37, stay: 0.9, ...optimisers[optimiser].scalars({ learningRate: 1e-2, count: 3, weightDecay: 0.1 }) }
    expect(looped(graph, rows, plain)).toEqual(await byRuntime(graph, rows, plain))
  })

  test('any tree of operators, over any numbers', async () => {
    const tree = fc.letrec<{ node: readonly [string, unknown, unknown] | 'x' | 'y' | 's' | number }>((tie) => ({
      node: fc.oneof({ maxDepth: 4 }, fc.constantFrom('x' as const, 'y' as const, 's' as const), fc.float({ noNaN: true, min: -4, max: 4 }),
        fc.tuple(fc.constantFrom('add', 'sub', 'mul', 'div', 'neg', 'sqrt', 'greater'), tie('node'), tie('node')))
    })).node
    const two = { add, sub, mul, div } as const
    type Tree = Parameters<typeof build>[0]
    function build(t: unknown, given: Readonly<Record<string, Value>>): Value {
      const x = given['x'] as Value
      if (typeof t === 'number') return x.graph.scalar(t)
      if (typeof t === 'string') return given[t] as Value
      const [op, a, b] = t as readonly [string, Tree, Tree]
      const left = build(a, given)
      if (op === 'neg') return neg(left)
      if (op === 'sqrt') return sqrt(mul(left, left))
      return op === 'greater' ? cast(greater(left, build(b, given)), 'float32') : two[op as keyof typeof two](left, build(b, given))
    }
    await fc.assert(fc.asyncProperty(tree, fc.float({ noNaN: true, min: -9, max: 9 }), async (t, s) => {
      const graph = new Graph()
      const given = { x: graph.input('x', 'float32', ['N']), y: graph.input('y', 'float32', ['N']), s: graph.input('s', 'float32', []) }
      graph.output(add(build(t, given), given.x), 'z')
      const rows = { x: some(16, 1), y: some(16, 2) }
      expect(looped(graph, rows, { s })).toEqual(await byRuntime(graph, rows, { s }))
    }), { numRuns: 60 })
  })

  test('a sum is that of float64', () => {
    const graph = new Graph()
    const x = graph.input('x', 'float32', ['N'])
    graph.output(mul(x, x), 'y')
    const row = some(4096, 5)
    const memory = roomFor(4 * row.length)
    new Float32Array(memory.buffer).set(row)
    const expected = row.reduce((sum, v) => sum + Math.fround(v * v), 0)
    expect(runOf(fuseSum(graph).bytes, memory)(BigInt(4 * row.length), 0n)).toBeCloseTo(expected, 8)
  })

  test('only what is in the stretch is written', () => {
    const graph = new Graph()
    graph.output(add(graph.input('x', 'float32', ['N']), 1), 'y')
    const memory = roomFor(64)
    runOf(fuse(graph).bytes, memory)(BigInt(4 * LANES), 16n, 16n)
    expect([...new Float32Array(memory.buffer, 0, 12)]).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0])
  })

  test('what does not work element by element is refused by name', () => {
    const graph = new Graph()
    graph.output(tanh(graph.input('x', 'float32', ['N'])), 'y')
    expect(() => fuse(graph)).toThrow('Tanh is not among the operators of a loop')
  })
})
