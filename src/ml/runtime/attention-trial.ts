// Whether a device computes fused attention right, and how much of it at once: the model's own attention, one operator of each kind it has, run there and on the
// processor over made-up numbers. Drivers differ (a software one was seen wrong for runs of 32 tokens and more).
// Knows one operator; knows no model and no text.
import { Graph, type Node } from '../graph/graph.ts'
import { createRandom, seedState } from '../random.ts'
import { Engine, floats, ints, longs, numbers, type Program, type Tensor, type Tensors } from './engine.ts'

/** `longest`: tokens of one run. `together`: whether rows of unequal length are right in one run. */
export interface Trust { readonly longest: number; readonly together: boolean }

/** Runs of so many tokens are tried, the longest first. */
const runs: readonly number[] = [512, 31, 8]
/** What a trial holds at most, in positions; the device's ways with a text are no others beyond. */
const most = 640
/** Of the largest number; kernels add in another order. */
const tolerance = 1e-3

/** One operator, its joined or separate inputs as the model has them. */
function only(node: Node): { readonly graph: Graph; readonly widths: readonly number[] } {
  const graph = new Graph()
  const widthOf = (i: number): number => Number(node.inputs[i]?.shape.at(-1))
  const states = [0, 1, 2].map((i) => (node.inputs[i] ? graph.input(`x${i}`, 'float32', ['B', 'T', widthOf(i)]) : null))
  const memory = [3, 4].map((i) => graph.input(`m${i}`, 'float32', ['B', node.inputs[i]?.shape[1] ?? 1, 'C', widthOf(i)]))
  const turning = node.inputs[7] ? [graph.input('cos', 'float32', ['C', widthOf(7)]), graph.input('sin', 'float32', ['C', widthOf(7)]), graph.input('positions', 'int64', ['B', 'T'])] : []
  const outputs = graph.emit('GroupQueryAttention', [...states, ...memory, graph.input('last', 'int32', ['B']), graph.input('total', 'int32', [1]), ...turning], node.attributes,
    node.outputs.map(({ dtype }, i) => ({ dtype, shape: i === 0 ? ['B', 'T', Number(node.outputs[0]?.shape.at(-1))] : memory[i - 1]?.shape ?? [] })), { domain: 'com.microsoft' })
  for (const [i, value] of outputs.entries()) graph.output(value, `y${i}`)
  return { graph, widths: [0, 1, 2].map((i) => (node.inputs[i] ? widthOf(i) : 0)) }
}

interface Step { readonly before: readonly number[]; readonly length: number }

/** A text read, a token, a few more, then rows of several lengths that begin alike. */
const stepsFor = (run: number): readonly Step[] => [{ before: [0], length: run }, { before: [run], length: 1 }, { before: [run + 1], length: Math.min(7, run) }]
const rowsAfter = (run: number): Step => ({ before: [run + 1, Math.ceil(run / 2), 3], length: 1 })

class Trial {
  readonly #program: Program
  readonly #node: Node
  readonly #widths: readonly number[]
  #memory: Tensors = {}

  constructor(program: Program, node: Node, widths: readonly number[]) {
    this.#program = program
    this.#node = node
    this.#widths = widths
  }

  /** The same numbers at every run of the same step. */
  async run({ before, length }: Step, seed: number): Promise<Float32Array> {
    const random = createRandom(seedState(seed))
    const made = (dims: readonly number[]): Tensor => floats(Float32Array.from({ length: dims.reduce((a, b) => a * b, 1) }, () => 2 * random.float() - 1), dims)
    const rows = before.length
    const states = Object.fromEntries(this.#widths.flatMap((width, i) => (width === 0 ? [] : [[`x${i}`, made([rows, length, width])]])))
    const { y0, y1, y2 } = await this.#program.run({ ...states, ...this.#held(rows), ...this.#turning(before, length),
      last: ints(Int32Array.from(before, (start) => start + length - 1), [rows]), total: ints(Int32Array.of(Math.max(...before) + length), [1]) })
    if (y1 && y2) this.#memory = { m3: y1, m4: y2 }
    return numbers(y0).slice()
  }

  /** As many rows as wanted, each what the first one is. */
  #held(rows: number): Tensors {
    return Object.fromEntries([3, 4].map((i) => {
      const [, heads = 1, , width = 1] = this.#node.inputs[i]?.shape ?? []
      const size = Number(heads) * most * Number(width)
      const one = this.#memory[`m${i}`] ? numbers(this.#memory[`m${i}`]).subarray(0, size) : new Float32Array(size)
      const data = new Float32Array(rows * size)
      for (let row = 0; row < rows; row++) data.set(one, row * size)
      return [`m${i}`, floats(data, [rows, Number(heads), most, Number(width)])]
    }))
  }

  #turning(before: readonly number[], length: number): Tensors {
    if (!this.#node.inputs[7]) return {}
    const width = Number(this.#node.inputs[7].shape.at(-1))
    const table = (of: (x: number) => number): Tensor => floats(Float32Array.from({ length: most * width }, (_, i) => of(Math.floor(i / width) / (1 + (i % width)))), [most, width])
    return { cos: table(Math.cos), sin: table(Math.sin), positions: longs(BigInt64Array.from(before.flatMap((start) => Array.from({ length }, (_, i) => BigInt(start + i)))), [before.length, length]) }
  }
}

function alike(one: Float32Array, other: Float32Array): boolean {
  const size = other.reduce((largest, x) => Math.max(largest, Math.abs(x)), 1e-3)
  return one.length === other.length && one.every((x, i) => Math.abs(x - (other[i] ?? NaN)) <= tolerance * size)
}

/** Tries one kind of attention. Null: it is wrong there, however little is asked of it. */
async function tried(engine: Engine, processor: Engine, node: Node): Promise<Trust | null> {
  const { graph, widths } = only(node)
  const [there, here] = [await engine.compile(graph, { host: ['y0', 'y1', 'y2'], quiet: true }), await processor.compile(graph, { host: ['y0', 'y1', 'y2'] })]
  const same = async (one: Trial, other: Trial, step: Step, seed: number): Promise<boolean> => alike(await one.run(step, seed), await other.run(step, seed))
  try {
    for (const longest of runs) {
      const [one, other] = [new Trial(there, node, widths), new Trial(here, node, widths)]
      let right = true
      for (const [seed, step] of stepsFor(longest).entries()) right &&= await same(one, other, step, seed)
      if (right) return { longest, together: await same(one, other, rowsAfter(longest), 99) }
    }
    return null
  } finally {
    await there.dispose()
    await here.dispose()
  }
}

/** What was found in this process, by device and kind: nothing about it changes while the program runs. */
const found = new Map<string, Promise<Trust | null>>()

/** What every attention of a graph may be trusted with on a device; null: not at all, or the device refuses it. */
export async function trustIn(engine: Engine, graph: Graph): Promise<Trust | null> {
  const kinds = new Map(graph.nodes.filter(({ op }) => op === 'GroupQueryAttention').map((node) => [JSON.stringify([node.attributes, node.inputs.map((x) => x?.shape.at(-1) ?? null)]), node]))
  const processor = new Engine('cpu')
  let trust: Trust = { longest: Infinity, together: true }
  for (const [kind, node] of kinds) {
    const key = `${engine.device} ${kind}`
    const trying = found.get(key) ?? tried(engine, processor, node).catch(() => null)
    found.set(key, trying)
    const one = await trying
    if (one === null) return null
    trust = { longest: Math.min(trust.longest, one.longest), together: trust.together && one.together }
  }
  return trust
}
