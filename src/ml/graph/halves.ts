// A graph with its matrix products in sixteen bits: what goes into them is cast down, what comes out is cast up again, and everything else (sums, norms, softmax,
// losses, weights) stays in thirty-two (Micikevicius et al. 2018, "Mixed precision training", section 3). Knows two operators by name; knows no model.
import { finishedNodes } from './finish.ts'
import { type DType, Graph, type Node, type Value } from './graph.ts'

/** ONNX's numbers of the two types. */
const onnxType = { float32: 1, float16: 10 } as const

class Halver {
  readonly nodes: Node[] = []
  /** Inputs in sixteen bits, in the place of some of the graph's own. */
  readonly given: Value[] = []
  readonly #graph: Graph
  /** Of each value that is needed in sixteen bits: where it is. */
  readonly #halves = new Map<Value, Value>()

  readonly #held: boolean
  readonly #ready: ReadonlySet<Value>

  constructor(graph: Graph, held: boolean, ready: readonly Value[]) {
    this.#graph = graph
    this.#held = held
    this.#ready = new Set(ready)
  }

  add(node: Node): void {
    if (node.op === 'Gemm') this.#gemm(node)
    else if (node.op === 'MatMul') this.#product(node, node.inputs)
    else this.nodes.push(node)
  }

  /** What is added to a product may be the sum of all layers before: it is added in thirty-two bits. */
  #gemm(node: Node): void {
    const [a = null, b = null, more = null] = node.inputs
    const [y] = node.outputs
    if (!y || more === null) return this.#product(node, [a, b])
    const plain: Value = { ...y, name: `${y.name}.product` }
    this.#product({ ...node, outputs: [plain] }, [a, b])
    this.nodes.push({ op: 'Add', domain: '', inputs: [plain, more], outputs: [y], attributes: {} })
  }

  #product(node: Node, inputs: readonly (Value | null)[]): void {
    const [y] = node.outputs
    if (!y || inputs.some((x) => x?.dtype !== 'float32')) return void this.nodes.push(node)
    const half = this.#named(y, 'half', 'float16')
    this.#put(half, (into) => ({ ...node, inputs: inputs.map((x) => x && this.#half(x)), outputs: [into] }))
    this.nodes.push(this.#casting(half, y))
    // Another product need not have it cast up and down.
    this.#halves.set(y, half)
  }

  #half(x: Value): Value {
    const known = this.#halves.get(x)
    if (known) return known
    const half: Value = { ...this.#named(x, 'half', 'float16'), name: halfName(x.name) }
    if (this.#ready.has(x)) this.given.push(half)
    else this.#put(half, (into) => this.#casting(x, into))
    this.#halves.set(x, half)
    return half
  }

  #named(x: Value, suffix: string, dtype: DType): Value {
    return { name: `${x.name}.${suffix}`, dtype, shape: x.shape, graph: this.#graph }
  }

  /** The largest of one number is that number: nothing a runtime would leave out. */
  #put(half: Value, make: (into: Value) => Node): void {
    if (!this.#held) return void this.nodes.push(make(half))
    const loose = this.#named(half, 'loose', 'float16')
    this.nodes.push(make(loose), { op: 'Max', domain: '', inputs: [loose], outputs: [half], attributes: {} })
  }

  #casting(from: Value, to: Value): Node {
    return { op: 'Cast', domain: '', inputs: [from], outputs: [to], attributes: { to: to.dtype === 'float16' ? onnxType.float16 : onnxType.float32 } }
  }
}

/** What an input is called that is given in sixteen bits already. */
export const halfName = (input: string): string => `${input}.half`
export const halfOf = (name: string): string | null => (name.endsWith('.half') ? name.slice(0, -'.half'.length) : null)

/**
 * The same inputs and outputs, all in float32; loops' bodies stay as they are. `ready`: inputs that products find in sixteen bits too, under `halfName`, since they never change
 * and need not be cast at every run. `held`: for a processor, which multiplies in thirty-two bits and whose runtime would leave out
 * a cast down that is followed by one up, and with it the rounding (measured).
 */
export function inHalves(graph: Graph, { held, ready = () => false }: { readonly held: boolean; readonly ready?: (input: string) => boolean }): Graph {
  const halved = new Graph()
  const halver = new Halver(halved, held, graph.inputs.filter((v) => v.dtype === 'float32' && ready(v.name)))
  for (const node of finishedNodes(graph)) halver.add(node)
  halved.inputs.push(...graph.inputs, ...halver.given)
  halved.outputs.push(...graph.outputs)
  halved.constants.push(...graph.constants)
  halved.nodes.push(...halver.nodes)
  return halved
}
