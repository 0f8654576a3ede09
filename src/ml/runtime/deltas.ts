// Adapters as changes of a base model's layers: one or several, each with its share, as the inputs that `nn/delta.ts` asks for. Knows adapters' folders.
import type { Model } from '../models/architecture.ts'
import { linearLayers } from '../models/layers.ts'
import { Graph } from '../graph/graph.ts'
import { type Changed, deltaNames } from '../nn/delta.ts'
import { type LinearSpec, Weights } from '../nn/build.ts'
import { partsOf } from '../nn/joined.ts'
import { loraNames, startingMagnitudes } from '../nn/linear.ts'
import { loadAdapter, type LoadedAdapter } from './adapter.ts'
import { Engine, floats, numbers, type Tensors } from './engine.ts'

export interface SharedAdapter { readonly folder: string; readonly share: number }

export interface Deltas { readonly changed: Changed; readonly inputs: Tensors }

/** What one adapter does to one layer: a [rank, in], b [out, rank] with scale and share in it, gain [out]; `from`: where its outputs begin among those of a joined one. */
interface Delta { readonly from: number; readonly a: Float32Array; readonly b: Float32Array; readonly gain: Float32Array | null; readonly rank: number }

/** `whole` gives a base weight: DoRA's lengths depend on it. */
export async function loadDeltas(model: Model, adapters: readonly SharedAdapter[], whole: (name: string) => Promise<Float32Array>): Promise<Deltas> {
  const loaded = await Promise.all(adapters.map(async ({ folder, share }) => ({ share, adapter: await loadAdapter(model, folder) })))
  const single = new Map(linearLayers(model).map((layer) => [layer.name, layer]))
  const layers = linearLayers(model, true).filter(({ name }) => partsOf(name).some((part) => loaded.some(({ adapter }) => adapter.config.targets(part))))
  const gains = loaded.some(({ adapter }) => adapter.config.dora)
  const inputs: Record<string, Tensors[string]> = {}
  for (const layer of layers) {
    const deltas: Delta[] = []
    let from = 0
    for (const part of partsOf(layer.name)) {
      const one = single.get(part) ?? layer
      for (const { adapter, share } of loaded) if (adapter.config.targets(part)) deltas.push(await deltaOf(adapter, one, share, whole, from))
      from += one.outFeatures
    }
    Object.assign(inputs, tensorsOf(layer, deltas, gains))
  }
  return { changed: { layers: new Set(layers.map((layer) => layer.name)), gains }, inputs }
}

const required = (weights: ReadonlyMap<string, Float32Array>, name: string): Float32Array => {
  const found = weights.get(name)
  if (!found) throw new RangeError(`the adapter has no ${name}`)
  return found
}

async function deltaOf({ config, weights }: LoadedAdapter, layer: LinearSpec, share: number, whole: (name: string) => Promise<Float32Array>, from: number): Promise<Delta> {
  const names = loraNames(layer.name)
  const { rank, scale } = config
  const [a, b] = [required(weights, names.a), required(weights, names.b)]
  const ratio = config.dora ? await ratioOf(layer, config, required(weights, names.magnitude), a, b, await whole(`${layer.name}.weight`)) : null
  const scaled = b.map((x, i) => x * scale * share * (ratio?.[Math.floor(i / rank)] ?? 1))
  return { from, a, b: scaled, gain: ratio?.map((r) => share * (r - 1)) ?? null, rank }
}

/** DoRA's magnitudes over the lengths of what the adapter makes of each output's weights, [out]. */
async function ratioOf(layer: LinearSpec, { rank, scale }: LoadedAdapter['config'], magnitude: Float32Array, a: Float32Array, b: Float32Array, weight: Float32Array): Promise<Float32Array> {
  const graph = new Graph()
  const weights = new Weights(graph)
  graph.output(startingMagnitudes(weights, layer, { rank, scale, targets: () => true }), 'lengths')
  const engine = new Engine('cpu')
  const program = await engine.compile(graph, { host: ['lengths'] })
  const names = loraNames(layer.name)
  const values: Readonly<Record<string, Float32Array>> = { [names.a]: a, [names.b]: b, [`${layer.name}.weight`]: weight }
  const { lengths } = await program.run(Object.fromEntries(weights.specs.map((spec) => [spec.name, floats(values[spec.name] ?? new Float32Array(), spec.shape)])))
  await program.dispose()
  await engine.dispose()
  const found = numbers(lengths)
  return magnitude.map((m, i) => m / (found[i] ?? NaN))
}

/** Side by side: ranks add up. */
function tensorsOf({ name, inFeatures, outFeatures }: LinearSpec, deltas: readonly Delta[], gains: boolean): Tensors {
  const names = deltaNames(name)
  const rank = deltas.reduce((n, d) => n + d.rank, 0)
  const [a, b, gain] = [new Float32Array(rank * inFeatures), new Float32Array(outFeatures * rank), new Float32Array(outFeatures)]
  let at = 0
  for (const delta of deltas) {
    a.set(delta.a, at * inFeatures)
    const outputs = delta.b.length / delta.rank
    for (let o = 0; o < outputs; o++) b.set(delta.b.subarray(o * delta.rank, (o + 1) * delta.rank), (delta.from + o) * rank + at)
    for (let o = 0; o < outputs; o++) gain[delta.from + o] = (gain[delta.from + o] ?? 0) + (delta.gain?.[o] ?? 0)
    at += delta.rank
  }
  const shared = { [names.a]: floats(a, [rank, inFeatures]), [names.b]: floats(b, [outFeatures, rank]) }
  return gains ? { ...shared, [names.gain]: floats(gain, [outFeatures]) } : shared
}
