// A model's weights as they are, laid one behind the other for a program that makes them its own. Knows no file and no graph.
import type { WeightSpec } from '../nn/build.ts'
import type { Place } from '../onnx/external.ts'
import type { Beside } from './engine.ts'

const location = 'weights.bin'
/** Bytes; wide enough for any processor's registers. */
const grain = 64

const lengthOf = ({ shape }: WeightSpec): number => 4 * shape.reduce((a, b) => a * b, 1)

/** Of all weights together. */
export const bytesOf = (specs: readonly WeightSpec[]): number => specs.reduce((sum, spec) => sum + lengthOf(spec), 0)

/** `whole` gives a weight by its name; asked for one by one. */
export async function wholeWeights(specs: readonly WeightSpec[], whole: (name: string) => Promise<Float32Array>): Promise<Beside> {
  const places = new Map<string, Place>()
  let end = 0
  for (const spec of specs) {
    const length = lengthOf(spec)
    places.set(spec.name, { location, offset: end, length })
    end = Math.ceil((end + length) / grain) * grain
  }
  const data = new Uint8Array(end)
  for (const [name, { offset, length }] of places) {
    const weight = await whole(name)
    if (weight.byteLength !== length) throw new RangeError(`${name} has ${weight.length} numbers, ${length / 4} were expected`)
    data.set(new Uint8Array(weight.buffer, weight.byteOffset, length), offset)
  }
  return { places, from: { data } }
}
