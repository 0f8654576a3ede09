// The nodes of a finished graph that are worth running: those an output depends on, with sums joined to the products they follow. Knows two operators by name.
import { sameShape } from './dim.ts'
import { bodiesOf, captured, type Graph, type Node, type Value } from './graph.ts'

/** What a node reads, in its loop bodies too. */
export const readBy = (node: Node): readonly Value[] => [...node.inputs, ...bodiesOf(node).flatMap(captured)].filter((v): v is Value => v !== null)

/** Gradients nobody asked for are left out. */
function liveNodes(graph: Graph, nodes: readonly Node[]): readonly Node[] {
  const needed = new Set<Value>(graph.outputs)
  const live = nodes.toReversed().filter((node) => {
    if (!node.outputs.some((y) => needed.has(y))) return false
    for (const x of readBy(node)) needed.add(x)
    return true
  })
  return live.reverse()
}

function countReaders(nodes: readonly Node[], outputs: readonly Value[]): ReadonlyMap<Value, number> {
  const readers = new Map<Value, number>(outputs.map((v) => [v, 1]))
  for (const node of nodes) for (const x of readBy(node)) readers.set(x, (readers.get(x) ?? 0) + 1)
  return readers
}

/**
 * Gemm then Add of something of the same shape is one Gemm that starts from it: a pass over the result less, and a buffer. It happens where residuals
 * are added, where an adapter joins its layer, and where gradients of a value used twice meet.
 */
function joinSums(nodes: readonly Node[], outputs: readonly Value[]): readonly Node[] {
  const readers = countReaders(nodes, outputs)
  const products = new Map<Value, Node>()
  const gone = new Set<Node>()
  const joined = nodes.map((node): Node => {
    const [y] = node.outputs
    if (node.op === 'Gemm' && node.inputs.length === 2 && y) products.set(y, node)
    const [a, b] = node.inputs
    if (node.op !== 'Add' || !a || !b || !y || a === b || y.dtype !== 'float32' || !sameShape(a.shape, b.shape)) return node
    const [product, other] = [[a, b], [b, a]].find(([x]) => x && products.has(x) && readers.get(x) === 1) ?? []
    const gemm = product && products.get(product)
    if (!gemm || !other) return node
    gone.add(gemm)
    return { ...gemm, inputs: [...gemm.inputs, other], outputs: [y] }
  })
  return joined.filter((node) => !gone.has(node))
}

/** Rows added to nothing and then to something of that shape are added to it at once: where a table is read by its rows and, as a head, whole. */
function joinScatters(nodes: readonly Node[], outputs: readonly Value[]): readonly Node[] {
  const readers = countReaders(nodes, outputs)
  const makers = new Map(nodes.flatMap((node) => node.outputs.map((y) => [y, node] as const)))
  const isOntoNothing = (x: Value | null | undefined): x is Value => {
    const node = x ? makers.get(x) : undefined
    return node?.op === 'ScatterND' && node.attributes['reduction'] === 'add' && makers.get(node.inputs[0] as Value)?.op === 'ConstantOfShape' && readers.get(x as Value) === 1
  }
  return nodes.map((node): Node => {
    const [a, b] = node.inputs
    const [rows, other] = isOntoNothing(a) ? [a, b] : isOntoNothing(b) ? [b, a] : []
    const scatter = rows && makers.get(rows)
    if (node.op !== 'Add' || !scatter || !other || !sameShape(rows.shape, other.shape)) return node
    return { ...scatter, inputs: [other, ...scatter.inputs.slice(1)], outputs: node.outputs }
  })
}

/** An output that is another name of a value made here is made under that name: one pass over it less. Values that loop bodies see keep theirs. */
function nameOutputs(graph: Graph, nodes: readonly Node[]): readonly Node[] {
  const free = new Set(nodes.flatMap((node) => node.outputs).filter((y) => !graph.outputs.includes(y)))
  for (const v of nodes.flatMap((node) => bodiesOf(node).flatMap(captured))) free.delete(v)
  const named = new Map<Value, Value>()
  const gone = new Set<Node>()
  for (const node of nodes) {
    const [x, y] = [node.inputs[0], node.outputs[0]]
    if (node.op !== 'Identity' || !x || !y || !free.has(x) || !graph.outputs.includes(y)) continue
    free.delete(x)
    named.set(x, y)
    gone.add(node)
  }
  const under = <V extends Value | null>(v: V): V | Value => (v === null ? v : (named.get(v) ?? v))
  return nodes.filter((node) => !gone.has(node)).map((node): Node => ({ ...node, inputs: node.inputs.map(under), outputs: node.outputs.map(under) }))
}

export function finishedNodes(graph: Graph): readonly Node[] {
  const joined = joinScatters(joinSums(liveNodes(graph, graph.nodes), graph.outputs), graph.outputs)
  return nameOutputs(graph, liveNodes(graph, joined))
}
