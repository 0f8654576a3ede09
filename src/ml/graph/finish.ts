// The nodes of a finished graph that are worth running: those an output depends on, with sums joined to the products they follow. Knows two operators by name.
import { sameShape } from './dim.ts'
import { bodiesOf, captured, type Graph, type Node, type Value } from './graph.ts'

/** What a node reads, in its loop bodies too. */
export const readBy = (node: Node): readonly Value[] => [...node.inputs, ...bodiesOf(node).flatMap(captured)].filter((v): v is Value => v !== null)

/** Gradients nobody asked for are left out. */
function liveNodes(graph: Graph): readonly Node[] {
  const needed = new Set<Value>(graph.outputs)
  const live = graph.nodes.toReversed().filter((node) => {
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

export const finishedNodes = (graph: Graph): readonly Node[] => joinSums(liveNodes(graph), graph.outputs)
