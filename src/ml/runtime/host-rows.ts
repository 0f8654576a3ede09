// What is learned, on the host: all weights lie in one row of numbers, so do their gradients and each of the optimiser's slots, and the acts over all of them
// are loops over those rows. Knows names and numbers; knows no model.
import { fuse, fuseSum, LANES, type Loop } from '../fusion/loop.ts'
import { Graph } from '../graph/graph.ts'
import type { WeightSpec } from '../nn/build.ts'
import { mul } from '../ops/elementwise.ts'
import { applyProgram, type ApplyOptions, stateNames } from '../training/optimisers.ts'
import { accumulateProgram, names } from '../training/programs.ts'
import { floats, numbers, type Tensor, type Tensors } from './engine.ts'
import { type Memory, runOf, type Run, roomFor } from './loops.ts'

/** The one name in the graphs of loops: `m.row` is the row that holds every `m.` of a weight. */
const row = { name: 'row', shape: ['N'] } as const
const rowOf = (name: string): string => name.slice(0, -row.name.length)
const [sumRow, moreRow] = [names.gradient(''), 'more.']
/** Begins the name of what a step writes. */
const written = names.next('')

/** Every weight begins at a multiple of so many numbers: 64 bytes, a line of the cache. What lies between is nothing, and stays nothing. */
const LINE = 16
/** Rows that begin at one place of every page share lines of the cache, and a loop over four of them takes twice as long (measured). In bytes. */
const APART = 1088
/** Numbers a loop goes over before other work of the process may have its turn: some thirty milliseconds. */
const TURN = 2 ** 24

interface Stretch { readonly from: number; readonly to: number; readonly decayed: boolean }
interface Loops { readonly sum: RowLoop; readonly norm: RowLoop; readonly decayed: RowLoop; readonly plain: RowLoop }

const elementsOf = (w: { readonly shape: readonly number[] }): number => w.shape.reduce((a, b) => a * b, 1)

const breath = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** A loop over rows of a memory. `at`: where the row of a value lies, in bytes. */
class RowLoop {
  readonly #loop: Loop
  readonly #run: Run
  readonly #at: (value: string) => number

  constructor(loop: Loop, memory: Memory, at: (value: string) => number) {
    this.#loop = loop
    this.#at = at
    this.#run = runOf(loop.bytes, memory)
  }

  /** From one element to another, a turn at a time; the sum of what the turns gave. */
  async over({ from, to }: Pick<Stretch, 'from' | 'to'>, scalars: Readonly<Record<string, number>> = {}): Promise<number> {
    let total = 0
    const plain = this.#loop.scalars.map((name) => scalars[name] ?? NaN)
    for (let start = from; start < to; start += TURN) {
      const rows = [...this.#loop.reads, ...this.#loop.writes].map((value) => BigInt(this.#at(value) + 4 * start))
      total += this.#run(BigInt(4 * (Math.min(to, start + TURN) - start)), ...rows, ...plain) ?? 0
      await breath()
    }
    return total
  }
}

export class HostRows {
  readonly #state: Map<string, Tensor>
  readonly #trained: readonly WeightSpec[]
  /** The row and the weight's place in it, by the name of a state. */
  readonly #homes: ReadonlyMap<string, { readonly row: string; readonly weight: string }>
  readonly #places = new Map<string, readonly [from: number, to: number]>()
  readonly #stretches: readonly Stretch[]
  readonly #starts: ReadonlyMap<string, number>
  readonly #buffers = new Map<string, Tensors>()
  readonly #memory: Memory
  readonly #loops: Loops

  /** `state` is where the learner finds the tensors. */
  constructor(trained: readonly WeightSpec[], options: ApplyOptions, state: Map<string, Tensor>) {
    this.#trained = trained
    this.#state = state
    const kept = stateNames(row.name, options).map(rowOf)
    this.#homes = new Map(trained.flatMap((w) => stateNames(w.name, options).map((name, i) => [name, { row: kept[i] ?? '', weight: w.name }] as const)))
    const decayed = this.#place(trained.filter((w) => options.decays(w)), 0)
    const length = this.#place(trained.filter((w) => !options.decays(w)), decayed)
    this.#stretches = [{ from: 0, to: decayed, decayed: true }, { from: decayed, to: length, decayed: false }]
    const stride = Math.ceil((4 * length) / 4096) * 4096 + APART
    this.#starts = new Map([...kept, sumRow, moreRow].map((name, i) => [name, i * stride]))
    this.#memory = roomFor(this.#starts.size * stride)
    this.#loops = this.#compiled(options)
  }

  put(name: string, shape: readonly number[], data: Float32Array): Promise<void> {
    const home = this.#homes.get(name)
    if (!home) throw new RangeError(`${name} is not among what is learned`)
    const view = this.#view(home.row, home.weight)
    view.set(data)
    this.#state.set(name, floats(view, shape))
    return Promise.resolve()
  }

  buffers(isFirst: boolean): Tensors {
    const into = isFirst ? sumRow : moreRow
    const known = this.#buffers.get(into)
    if (known) return known
    const made = Object.fromEntries(this.#trained.map((w) => [names.gradient(w.name), floats(this.#view(into, w.name), w.shape)]))
    this.#buffers.set(into, made)
    return made
  }

  async add(sum: Tensors): Promise<Tensors> {
    for (const stretch of this.#stretches) await this.#loops.sum.over(stretch)
    return sum
  }

  async squaredNorm(): Promise<number> {
    let sum = 0
    for (const stretch of this.#stretches) sum += await this.#loops.norm.over(stretch)
    return sum
  }

  async step(_sum: Tensors, scalars: Tensors): Promise<void> {
    const plain = Object.fromEntries(Object.entries(scalars).map(([name, value]) => [name, numbers(value)[0] ?? NaN]))
    for (const stretch of this.#stretches) await (stretch.decayed ? this.#loops.decayed : this.#loops.plain).over(stretch, plain)
  }

  release(): void {
    // The rows stay for the next batch.
  }

  dispose(): Promise<void> {
    this.#buffers.clear()
    return Promise.resolve()
  }

  #compiled(options: ApplyOptions): Loops {
    const at = (value: string): number => this.#start(rowOf(value))
    // What a step writes, it writes over what it read.
    const before = (value: string): number => at(value.startsWith(written) ? value.slice(written.length) : value)
    const apply = (decayed: boolean): RowLoop => new RowLoop(fuse(applyProgram([row], { ...options, decays: () => decayed })), this.#memory, before)
    const summed = (value: string): number => this.#start(value === names.gradient(row.name) ? moreRow : sumRow)
    return {
      sum: new RowLoop(fuse(accumulateProgram([row])), this.#memory, summed), norm: new RowLoop(fuseSum(squares()), this.#memory, at),
      decayed: apply(true), plain: apply(false)
    }
  }

  #place(weights: readonly WeightSpec[], start: number): number {
    let at = start
    for (const w of weights) {
      this.#places.set(w.name, [at, at + elementsOf(w)])
      at += Math.ceil(elementsOf(w) / LINE) * LINE
    }
    return at
  }

  #start(name: string): number {
    const start = this.#starts.get(name)
    if (start === undefined) throw new RangeError(`there is no row called ${name}`)
    return start
  }

  #view(name: string, weight: string): Float32Array {
    const place = this.#places.get(weight)
    if (!place) throw new RangeError(`${weight} is not among what is learned`)
    return new Float32Array(this.#memory.buffer, this.#start(name) + 4 * place[0], place[1] - place[0])
  }
}

/** x² of the gradients' row. */
function squares(): Graph {
  const graph = new Graph()
  const x = graph.input(names.gradient(row.name), 'float32', row.shape)
  graph.output(mul(x, x), 'square')
  return graph
}

if (LINE % LANES !== 0) throw new RangeError('a weight must begin where a loop can')
