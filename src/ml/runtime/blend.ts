// Who speaks, worked out to plain weights: a base model, voices over it with their shares, and how strong they are together. Knows folders and the CPU.
import { type MergedLayer, mergedLayers } from '../export/merge.ts'
import type { Model } from '../models/architecture.ts'
import { weightSpecs } from '../models/layers.ts'
import type { LinearFactory } from '../nn/build.ts'
import { plainLinear } from '../nn/linear.ts'
import { Engine, floats, numbers, type Tensor } from './engine.ts'
import { loadWeights } from './folder.ts'
import { loadSpeaker } from './open.ts'

/** A voice: a model's folder, and an adapter's over it where it has one. */
export interface Folders { readonly model: string; readonly adapter: string | null }
export interface Share extends Folders { readonly share: number }

export interface Blend extends Folders {
  /** The model that a voice which is a whole model was learned from; null or absent where it is not known, and then its strength is 1. */
  readonly base?: string | null | undefined
  /** 0: the base model; 1: the voice; more: the voice overdrawn. 1 unless given. */
  readonly strength?: number | undefined
  /** Other voices over the same base model with their shares; the first voice has what they leave of 1. */
  readonly mix?: readonly Share[] | undefined
}

/** Which model the voices stand on. */
export const groundOf = ({ model, adapter, base }: Blend): string => (adapter === null ? base ?? model : model)

/** All voices that count, each with its share times the strength: 0 leaves the base alone. */
export function sharesOf(blend: Blend): readonly Share[] {
  const { model, adapter, strength = 1, mix = [] } = blend
  const own = 1 - mix.reduce((sum, { share }) => sum + share, 0)
  const ground = groundOf(blend)
  return [{ model, adapter, share: own }, ...mix].map((voice) => ({ ...voice, share: voice.share * strength }))
    .filter(({ share, ...voice }) => share !== 0 && !(voice.adapter === null && voice.model === ground))
}

/** base + Σ share · (voice − base), every weight of it under its name. */
export async function blendedWeights(model: Model, blend: Blend): Promise<ReadonlyMap<string, Float32Array>> {
  const specs = weightSpecs(model, plainLinear)
  const ground = await loadWeights(groundOf(blend), model, specs)
  const result = new Map([...ground].map(([name, data]) => [name, data.slice()]))
  for (const { share, ...voice } of sharesOf(blend)) {
    const weights = await foldedWeights(voice)
    for (const [name, data] of result) addDifference(data, weights.get(name), ground.get(name), share)
  }
  return result
}

function addDifference(into: Float32Array, voice: Float32Array | undefined, base: Float32Array | undefined, share: number): void {
  if (!voice || !base || voice.length !== into.length) throw new RangeError('a voice does not have the shape of its base model')
  for (let i = 0; i < into.length; i++) into[i] = (into[i] ?? 0) + share * ((voice[i] ?? 0) - (base[i] ?? 0))
}

/** A speaker's adapter, if it has one, folded into its model's weights. */
export async function foldedWeights({ model: folder, adapter }: Folders): Promise<ReadonlyMap<string, Float32Array>> {
  const { model, linear, weights } = await loadSpeaker({ model: folder, adapter, device: 'cpu' })
  return folded(model, linear, weights)
}

/** Every weight of the plain model that says what these layers say. */
export async function folded(model: Model, linear: LinearFactory, weights: ReadonlyMap<string, Float32Array>): Promise<ReadonlyMap<string, Float32Array>> {
  const changed = new Map<string, Float32Array>()
  for (const layer of mergedLayers(model, linear)) changed.set(layer.weight, await fold(layer, weights))
  return new Map(weightSpecs(model, plainLinear).map(({ name }) => [name, changed.get(name) ?? weights.get(name) ?? new Float32Array()]))
}

async function fold(layer: MergedLayer, weights: ReadonlyMap<string, Float32Array>): Promise<Float32Array> {
  const program = await new Engine('cpu').compile(layer.graph, { host: ['merged'] })
  const inputs = layer.weights.map((w): readonly [string, Tensor] => [w.name, floats(weights.get(w.name) ?? new Float32Array(), w.shape)])
  const { merged } = await program.run({ ...Object.fromEntries(inputs), unit: floats(unit(layer.width), [layer.width, layer.width]) })
  await program.dispose()
  return numbers(merged)
}

function unit(width: number): Float32Array {
  const matrix = new Float32Array(width * width)
  for (let i = 0; i < width; i++) matrix[i * width + i] = 1
  return matrix
}
