// A graph under construction: values with a type and a symbolic shape, nodes in order, scopes that become names. Knows no gradients and no file format.
import { type Dim, parts, type Shape, showShape } from './dim.ts'

export type DType = 'float32' | 'float16' | 'int64' | 'int32' | 'bool' | 'int8' | 'uint8'

/** A value in a graph. Identity is the object; it never changes once made. */
export interface Value {
  readonly name: string
  readonly dtype: DType
  readonly shape: Shape
  readonly graph: Graph
}

/** A graph as an attribute is the body of a loop: it may use values of the graphs around it by name. */
export type Attribute = number | readonly number[] | string | { readonly float: number } | { readonly body: Graph }
export type Attributes = Readonly<Record<string, Attribute>>

/** One ONNX node. */
export interface Node {
  readonly op: string
  readonly domain: string
  readonly inputs: readonly (Value | null)[]
  readonly outputs: readonly Value[]
  readonly attributes: Attributes
}

/** What the reverse walk reads: one entry a differentiable step, in the order of the forward pass. */
export interface Step {
  readonly op: string
  readonly inputs: readonly (Value | null)[]
  readonly outputs: readonly Value[]
  readonly attributes: Attributes
  /** Set for composites that bring their own gradient; otherwise the operator's rule is used. */
  readonly backward: Backward | null
}

/** From the gradients of the outputs (null: not needed by the loss) to those of the inputs (null: none). */
export type Backward = (gradients: readonly (Value | null)[], needs: (input: number) => boolean) => readonly (Value | null)[]

export interface Constant { readonly value: Value; readonly data: Float32Array | BigInt64Array }

export interface ValueType { readonly dtype: DType; readonly shape: Shape }

export class Graph {
  readonly inputs: Value[] = []
  readonly outputs: Value[] = []
  readonly nodes: Node[] = []
  readonly steps: Step[] = []
  readonly constants: Constant[] = []
  /** The graph this one is a loop's body in. */
  readonly parent: Graph | null
  /** How many graphs lie around this one. */
  readonly depth: number
  #recording = true
  #bodies = 0
  /** Begins the names of a body's values, so that they hide none around it. */
  readonly prefix: string
  #names = new Map<string, number>()
  #constants = new Map<string, Value>()
  #symbols = new Map<string, Value>()

  constructor(parent: Graph | null = null) {
    this.parent = parent
    this.depth = parent ? parent.depth + 1 : 0
    this.prefix = parent ? parent.#nextBody() : ''
  }

  /** Declares an input. Symbols in its shape become known to the graph, and may be used as dimensions of other values. */
  input(name: string, dtype: DType, shape: Shape): Value {
    if (this.inputs.some((v) => v.name === name)) throw new RangeError(`the graph already has an input called ${name}`)
    const value: Value = { name, dtype, shape, graph: this }
    this.inputs.push(value)
    this.#learnSymbols(value)
    return value
  }

  output(value: Value, name: string): Value {
    const named = this.emit('Identity', [value], {}, [value], { name })[0]
    if (!named) throw new Error('Identity gave no output')
    this.outputs.push(named)
    return named
  }

  /** Makes a value an output under its own name, without a node between: an output that is written in place stays what the operator wrote. */
  expose(value: Value): Value {
    this.outputs.push(value)
    return value
  }

  /** Appends a node. Names of its outputs are made from the operator's, unless one is given. */
  emit(op: string, inputs: readonly (Value | null)[], attributes: Attributes, types: readonly ValueType[], options: { domain?: string; name?: string } = {}): readonly Value[] {
    const foreign = inputs.find((v) => v !== null && !this.#sees(v.graph))
    if (foreign) throw new RangeError(`${op}: ${foreign.name} belongs to another graph`)
    const outputs = types.map((t): Value => ({ name: options.name ?? this.#fresh(op), dtype: t.dtype, shape: t.shape, graph: this }))
    this.nodes.push({ op, domain: options.domain ?? '', inputs, outputs, attributes })
    if (this.#recording) this.steps.push({ op, inputs, outputs, attributes, backward: null })
    return outputs
  }

  /** Builds `forward` as one step of the reverse walk, with a gradient of its own instead of its parts'. */
  composite(op: string, inputs: readonly Value[], forward: () => readonly Value[], backward: Backward): readonly Value[] {
    const outputs = this.unrecorded(forward)
    if (this.#recording) this.steps.push({ op, inputs, outputs, attributes: {}, backward })
    return outputs
  }

  /** Runs `build` without leaving steps to differentiate: for gradients themselves. */
  unrecorded<T>(build: () => T): T {
    const before = this.#recording
    this.#recording = false
    try {
      return build()
    } finally {
      this.#recording = before
    }
  }

  /** A float constant, made once a value. */
  scalar(value: number): Value {
    return this.#constant(`f${value}`, 'float32', [], Float32Array.of(value))
  }

  ints(values: readonly number[]): Value {
    return this.#constant(`i${values.join(',')}`, 'int64', [values.length], BigInt64Array.from(values, BigInt))
  }

  floats(data: Float32Array, shape: readonly number[]): Value {
    return this.#constant(`d${this.constants.length}`, 'float32', shape, data)
  }

  /** A dimension's size at run time, int64 [1]. */
  size(dim: Dim): Value {
    const { number, symbols } = parts(dim)
    return this.unrecorded(() => symbols.reduce<Value | null>((sofar, s) => this.#times(sofar, this.#symbol(s)), number === 1 && symbols.length > 0 ? null : this.ints([number])) ?? this.ints([1]))
  }

  /** A shape at run time, int64 [rank]. */
  sizes(shape: Shape): Value {
    const key = `s${shape.join(',')}`
    const known = this.#constants.get(key)
    if (known) return known
    const made = shape.every((d) => typeof d === 'number') ? this.ints(shape.map(Number)) : this.#concat(shape)
    this.#constants.set(key, made)
    return made
  }

  #concat(shape: Shape): Value {
    return this.unrecorded(() => this.#one('Concat', shape.map((d) => this.size(d)), { axis: 0 }, [shape.length]))
  }

  #times(a: Value | null, b: Value): Value {
    return a === null ? b : this.#one('Mul', [a, b], {}, [1])
  }

  #symbol(symbol: string): Value {
    const known = this.#symbols.get(symbol)
    if (known) return known
    const terms = symbol.split('+')
    if (terms.length < 2) throw new RangeError(`dimension ${symbol} is not known from any input`)
    const made = terms.map((t) => this.size(/^\d+$/.test(t) ? Number(t) : t)).reduce((a, b) => this.#one('Add', [a, b], {}, [1]))
    this.#symbols.set(symbol, made)
    return made
  }

  #learnSymbols(value: Value): void {
    for (const [i, dim] of value.shape.entries()) {
      if (typeof dim === 'number' || this.#symbols.has(dim) || /[*+]/.test(dim)) continue
      this.unrecorded(() => this.#symbols.set(dim, this.#one('Shape', [value], { start: i, end: i + 1 }, [1])))
    }
  }

  #one(op: string, inputs: readonly Value[], attributes: Attributes, shape: Shape): Value {
    const [value] = this.emit(op, inputs, attributes, [{ dtype: 'int64', shape }])
    if (!value) throw new Error(`${op} gave no output`)
    return value
  }

  #constant(key: string, dtype: DType, shape: Shape, data: Float32Array | BigInt64Array): Value {
    const known = this.#constants.get(key)
    if (known) return known
    const value: Value = { name: this.#fresh('const'), dtype, shape, graph: this }
    this.constants.push({ value, data })
    this.#constants.set(key, value)
    return value
  }

  #sees(other: Graph): boolean {
    return other === this || (this.parent !== null && this.parent.#sees(other))
  }

  #nextBody(): string {
    return `${this.prefix}body${this.#bodies++}_`
  }

  #fresh(op: string): string {
    const n = this.#names.get(op) ?? 0
    this.#names.set(op, n + 1)
    return `${this.prefix}${op.toLowerCase()}_${n}`
  }
}

/** Values of graphs around this one that its nodes use. */
export function captured(graph: Graph): readonly Value[] {
  const used = graph.nodes.flatMap((node) => [...node.inputs, ...bodiesOf(node).flatMap(captured)])
  return [...new Set(used)].filter((v): v is Value => v !== null && v.graph !== graph)
}

/** The loop bodies among a node's attributes. */
export const bodiesOf = (node: Node): readonly Graph[] =>
  Object.values(node.attributes).flatMap((a) => (typeof a === 'object' && 'body' in a ? [a.body] : []))

/** The graph as text, one node a line: for reading, and for tests. */
export function printGraph(graph: Graph): string {
  const typed = (v: Value): string => `${v.name}: ${v.dtype}${showShape(v.shape)}`
  const attributes = (a: Attributes): string => (Object.keys(a).length > 0 ? ` ${JSON.stringify(a, (_, value: unknown) => (value instanceof Graph ? printGraph(value) : value))}` : '')
  const lines = graph.nodes.map((n) => `${n.outputs.map(typed).join(', ')} = ${n.op}(${n.inputs.map((v) => v?.name ?? '_').join(', ')})${attributes(n.attributes)}`)
  return [...graph.inputs.map((v) => `input ${typed(v)}`), ...lines, ...graph.outputs.map((v) => `output ${v.name}`)].join('\n')
}
