// Layers that are one product: their names, their weights, and which layers may not be.
import { describe, expect, it } from 'vitest'
import { Graph } from '#ml/graph/graph.ts'
import { type LinearSpec, Weights } from '#ml/nn/build.ts'
import { joining, partsOf, together, weightsOf } from '#ml/nn/joined.ts'
import { plainLinear } from '#ml/nn/linear.ts'

const spec = (name: string, outFeatures: number, more: Partial<LinearSpec> = {}): LinearSpec => ({ name, inFeatures: 4, outFeatures, bias: true, layout: 'out-in', ...more })

function built(specs: readonly LinearSpec[], speaks: boolean): { readonly weights: readonly string[]; readonly shapes: readonly string[] } {
  const graph = new Graph()
  const build = { graph, weights: new Weights(graph), linear: plainLinear, speaks }
  const values = together(build, specs)(graph.input('x', 'float32', ['N', 4]))
  return { weights: build.weights.specs.map(({ name, shape }) => `${name} ${shape.join('x')}`), shapes: values.map((v) => v.shape.join('x')) }
}

describe('joined layers', () => {
  it('have the weights of all, one below the other, and give what each would', () => {
    expect(built([spec('a.q', 6), spec('a.k', 2)], true)).toEqual({ weights: ['a.q&a.k.weight 8x4', 'a.q&a.k.bias 8'], shapes: ['Nx6', 'Nx2'] })
  })

  it.each([
    ['for learning', [spec('a.q', 6), spec('a.k', 2)], false],
    ['with outputs as columns', [spec('a.q', 6, { layout: 'in-out' }), spec('a.k', 2, { layout: 'in-out' })], true],
    ['where only some have a bias', [spec('a.q', 6), spec('a.k', 2, { bias: false })], true]
  ] as const)('stay apart %s', (_, specs, speaks) => {
    const { weights, shapes } = built(specs, speaks)
    expect(weights.some((name) => name.includes('&'))).toBe(false)
    expect(shapes).toEqual(['Nx6', 'Nx2'])
  })

  it('are read from the weights of their parts', async () => {
    const stored: Readonly<Record<string, Float32Array>> = { 'a.q.weight': Float32Array.of(1, 2, 3), 'a.k.weight': Float32Array.of(4), 'a.o.weight': Float32Array.of(5) }
    const read = joining(async (name) => stored[name] ?? new Float32Array())
    expect(partsOf('a.q&a.k')).toEqual(['a.q', 'a.k'])
    expect(weightsOf('a.q&a.k.weight')).toEqual(['a.q.weight', 'a.k.weight'])
    expect([...await read('a.q&a.k.weight')]).toEqual([1, 2, 3, 4])
    expect([...await read('a.o.weight')]).toEqual([5])
  })
})
