// Packed matrices: what they give back, how near it is, and that a layer over them is the layer over what they give back, forwards and backwards.
import { describe, expect, it } from 'vitest'
import { backward } from '#ml/autodiff/backward.ts'
import { Graph, type Value } from '#ml/graph/graph.ts'
import { type LinearSpec, Weights } from '#ml/nn/build.ts'
import { linearOver, loraLinear, plainLinear, storedShape } from '#ml/nn/linear.ts'
import { baseMatrices, originOf, packWeight } from '#ml/nn/packed.ts'
import { mul } from '#ml/ops/elementwise.ts'
import { sumAll } from '#ml/ops/shape.ts'
import { bytes, Engine, floats, numbers } from '#ml/runtime/engine.ts'
import { spread } from '../../support/evaluate.ts'

type Data = Float32Array | Int8Array | Uint8Array
const size = (shape: readonly (number | string)[]): number => shape.reduce<number>((n, d) => n * Number(d), 1)

async function run(build: (graph: Graph) => void, given: Readonly<Record<string, Data>>): Promise<Readonly<Record<string, Float32Array>>> {
  const graph = new Graph()
  build(graph)
  const program = await new Engine('cpu').compile(graph, { host: graph.outputs.map((o) => o.name) })
  const tensors = graph.inputs.map((v, i) => {
    const data = given[v.name] ?? spread(size(v.shape), -1, 1, i + v.name.length)
    return [v.name, data instanceof Float32Array ? floats(data, v.shape.map(Number)) : bytes(data, v.shape.map(Number))] as const
  })
  const results = await program.run(Object.fromEntries(tensors))
  const found = Object.fromEntries(graph.outputs.map((o) => [o.name, numbers(results[o.name]).slice()]))
  await program.dispose()
  return found
}

const layers: readonly LinearSpec[] = [
  { name: 'a', inFeatures: 64, outFeatures: 6, bias: false, layout: 'out-in' }, { name: 'b', inFeatures: 10, outFeatures: 96, bias: true, layout: 'in-out' },
  { name: 'c', inFeatures: 18, outFeatures: 5, bias: true, layout: 'out-in' }
]
const kinds = ['int8', 'int4'] as const
const cases = kinds.flatMap((kind) => layers.map((layer) => [kind, layer.name, layer] as const))
const N = 4

async function packedLayer(kind: (typeof kinds)[number], layer: LinearSpec): Promise<{ given: Readonly<Record<string, Data>>; original: Float32Array; unpacked: Float32Array }> {
  const stored = storedShape(layer)
  const original = spread(size(stored), -1, 1, 3).map((v, i) => v * (1 + (i % 5)))
  const given = { x: spread(N * layer.inFeatures, -2, 2, 9), [`${layer.name}.bias`]: spread(layer.outFeatures, -1, 1, 4), ...Object.fromEntries(packWeight(kind, `${layer.name}.weight`, original, stored)) }
  const { whole } = await run((graph) => { graph.output(baseMatrices[kind](new Weights(graph), layer).whole(null), 'whole') }, given)
  return { given, original, unpacked: whole ?? new Float32Array() }
}

describe.each(cases)('%s, layer %s', (kind, _, layer) => {
  it('gives back each weight to half a step of its row or block', async () => {
    const { original, unpacked } = await packedLayer(kind, layer)
    const [, width] = storedShape(layer)
    const [share, levels] = kind === 'int8' ? [width, 127] : [width % 32 === 0 ? 32 : width, 7]
    expect(unpacked).toHaveLength(original.length)
    for (const [i, value] of original.entries()) {
      const from = Math.floor(i / share) * share
      const step = Math.max(...original.subarray(from, from + share).map(Math.abs)) / levels
      expect(Math.abs((unpacked[i] ?? NaN) - value)).toBeLessThanOrEqual(step / 2 + 1e-6)
    }
  })

  it('is the plain layer over what it gives back, and so is its gradient', async () => {
    const { given, unpacked } = await packedLayer(kind, layer)
    const build = (linear: typeof plainLinear) => (graph: Graph): void => {
      const x = graph.input('x', 'float32', [N, layer.inFeatures])
      const y = linear(new Weights(graph), layer)(x)
      const loss = sumAll(mul(y, graph.floats(spread(N * layer.outFeatures, -1, 1, 8), [N, layer.outFeatures])))
      graph.output(y, 'y')
      graph.output(backward(graph, loss, [x])[0] as Value, 'gradient')
    }
    const found = await run(build(linearOver(baseMatrices[kind])), given)
    const expected = await run(build(plainLinear), { ...given, [`${layer.name}.weight`]: unpacked })
    for (const what of ['y', 'gradient']) for (const [i, value] of (expected[what] ?? []).entries()) expect(found[what]?.[i]).toBeCloseTo(value, 5)
  })

  it('under an adapter that has learned nothing is itself, to the last bit', async () => {
    const { given } = await packedLayer(kind, layer)
    const base = baseMatrices[kind]
    const answer = (linear: typeof plainLinear) => async (more: Readonly<Record<string, Data>>): Promise<Float32Array | undefined> =>
      (await run((graph) => { graph.output(linear(new Weights(graph), layer)(graph.input('x', 'float32', [N, layer.inFeatures])), 'y') }, { ...given, ...more }))['y']
    const adapter = { [`base_model.model.${layer.name}.lora_B.weight`]: new Float32Array(layer.outFeatures * 2) }
    expect(await answer(loraLinear({ rank: 2, scale: 3, targets: () => true, base }))(adapter)).toEqual(await answer(linearOver(base))({}))
  })
})

describe('names', () => {
  it.each([['h.0.weight.int8', [4, 6], { kind: 'int8', weight: 'h.0.weight', stored: [4, 6] }], ['h.0.weight.int4', [4, 6], { kind: 'int4', weight: 'h.0.weight', stored: [4, 12] }], ['h.0.weight', [4, 6], null], ['h.0.weight.scale', [4], null]])(
    '%s tells where it comes from', (name, shape, origin) => expect(originOf(name, shape)).toEqual(origin))

  it('refuses rows that do not fill bytes', () => expect(() => baseMatrices.int4(new Weights(new Graph()), { name: 'odd', inFeatures: 7, outFeatures: 2, bias: false, layout: 'out-in' })).toThrow(/7/))
})
