// A model's memory on its device: copied by rows, cut by positions, without a way through the host. Knows tensors, not models.
import { Graph, type Value } from '../graph/graph.ts'
import { gather, slice } from '../ops/shape.ts'
import { type Engine, longs, type Program, type Tensor, type Tensors } from './engine.ts'

const wide = (rank: number): readonly string[] => Array.from({ length: rank }, (_, i) => `D${i}`)

export class MemoryMover {
  readonly #engine: Engine
  readonly #programs = new Map<string, Promise<Program>>()

  constructor(engine: Engine) {
    this.#engine = engine
  }

  /** Row i of the result is row `from[i]`: [R, …]. */
  async rows(memory: Tensors, from: readonly number[]): Promise<Tensors> {
    return this.#each(memory, 'rows', longs(BigInt64Array.from(from, BigInt), [from.length]), (x, which) => gather(x, which))
  }

  /** The first `length` positions of keys and values [B, heads, P, D]. */
  async first(memory: Tensors, length: number): Promise<Tensors> {
    return this.#each(memory, 'first', longs(BigInt64Array.of(BigInt(length)), [1]), (x, end) => slice(x, 2, x.graph.ints([0]), end, 'L'))
  }

  async dispose(): Promise<void> {
    for (const program of this.#programs.values()) await (await program).dispose()
    this.#programs.clear()
  }

  async #each(memory: Tensors, name: string, argument: Tensor, move: (x: Value, argument: Value) => Value): Promise<Tensors> {
    const moved: Record<string, Tensor> = {}
    for (const [key, tensor] of Object.entries(memory)) {
      const program = await this.#program(`${name}.${tensor.dims.length}`, tensor.dims.length, move)
      const { y } = await program.run({ x: tensor, argument })
      if (!y) throw new Error('moving a memory gave none')
      moved[key] = y
    }
    return moved
  }

  #program(key: string, rank: number, move: (x: Value, argument: Value) => Value): Promise<Program> {
    const known = this.#programs.get(key)
    if (known) return known
    const graph = new Graph()
    const x = graph.input('x', 'float32', wide(rank))
    graph.output(move(x, graph.input('argument', 'int64', ['L'])), 'y')
    const made = this.#engine.compile(graph, { host: [] })
    this.#programs.set(key, made)
    return made
  }
}
