// A graph as an ONNX model file. Knows the graph's values and the field numbers of onnx.proto; knows no runtime.
// Source of field numbers and enums: onnx/onnx.proto (IR version 10, opset 21).
import { finishedNodes } from '../graph/finish.ts'
import type { Attribute, Constant, DType, Graph, Node, Value } from '../graph/graph.ts'
import { Message } from './protobuf.ts'

export const elementType: Readonly<Record<DType, number>> = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7, bool: 9, float16: 10 }
const attributeType = { float: 1, int: 2, string: 3, graph: 5, ints: 7 } as const
export const irVersion = 10
export const opset = 21

/** The bytes of a ModelProto. */
export function encodeModel(graph: Graph, name = 'aurore'): Uint8Array {
  return modelHead().message(7, encodeGraph(graph, name)).bytes().slice()
}

/** The name of an output that comes before all others and says nothing: an empty list of tensors, which the runtime makes and its JavaScript side cannot take. */
export const mark = 'mark'

/** The mark as a graph's first node and output; the graph's own follow. */
export function markedGraph(graph: Message): Message {
  const tensor = new Message().message(1, new Message().int(1, elementType.float32))
  const list = new Message().message(4, new Message().message(1, tensor))
  return new Message()
    .message(1, new Message().string(2, mark).string(3, mark).string(4, 'SequenceEmpty'))
    .message(12, new Message().string(1, mark).message(2, list))
    .join(graph)
}

/** A model with the mark before its own outputs. */
export const encodeMarked = (graph: Graph, name = 'aurore'): Uint8Array => modelHead().message(7, markedGraph(encodeGraph(graph, name))).bytes().slice()

/** All of a ModelProto but its graph, which is field 7. */
export const modelHead = (): Message =>
  new Message()
    .int(1, irVersion)
    .string(2, 'aurore')
    .message(8, new Message().string(1, '').int(2, opset))
    .message(8, new Message().string(1, 'com.microsoft').int(2, 1))

/** `inputs`: those that whoever runs the graph gives; the others must be initializers. */
export const encodeGraph = (graph: Graph, name: string, inputs: readonly Value[] = graph.inputs): Message =>
  new Message()
    .each(finishedNodes(graph), (m, node) => m.message(1, encodeNode(node)))
    .string(2, name)
    .each(graph.constants, (m, constant) => m.message(5, encodeTensor(constant)))
    .each(inputs, (m, value) => m.message(11, encodeValue(value)))
    .each(graph.outputs, (m, value) => m.message(12, encodeValue(value)))

function encodeNode(node: Node): Message {
  return new Message()
    .each(node.inputs, (m, value) => m.string(1, value?.name ?? ''))
    .each(node.outputs, (m, value) => m.string(2, value.name))
    .string(3, node.outputs[0]?.name ?? '')
    .string(4, node.op)
    .each(Object.entries(node.attributes), (m, [key, value]) => m.message(5, encodeAttribute(key, value)))
    .string(7, node.domain)
}

function encodeAttribute(name: string, value: Attribute): Message {
  const message = new Message().string(1, name)
  if (typeof value === 'number') return message.int(3, value).int(20, attributeType.int)
  if (typeof value === 'string') return message.string(4, value).int(20, attributeType.string)
  if ('body' in value) return message.message(6, encodeGraph(value.body, name)).int(20, attributeType.graph)
  if ('float' in value) return message.float(2, value.float).int(20, attributeType.float)
  return message.each(value, (m, n) => m.int(8, n)).int(20, attributeType.ints)
}

function encodeTensor({ value, data }: Constant): Message {
  return new Message()
    .each(value.shape, (m, d) => m.int(1, Number(d)))
    .int(2, elementType[value.dtype])
    .string(8, value.name)
    .raw(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
}

function encodeValue(value: Value): Message {
  const shape = new Message().each(value.shape, (m, d) => m.message(1, typeof d === 'number' ? new Message().int(1, d) : new Message().string(2, d)))
  const tensor = new Message().int(1, elementType[value.dtype]).message(2, shape)
  return new Message().string(1, value.name).message(2, new Message().message(1, tensor))
}
