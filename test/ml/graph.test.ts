// Graphs: symbolic dimensions, shapes that throw at the wrong line, the printed form, dead nodes left out of the file.
import { describe, expect, it } from 'vitest'
import { backward } from '#ml/autodiff/backward.ts'
import { broadcast, product, sum } from '#ml/graph/dim.ts'
import { Graph, printGraph } from '#ml/graph/graph.ts'
import { encodeModel } from '#ml/onnx/model.ts'
import { add, exp, mul } from '#ml/ops/elementwise.ts'
import { gemm, matmul } from '#ml/ops/linear.ts'
import { reshape, sumAll } from '#ml/ops/shape.ts'

describe('dimensions', () => {
  it.each([
    [product(['B', 'T']), 'B*T'], [product(['T', 'B']), 'B*T'], [product([2, 'T', 3]), '6*T'], [product(['6*T', 2]), '12*T'], [product([]), 1], [product([4, 5]), 20],
    [sum(2, 3), 5], [sum(0, 'T'), 'T'], [sum('P', 'T'), 'P+T'], [product([2, 'P+T']), '2*P+T']
  ])('%s is %s', (found, expected) => expect(found).toBe(expected))

  it('broadcasts as NumPy does, symbols included', () => {
    expect(broadcast(['B', 'T', 4], [4])).toEqual(['B', 'T', 4])
    expect(broadcast(['T', 1], [1, 'P+T'])).toEqual(['T', 'P+T'])
    expect(() => broadcast(['T', 4], [3])).toThrow('[T, 4]')
  })
})

describe('a graph', () => {
  const graphOf = (): Graph => {
    const g = new Graph()
    const x = g.input('x', 'float32', ['N', 4])
    const w = g.input('w', 'float32', [3, 4])
    g.output(sumAll(exp(gemm(x, w, { transB: true }))), 'loss')
    return g
  }

  it('prints one node a line, and reads as maths', () => {
    expect(printGraph(graphOf())).toMatchInlineSnapshot(`
      "input x: float32[N, 4]
      input w: float32[3, 4]
      shape_0: int64[1] = Shape(x) {"start":0,"end":1}
      gemm_0: float32[N, 3] = Gemm(x, w) {"transA":0,"transB":1}
      exp_0: float32[N, 3] = Exp(gemm_0)
      reducesum_0: float32[] = ReduceSum(exp_0, const_0) {"keepdims":0}
      loss: float32[] = Identity(reducesum_0)
      output loss"
    `)
  })

  it('differentiates products into products: no transposition is written', () => {
    const g = new Graph()
    const x = g.input('x', 'float32', ['N', 4])
    const w = g.input('w', 'float32', [3, 4])
    backward(g, sumAll(mul(gemm(x, w, { transB: true }), 2)), [x, w])
    const ops = g.nodes.map((n) => n.op)
    expect(ops.filter((op) => op === 'Gemm')).toHaveLength(3)
    expect(ops).not.toContain('Transpose')
  })

  it.each<readonly [string, (g: Graph) => unknown, RegExp]>([
    ['Gemm', (g) => gemm(g.input('a', 'float32', [2, 3]), g.input('b', 'float32', [4, 5])), /\[2, 3\].*\[4, 5\]/],
    ['MatMul', (g) => matmul(g.input('a', 'float32', [2, 3]), g.input('b', 'float32', [2, 3])), /\[2, 3\]/],
    ['Reshape', (g) => reshape(g.input('a', 'float32', ['N', 3]), ['N', 4]), /\[N, 3\] to \[N, 4\]/],
    ['mixed types', (g) => add(g.input('a', 'float32', [2]), g.input('b', 'int64', [2])), /float32.*int64/],
    ['an unknown symbol', (g) => g.size('Q'), /Q is not known/],
    ['a value of another graph', (g) => add(g.input('a', 'float32', [2]), new Graph().input('b', 'float32', [2])), /another graph/],
    ['an input twice', (g) => [g.input('a', 'float32', []), g.input('a', 'float32', [])], /already has/]
  ])('refuses %s at the line that is wrong', (_, build, message) => {
    expect(() => build(new Graph())).toThrow(message)
  })

  it('leaves out of the file what no output needs', () => {
    const g = graphOf()
    const before = encodeModel(g).byteLength
    exp(g.inputs[0] as Parameters<typeof exp>[0])
    expect(encodeModel(g).byteLength).toBe(before)
  })
})
