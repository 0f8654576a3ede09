// A graph some of whose inputs are weights in a file beside it. Knows ONNX, not what the weights are for.
// Source: onnx's docs/ExternalData.md.
import type { Graph, Value } from '../graph/graph.ts'
import { elementType, encodeGraph, markedGraph, modelHead } from './model.ts'
import { Message } from './protobuf.ts'

/** Where a weight's bytes lie, in a file named relative to the model's folder. */
export interface Place { readonly location: string; readonly offset: number; readonly length: number }
export type Places = ReadonlyMap<string, Place>

/** The bytes of a ModelProto; inputs that have a place become part of the model. `marked`: with the mark before its outputs. */
export function encodeBeside(graph: Graph, places: Places, marked = false): Uint8Array {
  const body = encodeGraph(graph, 'aurore', graph.inputs.filter((input) => !places.has(input.name)))
  for (const input of graph.inputs) {
    const place = places.get(input.name)
    if (place) body.message(5, tensorAt(input, place))
  }
  return modelHead().message(7, marked ? markedGraph(body) : body).bytes().slice()
}

const entry = (key: string, value: string): Message => new Message().string(1, key).string(2, value)

const tensorAt = ({ name, shape, dtype }: Value, { location, offset, length }: Place): Message =>
  new Message().each(shape, (m, d) => m.int(1, Number(d))).int(2, elementType[dtype]).string(8, name)
    .each([entry('location', location), entry('offset', String(offset)), entry('length', String(length))], (m, e) => m.message(13, e)).int(14, 1)
