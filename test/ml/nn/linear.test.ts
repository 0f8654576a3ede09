// Linear layers with an adapter: under a second matrix of zeros each is its base to the last bit; gradients against finite differences; chance.
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { backward } from '#ml/autodiff/backward.ts'
import { Graph, type Value } from '#ml/graph/graph.ts'
import { type LinearSpec, sequence, Weights } from '#ml/nn/build.ts'
import { chance, lookedAt, saltOf, thinned } from '#ml/nn/chance.ts'
import { loraLinear, loraNames, plainLinear, startingMagnitudes, type LoraOptions } from '#ml/nn/linear.ts'
import { mul } from '#ml/ops/elementwise.ts'
import { sumAll } from '#ml/ops/shape.ts'
import { createRandom, seedState } from '#ml/random.ts'
import { Engine, floats, numbers } from '#ml/runtime/engine.ts'
import { TensorFile } from '#ml/runtime/folder.ts'
import { references } from '../../support/golden.ts'
import { spread } from '../../support/evaluate.ts'

type Arrays = Readonly<Record<string, Float32Array>>
const [rows, rank] = [5, 3]
const size = (shape: readonly (number | string)[]): number => shape.reduce<number>((n, d) => n * Number(d), 1)

/** Runs what `build` outputs, every input filled from `given` or with numbers that look random. */
async function run(build: (graph: Graph) => void, given: Arrays = {}): Promise<Arrays> {
  const graph = new Graph()
  build(graph)
  const program = await new Engine('cpu').compile(graph, { host: graph.outputs.map((o) => o.name) })
  const inputs = graph.inputs.map((v, i) => [v.name, floats(given[v.name] ?? spread(size(v.shape), -1, 1, v.name.length + i), v.shape.map(Number))] as const)
  const results = await program.run(Object.fromEntries(inputs))
  const found = Object.fromEntries(graph.outputs.map((o) => [o.name, numbers(results[o.name]).slice()]))
  await program.dispose()
  return found
}

const spec = (layout: LinearSpec['layout'], bias: boolean): LinearSpec => ({ name: 'h.0.c_fc', inFeatures: 6, outFeatures: 4, bias, layout })
const options = (changes: Partial<LoraOptions>): LoraOptions => ({ rank, scale: 2, targets: () => true, ...changes })
const names = loraNames('h.0.c_fc')

const kinds: readonly (readonly [string, Partial<LoraOptions>])[] = [['LoRA', {}], ['rsLoRA', { scale: 8 / Math.sqrt(rank) }], ['DoRA', { dora: true }]]
const layers: readonly (readonly [LinearSpec['layout'], boolean])[] = [['out-in', false], ['out-in', true], ['in-out', true]]

/** All weights as one table; what LoRA's own start would be, but for `changed`. */
async function weightsOf(layer: LinearSpec, o: LoraOptions, changed: Arrays = {}): Promise<Arrays> {
  const graph = new Graph()
  const asked = new Weights(graph)
  loraLinear(o)(asked, layer)
  const start = Object.fromEntries(asked.specs.map((s, i) => [s.name, s.name === names.b ? new Float32Array(size(s.shape)) : spread(size(s.shape), -1, 1, i)]))
  const { magnitude } = await run((g) => { g.output(startingMagnitudes(new Weights(g), layer, o), 'magnitude') }, start)
  return { ...start, [names.magnitude]: magnitude ?? new Float32Array(), x: spread(rows * layer.inFeatures, -2, 2, 31), ...changed }
}

const input = (graph: Graph, layer: LinearSpec): Value => graph.input('x', 'float32', [rows, layer.inFeatures])

describe.each(kinds)('%s', (_, changes) => {
  it.each(layers)('with nothing learned is its base to the last bit: %s, bias %s', async (layout, bias) => {
    const [layer, o] = [spec(layout, bias), options(changes)]
    const given = await weightsOf(layer, o)
    const { y } = await run((graph) => { graph.output(loraLinear(o)(new Weights(graph), layer)(input(graph, layer)), 'y') }, given)
    const { y: base } = await run((graph) => { graph.output(plainLinear(new Weights(graph), layer)(input(graph, layer)), 'y') }, given)
    expect(y).toEqual(base)
  })

  it.each(layers)('is its formula: %s, bias %s', async (layout, bias) => {
    const [layer, o] = [spec(layout, bias), options(changes)]
    const [I, O] = [layer.inFeatures, layer.outFeatures]
    const given = await weightsOf(layer, o, { [names.b]: spread(O * rank, -1, 1, 77), ...(o.dora ? { [names.magnitude]: spread(O, 0.5, 2, 5) } : {}) })
    const { y } = await run((graph) => { graph.output(loraLinear(o)(new Weights(graph), layer)(input(graph, layer)), 'y') }, given)
    const at = (name: string, i: number): number => given[name]?.[i] ?? NaN
    const w = (out: number, i: number): number => at('h.0.c_fc.weight', layout === 'out-in' ? out * I + i : i * O + out)
      + o.scale * Array.from({ length: rank }, (_, r) => at(names.b, out * rank + r) * at(names.a, r * I + i)).reduce((a, b) => a + b)
    for (let n = 0; n < rows; n++) for (let out = 0; out < O; out++) {
      const row = Array.from({ length: I }, (_, i) => w(out, i))
      const ratio = o.dora ? at(names.magnitude, out) / Math.hypot(...row) : 1
      const expected = ratio * row.reduce((sum, v, i) => sum + v * at('x', n * I + i), 0) + (bias ? at('h.0.c_fc.bias', out) : 0)
      expect(y?.[n * O + out]).toBeCloseTo(expected, 4)
    }
  })

  it.each(layers)('has the gradient that finite differences have, DoRA’s lengths held still: %s, bias %s', async (layout, bias) => {
    const [layer, o] = [spec(layout, bias), options(changes)]
    const given = await weightsOf(layer, o, { [names.b]: spread(layer.outFeatures * rank, -1, 1, 77), ...(o.dora ? { [names.magnitude]: spread(layer.outFeatures, 0.5, 2, 5) } : {}) })
    const trained = [names.a, names.b, ...(o.dora ? [names.magnitude] : []), 'x']
    const loss = (graph: Graph): { loss: Value; weights: Weights; x: Value } => {
      const [weights, x] = [new Weights(graph), input(graph, layer)]
      const y = loraLinear(o)(weights, layer)(x)
      return { weights, x, loss: sumAll(mul(y, graph.floats(spread(rows * layer.outFeatures, -1, 1, 8), [rows, layer.outFeatures]))) }
    }
    const found = await run((graph) => {
      const { loss: value, weights, x } = loss(graph)
      const gradients = backward(graph, value, trained.map((name) => (name === 'x' ? x : weights.value(name))))
      for (const [i, name] of trained.entries()) graph.output(gradients[i] ?? value, name === 'x' ? 'grad.x' : `grad.${name}`)
    }, given)
    const still = await lengthsOf(given, layer, o)
    for (const name of trained) for (const element of [0, 3, (given[name]?.length ?? 1) - 1]) {
      const expected = (lossWith(moved(given, name, element, 1e-3), layer, o, still) - lossWith(moved(given, name, element, -1e-3), layer, o, still)) / 2e-3
      expect(Math.abs((found[`grad.${name}`]?.[element] ?? NaN) - expected), `${name}[${element}]`).toBeLessThan(1e-3 + 1e-3 * Math.abs(expected))
    }
  })
})

function moved(given: Arrays, name: string, element: number, by: number): Readonly<Record<string, Float64Array>> {
  const all = Object.fromEntries(Object.entries(given).map(([key, data]) => [key, Float64Array.from(data)]))
  const data = all[name]
  if (data) data[element] = (data[element] ?? 0) + by
  return all
}

const lengthsOf = async (given: Arrays, layer: LinearSpec, o: LoraOptions): Promise<Float32Array> => {
  const { magnitude } = await run((g) => { g.output(startingMagnitudes(new Weights(g), layer, o), 'magnitude') }, given)
  return magnitude ?? new Float32Array()
}

/** The weighted sum of the layer's answers, in double precision, with DoRA's lengths given. */
function lossWith(given: Readonly<Record<string, Float64Array>>, layer: LinearSpec, o: LoraOptions, lengths: Float32Array): number {
  const [I, O] = [layer.inFeatures, layer.outFeatures]
  const at = (name: string, i: number): number => given[name]?.[i] ?? NaN
  const weights = spread(rows * O, -1, 1, 8)
  let sum = 0
  for (let n = 0; n < rows; n++) for (let out = 0; out < O; out++) {
    let y = 0
    for (let i = 0; i < I; i++) {
      let w = at('h.0.c_fc.weight', layer.layout === 'out-in' ? out * I + i : i * O + out)
      for (let r = 0; r < rank; r++) w += o.scale * at(names.b, out * rank + r) * at(names.a, r * I + i)
      y += w * at('x', n * I + i)
    }
    sum += (y * (o.dora ? at(names.magnitude, out) / (lengths[out] ?? NaN) : 1) + (layer.bias ? at('h.0.c_fc.bias', out) : 0)) * (weights[n * O + out] ?? 0)
  }
  return sum
}

const between = (random: ReturnType<typeof createRandom>, count: number, [low, high]: readonly [number, number]): Float32Array => Float32Array.from({ length: count }, () => low + (high - low) * random.float())

describe('DoRA with inputs left out', () => {
  it.each<LinearSpec['layout']>(['out-in', 'in-out'])('is PyTorch’s, written as PEFT has it, and so are its gradients: %s', async (layout) => {
    const file = await TensorFile.open(join(references, 'dora.safetensors'))
    const of = async (name: string): Promise<Float32Array> => (await file.floats(`${layout}.${name}`)).data
    const layer: LinearSpec = { name: 'layer', inFeatures: 6, outFeatures: 4, bias: true, layout }
    const own = loraNames('layer')
    const given: Record<string, Float32Array> = { x: await of('x'), 'layer.weight': await of('weight'), 'layer.bias': await of('bias'), [own.a]: await of('a'), [own.b]: await of('b'), [own.magnitude]: await of('m'), [`${chance.salt}layer`]: Float32Array.of(saltOf('layer')) }
    for (const name of [chance.rows, `${chance.columns}6`]) given[name] = await of(name)
    const against = await of('against')
    const found = await run((graph) => {
      const [weights, x] = [new Weights(graph), graph.input('x', 'float32', [5, 6])]
      const y = loraLinear(options({ dora: true, dropout: 0.4 }))(weights, layer)(x)
      graph.output(y, 'y')
      const gradients = backward(graph, sumAll(mul(y, graph.floats(against, [5, 4]))), [x, weights.value(own.a), weights.value(own.b), weights.value(own.magnitude)])
      for (const [i, name] of ['x', 'a', 'b', 'm'].entries()) graph.output(gradients[i] ?? y, `grad.${name}`)
    }, given)
    for (const name of ['y', 'grad.x', 'grad.a', 'grad.b', 'grad.m']) for (const [i, expected] of (await of(name)).entries()) expect(found[name]?.[i], `${name}[${i}]`).toBeCloseTo(expected, 4)
  })
})

describe('looks left out by chance', () => {
  const [B, T, K, R, share] = [2, 48, 2, 2, 0.25]
  const draw = async (seed: number, place = 'layer.0.attention'): Promise<Float32Array> => {
    const random = createRandom(seedState(seed))
    const given = { [chance.rows]: between(random, B * T, chance.rowRange), [chance.keys]: between(random, T, chance.columnRange), [`${chance.salt}${place}`]: Float32Array.of(saltOf(place)) }
    const { y } = await run((graph) => {
      const kept = lookedAt({ graph, weights: new Weights(graph), linear: plainLinear, chance: { share: null } }, sequence(B, T, 0), [K, R], share, place)
      if (kept) graph.output(kept, 'y')
    }, given)
    return y ?? new Float32Array()
  }
  const likeness = (a: Float32Array, b: Float32Array): number => a.reduce((sum, x, i) => sum + ((x > 0 ? 1 : 0) - 0.75) * (((b[i] ?? 0) > 0 ? 1 : 0) - 0.75), 0) / a.length / (share * (1 - share))

  it('are their share, made up for by the others', async () => {
    const kept = await draw(1)
    expect(kept.length).toBe(B * K * R * T * T)
    expect(kept.reduce((a, b) => a + b, 0) / kept.length).toBeCloseTo(1, 1)
    expect(new Set(kept)).toEqual(new Set([0, Math.fround(1 / (1 - share))]))
  })

  it('are the same for the same seed, and others for another seed, layer, text or head', async () => {
    const [one, again, other, elsewhere] = [await draw(1), await draw(1), await draw(2), await draw(1, 'layer.1.attention')]
    expect(again).toEqual(one)
    for (const unlike of [other, elsewhere]) expect(Math.abs(likeness(one, unlike))).toBeLessThan(0.05)
    const head = (i: number): Float32Array => one.subarray(i * T * T, (i + 1) * T * T)
    for (let i = 0; i < B * K * R; i++) for (let j = 0; j < i; j++) expect(Math.abs(likeness(head(i), head(j))), `${i} and ${j}`).toBeLessThan(0.15)
  })

  it('are none where nothing is left to chance', () => {
    const graph = new Graph()
    const build = { graph, weights: new Weights(graph), linear: plainLinear }
    expect([lookedAt(build, sequence(B, T, 0), [K, R], share, 'x'), lookedAt({ ...build, chance: { share: 0 } }, sequence(B, T, 0), [K, R], share, 'x')]).toEqual([null, null])
    expect(graph.inputs).toEqual([])
  })
})

describe('leaving out by chance', () => {
  const [N, W, share] = [400, 300, 0.2]
  const draw = async (seed: number, layer = 'h.0.c_fc'): Promise<Float32Array> => {
    const random = createRandom(seedState(seed))
    const given = { x: new Float32Array(N * W).fill(1), [chance.rows]: between(random, N, chance.rowRange), [`${chance.columns}${W}`]: between(random, W, chance.columnRange), [`${chance.salt}${layer}`]: Float32Array.of(saltOf(layer)) }
    return (await run((graph) => { graph.output(thinned(graph.input('x', 'float32', [N, W]), share, `${chance.salt}${layer}`), 'y') }, given))['y'] ?? new Float32Array()
  }
  const kept = (mask: Float32Array, i: number): number => ((mask[i] ?? 0) > 0 ? 1 : 0)
  /** How alike two streams of kept and left out are; 0 for streams that know nothing of each other. */
  const likeness = (a: (i: number) => number, b: (i: number) => number, count: number): number =>
    Array.from({ length: count }, (_, i) => (a(i) - (1 - share)) * (b(i) - (1 - share))).reduce((x, y) => x + y, 0) / count / (share * (1 - share))

  it('leaves out its share, and what stays makes up for it', async () => {
    const mask = await draw(1)
    expect(mask.filter((v) => v === 0).length / mask.length).toBeCloseTo(share, 2)
    expect(new Set(mask)).toEqual(new Set([0, Math.fround(1 / (1 - share))]))
  })

  it('is the same for the same seed, and unlike for another seed, another layer, another row, another column', async () => {
    const [mask, again, other, elsewhere] = [await draw(1), await draw(1), await draw(2), await draw(1, 'h.1.c_fc')]
    expect(again).toEqual(mask)
    for (const unlike of [other, elsewhere]) expect(Math.abs(likeness((i) => kept(mask, i), (i) => kept(unlike, i), N * W))).toBeLessThan(0.02)
    const worst = (count: number, one: (line: number, i: number) => number, length: number): number =>
      Math.max(...Array.from({ length: 200 }, (_, k) => Math.abs(likeness((i) => one(k % count, i), (i) => one((k * 7 + 1) % count, i), length))).filter((v) => v < 0.999))
    expect(worst(N, (row, i) => kept(mask, row * W + i), W)).toBeLessThan(0.3)
    expect(worst(W, (column, i) => kept(mask, i * W + column), N)).toBeLessThan(0.3)
  })
})
