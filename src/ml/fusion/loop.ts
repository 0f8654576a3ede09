// A graph of operators that work element by element, as one loop: every number is read once and written once, and what lies between never leaves the processor's registers.
// The same graph goes to a GPU as it is. Knows no device: what it makes is WebAssembly.
import type { Graph, Node, Value } from '../graph/graph.ts'
import { type Code, moduleOf, op, type Type } from './wasm.ts'

/** Numbers are taken four by four: rows are so long, and begin so, that nothing is left over. */
export const LANES = 4

export interface Loop {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Order of the parameters of `run` after the number of bytes in a row: addresses of rows that are read, then of rows that are written, then plain numbers. */
  readonly reads: readonly string[]
  readonly writes: readonly string[]
  readonly scalars: readonly string[]
}

const instructions: Readonly<Record<string, Code>> = {
  Add: op.add, Sub: op.sub, Mul: op.mul, Div: op.div, Sqrt: op.sqrt, Neg: op.neg, Greater: op.greater, Identity: []
}

const isScalar = ({ shape }: Value): boolean => shape.length === 0

/**
 * Inputs of shape [N] are rows, those of shape [] plain numbers; every output is a row. A row may be written over one that is read. As exact as the operators one by one:
 * none is joined with another into something rounded otherwise.
 */
export const fuse = (graph: Graph): Loop => new Writer(graph, graph.outputs.map((v) => v.name)).loop()

/** The sum of the one output over all elements, in float64; nothing is written. `run` returns it. */
export const fuseSum = (graph: Graph): Loop => new Writer(graph, []).sum()

class Writer {
  readonly #graph: Graph
  readonly #reads: readonly Value[]
  readonly #scalars: readonly Value[]
  readonly #writes: readonly string[]
  readonly #params: readonly Type[]
  readonly #locals: Type[] = []
  /** The local that holds a value. */
  readonly #places = new Map<Value, number>()

  constructor(graph: Graph, writes: readonly string[]) {
    this.#graph = graph
    this.#reads = graph.inputs.filter((v) => !isScalar(v))
    this.#scalars = graph.inputs.filter(isScalar)
    this.#writes = writes
    this.#params = ['i64', ...[...this.#reads, ...writes].map(() => 'i64' as const), ...this.#scalars.map(() => 'f32' as const)]
  }

  loop(): Loop {
    const at = this.#local('i64')
    const before = this.#before()
    const row = this.#row(at)
    const stores = this.#graph.outputs.flatMap((v, i) => [...this.#address(1 + this.#reads.length + i, at), ...op.get(this.#place(v)), ...op.store])
    return this.#made([...before, ...op.loop([...row, ...stores, ...this.#next(at)])], null)
  }

  sum(): Loop {
    const [at, low, high] = [this.#local('i64'), this.#local('v128'), this.#local('v128')]
    const before = this.#before()
    const row = this.#row(at)
    const [output] = this.#graph.outputs
    if (!output) throw new RangeError('a sum needs an output')
    const value = op.get(this.#place(output))
    const added = [...op.get(low), ...value, ...op.widen, ...op.addPairs, ...op.set(low), ...op.get(high), ...value, ...value, ...op.upper, ...op.widen, ...op.addPairs, ...op.set(high)]
    const total = [...op.get(low), ...op.get(high), ...op.addPairs, ...op.set(low), ...op.get(low), ...op.lane(0), ...op.get(low), ...op.lane(1), ...op.addF64]
    return this.#made([...before, ...op.loop([...row, ...added, ...this.#next(at)]), ...total], 'f64')
  }

  /** Plain numbers, constants and what comes of them: the same for every element. */
  #before(): Code {
    const given = this.#scalars.flatMap((v, i) => this.#keep(v, [...op.get(1 + this.#reads.length + this.#writes.length + i), ...op.splat]))
    const constants = this.#graph.constants.flatMap(({ value, data }) => (data instanceof Float32Array && isScalar(value) ? this.#keep(value, op.four(data[0] ?? NaN)) : []))
    return [...given, ...constants, ...this.#graph.nodes.filter((n) => n.outputs.every(isScalar)).flatMap((n) => this.#node(n))]
  }

  /** Four elements of every row read, and all that is worked out from them. */
  #row(at: number): Code {
    const loads = this.#reads.flatMap((v, i) => this.#keep(v, [...this.#address(1 + i, at), ...op.load]))
    return [...loads, ...this.#graph.nodes.filter((n) => n.op !== 'Shape' && !n.outputs.every(isScalar)).flatMap((n) => this.#node(n))]
  }

  #node(node: Node): Code {
    const [output] = node.outputs
    const inputs = node.inputs.flatMap((v) => (v ? op.get(this.#place(v)) : []))
    // A comparison is all ones or none: with one's own bits, 1 or 0.
    const code = node.op === 'Cast' ? [...op.four(1), ...op.and] : instructions[node.op]
    if (!output || !code) throw new RangeError(`${node.op} is not among the operators of a loop`)
    return this.#keep(output, [...inputs, ...code])
  }

  #address(row: number, at: number): Code {
    return [...op.get(row), ...op.get(at), ...op.addI64]
  }

  /** Four elements on; true while there are more. */
  #next(at: number): Code {
    return [...op.get(at), ...op.i64(LANES * 4), ...op.addI64, ...op.set(at), ...op.get(at), ...op.get(0), ...op.lessI64]
  }

  #keep(value: Value, code: Code): Code {
    const local = this.#local('v128')
    this.#places.set(value, local)
    return [...code, ...op.set(local)]
  }

  #local(type: Type): number {
    this.#locals.push(type)
    return this.#params.length + this.#locals.length - 1
  }

  #place(value: Value): number {
    const place = this.#places.get(value)
    if (place === undefined) throw new RangeError(`${value.name} is not worked out before it is needed`)
    return place
  }

  #made(body: Code, result: Type | null): Loop {
    const names = (values: readonly Value[]): readonly string[] => values.map((v) => v.name)
    return { bytes: moduleOf({ params: this.#params, result, locals: this.#locals, body }), reads: names(this.#reads), writes: this.#writes, scalars: names(this.#scalars) }
  }
}
