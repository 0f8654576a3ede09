// Runs a small graph on ONNX Runtime and gives its numbers: what engine tests are made of.
import { Graph, type Value } from '#ml/graph/graph.ts'
import { type DeviceName, Engine, floats, longs, numbers } from '#ml/runtime/engine.ts'

export interface Given { readonly shape: readonly number[]; readonly data: Float32Array | BigInt64Array }
export type Inputs = Readonly<Record<string, Given>>

/** A graph built with symbolic shapes (`symbolic` gives them) or the given ones, run on the given numbers. */
export async function evaluate(inputs: Inputs, build: (graph: Graph, values: Readonly<Record<string, Value>>) => Readonly<Record<string, Value>>, device: DeviceName = 'cpu'): Promise<Readonly<Record<string, Float32Array>>> {
  const graph = new Graph()
  const values = Object.fromEntries(Object.entries(inputs).map(([name, { shape, data }]) => [name, graph.input(name, data instanceof Float32Array ? 'float32' : 'int64', shape)]))
  const outputs = build(graph, values)
  for (const [name, value] of Object.entries(outputs)) graph.output(value, `out.${name}`)
  const program = await new Engine(device).compile(graph, { host: Object.keys(outputs).map((n) => `out.${n}`) })
  const tensors = Object.fromEntries(Object.entries(inputs).map(([name, { shape, data }]) => [name, data instanceof Float32Array ? floats(data, shape) : longs(data, shape)]))
  const results = await program.run(tensors)
  const found = Object.fromEntries(Object.keys(outputs).map((n) => [n, numbers(results[`out.${n}`]).slice()]))
  await program.dispose()
  return found
}

/** Numbers that look random and are the same every time, between low and high. */
export function spread(count: number, low = -1, high = 1, phase = 0): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => {
    const x = Math.sin((i + 1) * 12.9898 + phase * 78.233) * 43758.5453
    return low + (high - low) * (x - Math.floor(x))
  })
}

export const given = (shape: readonly number[], low = -1, high = 1, phase = 0): Given =>
  ({ shape, data: spread(shape.reduce((a, b) => a * b, 1), low, high, phase) })
