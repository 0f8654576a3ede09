// What is run of a finished graph, and what its values weigh: sums joined to products, memory worked out from shapes.
import { describe, expect, it } from 'vitest'
import { finishedNodes } from '#ml/graph/finish.ts'
import { peakBytes } from '#ml/graph/footprint.ts'
import { Graph, type Value } from '#ml/graph/graph.ts'
import { add, exp, mul } from '#ml/ops/elementwise.ts'
import { gemm } from '#ml/ops/linear.ts'
import { reshape, scatterAddRows, zeros } from '#ml/ops/shape.ts'
import { evaluate, given } from '../support/evaluate.ts'

const operators = (graph: Graph): string => finishedNodes(graph).map((n) => (n.op === 'Gemm' ? `Gemm${n.inputs.length}` : n.op)).join(' ')

function withGraph(build: (graph: Graph) => void): Graph {
  const graph = new Graph()
  build(graph)
  return graph
}

describe('a sum after a product', () => {
  it('is joined to it, whichever side it stands on, and in chains', () => {
    const graph = withGraph((g) => {
      const [x, w, r] = [g.input('x', 'float32', ['N', 4]), g.input('w', 'float32', [4, 4]), g.input('r', 'float32', ['N', 4])]
      g.output(add(add(r, gemm(x, w)), gemm(r, w)), 'y')
    })
    expect(operators(graph)).toBe('Gemm3 Gemm3')
  })

  it('is left alone where the product is read twice, is an output, has a bias already, or the shapes differ', () => {
    const cases: readonly ((g: Graph) => void)[] = [
      (g) => { const p = gemm(g.input('x', 'float32', [2, 2]), g.input('w', 'float32', [2, 2])); g.output(mul(add(p, g.input('r', 'float32', [2, 2])), p), 'y') },
      (g) => { const p = gemm(g.input('x', 'float32', [2, 2]), g.input('w', 'float32', [2, 2])); g.output(p, 'p'); g.output(add(p, g.input('r', 'float32', [2, 2])), 'y') },
      (g) => g.output(add(gemm(g.input('x', 'float32', [2, 2]), g.input('w', 'float32', [2, 2]), { bias: g.input('b', 'float32', [2]) }), g.input('r', 'float32', [2, 2])), 'y'),
      (g) => g.output(add(gemm(g.input('x', 'float32', [2, 2]), g.input('w', 'float32', [2, 2])), g.input('r', 'float32', [1, 2])), 'y')
    ]
    for (const build of cases) expect(operators(withGraph(build))).toContain('Add')
  })

  it('changes no number', async () => {
    const { y, z } = await evaluate({ x: given([3, 4]), w: given([4, 5], -1, 1, 1), r: given([3, 5], -1, 1, 2) }, (_, { x, w, r }) => {
      if (!x || !w || !r) throw new Error('inputs are missing')
      return { y: add(r, gemm(x, w)), z: add(mul(gemm(x, w), 1), mul(r, 1)) }
    })
    y?.forEach((value, i) => expect(value).toBeCloseTo(z?.[i] ?? NaN, 5))
  })
})

describe('rows added to nothing', () => {
  const rows = (g: Graph, shape: readonly number[]): Value => scatterAddRows(zeros(g, [5, 2]), reshape(g.input('at', 'int64', [3]), [3, 1]), g.input('rows', 'float32', [3, ...shape]))

  it('and then to something are added to it at once', () => {
    const graph = withGraph((g) => g.output(add(g.input('whole', 'float32', [5, 2]), rows(g, [2])), 'y'))
    expect(operators(graph)).toBe('Reshape ScatterND')
  })

  it('are left alone where they are read elsewhere too', () => {
    const graph = withGraph((g) => { const r = rows(g, [2]); g.output(mul(add(g.input('whole', 'float32', [5, 2]), r), r), 'y') })
    expect(operators(graph)).toContain('Add')
  })

  it('change no number so', async () => {
    const { y, z } = await evaluate({ whole: given([5, 2]), r: given([3, 2], -1, 1, 1) }, (g, { whole, r }) => {
      if (!whole || !r) throw new Error('inputs are missing')
      const scattered = (): Value => scatterAddRows(zeros(g, [5, 2]), reshape(g.ints([4, 1, 4]), [3, 1]), r)
      return { y: add(whole, scattered()), z: add(mul(whole, 1), mul(scattered(), 1)) }
    })
    y?.forEach((value, i) => expect(value).toBeCloseTo(z?.[i] ?? NaN, 6))
  })
})

describe('an output', () => {
  it('is made under its own name, once', () => {
    const graph = withGraph((g) => { const y = exp(g.input('x', 'float32', [2])); g.output(y, 'y'); g.output(mul(y, y), 'z'); g.output(y, 'again') })
    expect(operators(graph)).toBe('Exp Mul Identity')
    expect(finishedNodes(graph).map((n) => n.outputs[0]?.name)).toEqual(['y', 'z', 'again'])
  })

  it('that is an input is another name of it', () => {
    expect(operators(withGraph((g) => g.output(g.input('x', 'float32', [2]), 'y')))).toBe('Identity')
  })
})

describe('what values weigh', () => {
  it('counts what is alive at once: a chain writes over itself, a fan does not', () => {
    const chain = withGraph((g) => g.output(exp(exp(exp(g.input('x', 'float32', ['N', 8])))), 'y'))
    expect(peakBytes(chain, { N: 10 })).toBe(10 * 8 * 4)
    const fan = withGraph((g) => { const x = g.input('x', 'float32', ['N', 8]); const [a, b] = [exp(x), exp(x)]; g.output(mul(exp(a), mul(a, b)), 'y') })
    expect(peakBytes(fan, { N: 10 })).toBe(3 * 10 * 8 * 4)
  })

  it('knows that a reshaped value is the same bytes, and multiplies symbols', () => {
    const graph = withGraph((g) => { const y = exp(g.input('x', 'float32', ['B', 'T', 8])); g.output(reshape(y, ['B*T', 8]), 'y') })
    expect(peakBytes(graph, { B: 2, T: 5 })).toBe(2 * 5 * 8 * 4)
    expect(() => peakBytes(graph, { B: 2 })).toThrow(/T/)
  })
})
