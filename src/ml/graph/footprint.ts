// How much memory a graph's values take while it runs, from their shapes alone: an interpreter that holds nothing but sizes. Knows no runtime.
import type { Dim, Shape } from './dim.ts'
import { finishedNodes, readBy } from './finish.ts'
import { bodiesOf, type DType, type Graph, type Node, type Value } from './graph.ts'

/** What each symbol stands for in one run: { B: 4, T: 256 }. */
export type Sizes = Readonly<Record<string, number>>

/** A dimension in numbers: sums of products of symbols and numbers. */
export function sizeOf(dim: Dim, sizes: Sizes): number {
  if (typeof dim === 'number') return dim
  const known = sizes[dim]
  if (known !== undefined) return known
  const factor = (f: string): number => {
    if (/^\d+$/.test(f)) return Number(f)
    if (f.includes('+')) return f.split('+').reduce((sum, term) => sum + sizeOf(/^\d+$/.test(term) ? Number(term) : term, sizes), 0)
    const size = sizes[f]
    if (size === undefined) throw new RangeError(`no size was given for ${f}`)
    return size
  }
  return dim.split('*').reduce((n, f) => n * factor(f), 1)
}

export const elementsOf = (shape: Shape, sizes: Sizes): number => shape.reduce<number>((n, d) => n * sizeOf(d, sizes), 1)

const widthOf = (dtype: DType): number => ({ float32: 4, float16: 2, int64: 8, int32: 4 } as Partial<Readonly<Record<DType, number>>>)[dtype] ?? 1

/** Another name for the bytes of the first input. */
const aliases = new Set(['Reshape', 'Identity', 'Squeeze', 'Unsqueeze'])
/** May be written over an input of the same size that nobody needs any more. */
const inPlace = new Set(['Add', 'Sub', 'Mul', 'Div', 'Neg', 'Exp', 'Log', 'Sqrt', 'Reciprocal', 'Tanh', 'Sigmoid', 'Erf', 'Relu', 'Softmax', 'ScatterElements', 'ScatterND', 'Cast', 'Cos', 'Sin'])

interface Storage { readonly bytes: number; readonly given: boolean }

/** What is alive: values, the bytes they share, and how many values share them. */
class Ledger {
  readonly #storage = new Map<Value, Storage>()
  readonly #users = new Map<Storage, number>()
  alive = 0
  peak = 0

  of(value: Value): Storage | undefined {
    return this.#storage.get(value)
  }

  isAlone(found: Storage): boolean {
    return this.#users.get(found) === 1
  }

  hold(value: Value, found: Storage): void {
    if (!this.#users.get(found) && !found.given) this.alive += found.bytes
    this.#storage.set(value, found)
    this.#users.set(found, (this.#users.get(found) ?? 0) + 1)
    this.peak = Math.max(this.peak, this.alive)
  }

  /** Something that comes and goes while a node runs: one turn of its loop. */
  pass(bytes: number): void {
    this.peak = Math.max(this.peak, this.alive + bytes)
  }

  drop(value: Value): void {
    const found = this.#storage.get(value)
    if (!found) return
    const left = (this.#users.get(found) ?? 1) - 1
    this.#users.set(found, left)
    this.#storage.delete(value)
    if (left === 0 && !found.given) this.alive -= found.bytes
  }
}

/** Where a node's output may lie without bytes of its own. `last`: by which node each value is read last. */
function reusable(node: Node, ledger: Ledger, bytes: number, isLast: (x: Value) => boolean): Storage | undefined {
  const [first] = node.inputs
  if (aliases.has(node.op) && first) return ledger.of(first) ?? { bytes, given: true }
  if (!inPlace.has(node.op)) return undefined
  for (const x of node.inputs) {
    const found = x && isLast(x) ? ledger.of(x) : undefined
    if (found && found.bytes === bytes && !found.given && ledger.isAlone(found)) return found
  }
  return undefined
}

function lastReaders(nodes: readonly Node[], outputs: readonly Value[]): ReadonlyMap<Value, number> {
  const last = new Map<Value, number>()
  for (const [i, node] of nodes.entries()) for (const x of readBy(node)) last.set(x, i)
  for (const output of outputs) last.set(output, Infinity)
  return last
}

/**
 * Bytes of the values alive at the worst moment, inputs and constants not counted. Values are let go after their last reader; outputs stay.
 * A runtime that reorders or fuses nodes may need somewhat less.
 */
export function peakBytes(graph: Graph, sizes: Sizes): number {
  const nodes = finishedNodes(graph)
  const last = lastReaders(nodes, graph.outputs)
  const ledger = new Ledger()
  for (const [i, node] of nodes.entries()) {
    const isLast = (x: Value): boolean => last.get(x) === i
    for (const y of node.outputs) {
      const bytes = elementsOf(y.shape, sizes) * widthOf(y.dtype)
      ledger.hold(y, reusable(node, ledger, bytes, isLast) ?? { bytes, given: false })
    }
    ledger.pass(bodiesOf(node).reduce((most, body) => Math.max(most, peakBytes(body, sizes)), 0))
    for (const x of new Set(readBy(node))) if (isLast(x)) ledger.drop(x)
    for (const y of node.outputs) if (!last.has(y)) ledger.drop(y)
  }
  return ledger.peak
}
