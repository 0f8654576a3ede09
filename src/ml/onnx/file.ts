// A model file that carries its weights, written piece by piece: a large model is never held twice. Knows ONNX, not what the weights are for.
// Source of field numbers: onnx/onnx.proto; of external data: onnx's docs/ExternalData.md.
import type { Graph, Value } from '../graph/graph.ts'
import { elementType, encodeGraph, modelHead } from './model.ts'
import { Message } from './protobuf.ts'

/** Values of graph inputs, by name: they become part of the model. */
export type Initial = ReadonlyMap<string, Float32Array>

/** Protocol Buffers refuse messages of 2 GiB; a little is left for the graph itself. */
const largest = 2 ** 31 - 2 ** 26
/** So that weights beside the model can be mapped into memory, as the format recommends. */
const page = 4096

export interface ModelFiles {
  readonly model: ModelFile
  /** The weights, where they do not fit into the model. */
  readonly data: ModelFile | null
}

export interface ModelFile { readonly bytes: number; readonly chunks: () => Iterable<Uint8Array> }

const raw = (data: Float32Array): Uint8Array => new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
const total = (pieces: Iterable<Uint8Array>): number => [...pieces].reduce((n, p) => n + p.byteLength, 0)

/** `dataName`: how the file of weights would be called, beside the model; `limit`: bytes of weights that the model itself may hold. */
export function modelFiles(graph: Graph, initial: Initial, dataName: string, limit = largest): ModelFiles {
  const weights = graph.inputs.filter((input) => initial.has(input.name)).map((value) => ({ value, data: initial.get(value.name) ?? new Float32Array() }))
  const wrong = weights.find(({ value, data }) => value.shape.reduce<number>((n, d) => n * Number(d), 1) !== data.length)
  if (wrong) throw new RangeError(`${wrong.value.name}: ${wrong.data.length} numbers were given for [${wrong.value.shape.join(', ')}]`)
  const outside = weights.reduce((n, { data }) => n + data.byteLength, 0) > limit
  return outside ? besideModel(graph, weights, dataName) : insideModel(graph, weights)
}

interface Weight { readonly value: Value; readonly data: Float32Array }

const named = ({ name, shape, dtype }: Value): Message => new Message().each(shape, (m, d) => m.int(1, Number(d))).int(2, elementType[dtype]).string(8, name)

const graphBody = (graph: Graph, weights: readonly Weight[]): Uint8Array =>
  encodeGraph(graph, 'aurore', graph.inputs.filter((input) => !weights.some(({ value }) => value === input))).bytes().slice()

function insideModel(graph: Graph, weights: readonly Weight[]): ModelFiles {
  const tensors = weights.map(({ value, data }) => ({ head: named(value).announce(9, data.byteLength).bytes(), data }))
  const frames = tensors.map(({ head, data }) => new Message().announce(5, head.byteLength + data.byteLength).bytes())
  return { model: modelFile(graphBody(graph, weights), tensors.map(({ head, data }, i) => [frames[i] ?? head, head, raw(data)])), data: null }
}

function modelFile(body: Uint8Array, tensors: readonly (readonly Uint8Array[])[]): ModelFile {
  const pieces = tensors.flat()
  const length = body.byteLength + total(pieces)
  const head = modelHead().announce(7, length).bytes().slice()
  return { bytes: head.byteLength + length, chunks: () => [head, body, ...pieces] }
}

function besideModel(graph: Graph, weights: readonly Weight[], dataName: string): ModelFiles {
  const entry = (key: string, value: string): Message => new Message().string(1, key).string(2, value)
  let offset = 0
  const pieces: Uint8Array[] = []
  const tensors = weights.map(({ value, data }) => {
    const place = [entry('location', dataName), entry('offset', String(offset)), entry('length', String(data.byteLength))]
    const end = offset + data.byteLength
    const next = Math.ceil(end / page) * page
    pieces.push(raw(data), new Uint8Array(next - end))
    offset = next
    return [new Message().message(5, named(value).each(place, (m, e) => m.message(13, e)).int(14, 1)).bytes()]
  })
  return { model: modelFile(graphBody(graph, weights), tensors), data: { bytes: offset, chunks: () => pieces } }
}
