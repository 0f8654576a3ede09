// The gradients of a step worked out block by block, behind the door of an ordinary program: a session for each shape of block, however many blocks there are.
// Knows pieces and tensors; knows no optimiser.
import { createHash } from 'node:crypto'
import type { Graph } from '../graph/graph.ts'
import { halfName } from '../graph/halves.ts'
import { encodeModel } from '../onnx/model.ts'
import { passed, type Piece, type Pieces } from '../training/pieces.ts'
import { names } from '../training/programs.ts'
import { type Engine, floats, type Into, type Program, type Tensor, type Tensors } from './engine.ts'

/** A graph as it is to be run; `weightOf`: the model's name for an input that is a weight. */
export type Made = (graph: Graph, weightOf: (input: string) => string) => Graph

/** `inputs`: those of the graph that is run. */
interface Ready { readonly piece: Piece; readonly program: Program; readonly inputs: readonly string[] }

interface Parts { readonly embed: Ready; readonly forward: readonly Ready[]; readonly head: Ready; readonly back: readonly (Ready | null)[]; readonly embedBack: Ready | null }

/** One run's inputs by the model's own names, and where its gradients are wanted. */
interface Run { readonly inputs: Tensors; readonly into: Into | undefined; readonly found: Record<string, Tensor> }

/** Hidden states and gradients of one size on the host, written over run after run. */
interface Room { readonly dims: readonly number[]; readonly states: readonly Tensor[]; readonly gradients: readonly [Tensor, Tensor] }

const dx = names.gradient(passed.x)

/** In the place of a session over `gradientsProgram`: weights, ids, targets and what is left to chance -> the loss and every gradient. */
export async function compileBlockwise(engine: Engine, pieces: Pieces, made: Made = (graph) => graph): Promise<Program> {
  const sessions = new Map<string, Program>()
  const ready = async (piece: Piece): Promise<Ready> => {
    const full = new Map(piece.weights.map(([weight, own]) => [own, weight]))
    const graph = made(piece.graph, (input) => full.get(input) ?? input)
    const key = createHash('sha256').update(encodeModel(graph)).digest('hex')
    const program = sessions.get(key) ?? (await engine.compile(graph, { host: [names.nll], sparing: true }))
    sessions.set(key, program)
    return { piece, program, inputs: graph.inputs.map(({ name }) => name) }
  }
  const [forward, back]: [Ready[], (Ready | null)[]] = [[], []]
  for (const piece of pieces.forward) forward.push(await ready(piece))
  for (const piece of pieces.back) back.push(piece && (await ready(piece)))
  const parts = { embed: await ready(pieces.embed), forward, head: await ready(pieces.head), back, embedBack: pieces.embedBack && (await ready(pieces.embedBack)) }
  return new Blockwise(engine.onHost, parts, sessions)
}

class Blockwise implements Program {
  readonly #onHost: boolean
  readonly #parts: Parts
  readonly #sessions: ReadonlyMap<string, Program>
  #room: Room | null = null

  constructor(onHost: boolean, parts: Parts, sessions: ReadonlyMap<string, Program>) {
    this.#onHost = onHost
    this.#parts = parts
    this.#sessions = sessions
  }

  async run(inputs: Tensors, into?: Into): Promise<Tensors> {
    const run: Run = { inputs, into, found: {} }
    const room = this.#roomFor(inputs)
    const states = await this.#up(run, room)
    await this.#down(run, room, states)
    if (!this.#onHost) for (const state of states) state.dispose()
    return run.found
  }

  async dispose(): Promise<void> {
    for (const program of this.#sessions.values()) await program.dispose()
  }

  /** What each block reads, and at the end what the head does. */
  async #up({ inputs }: Run, room: Room | null): Promise<readonly Tensor[]> {
    const states: Tensor[] = []
    for (const [i, ready] of [this.#parts.embed, ...this.#parts.forward].entries()) {
      const below = states.at(-1)
      const results = await ready.program.run(read(ready, inputs, below ? { [passed.x]: below } : {}), room ? { [passed.y]: room.states[i] ?? null } : undefined)
      states.push(named(results, passed.y))
    }
    return states
  }

  async #down(run: Run, room: Room | null, states: readonly Tensor[]): Promise<void> {
    const { head, back, embedBack } = this.#parts
    let g = await this.#learn(head, run, { [passed.x]: at(states, back.length) }, room?.gradients[0])
    for (const [i, ready] of [...back.entries()].reverse()) {
      if (!ready || !g) return this.#drop(g)
      const below = await this.#learn(ready, run, { [passed.x]: at(states, i), [passed.g]: g }, room?.gradients[(back.length - i) % 2])
      this.#drop(g)
      g = below
    }
    if (embedBack && g) await this.#sumUp(embedBack, run, g)
    this.#drop(g)
  }

  /** A weight that is the head's too: its gradient so far goes in, the sum comes out, in the same place where it has one. */
  async #sumUp(ready: Ready, run: Run, g: Tensor): Promise<void> {
    const before = ready.piece.learned.flatMap(([weight]) => {
      const sofar = run.found[names.gradient(weight)]
      return sofar ? [[passed.before(weight), sofar] as const] : []
    })
    await this.#learn(ready, run, { ...Object.fromEntries(before), [passed.g]: g }, null)
    for (const [, sofar] of before) this.#drop(sofar)
  }

  /** Keeps the gradients of a piece's weights (and the loss); gives that of what it read, null where nobody asks for it. `place`: where that goes; null: there is none. */
  async #learn(ready: Ready, { inputs, into, found }: Run, given: Tensors, place: Tensor | null | undefined): Promise<Tensor | null> {
    const { piece, program } = ready
    const wanted: [string, Tensor | null][] = piece.graph.outputs.map(({ name }) => [name, (name === names.nll ? into?.[name] : null) ?? null])
    const places = new Map<string, Tensor | null>([...wanted, ...(place && piece.graph.outputs.some(({ name }) => name === dx) ? [[dx, place] as const] : [])])
    for (const [weight, own] of piece.learned) places.set(names.gradient(own), into?.[names.gradient(weight)] ?? null)
    const results = await program.run(read(ready, inputs, given), this.#onHost ? Object.fromEntries(places) : undefined)
    for (const [weight, own] of piece.learned) found[names.gradient(weight)] = named(results, names.gradient(own))
    const { [names.nll]: nll, [dx]: below } = results
    if (nll) found[names.nll] = nll
    return below ?? given[passed.g] ?? null
  }

  #drop(tensor: Tensor | null): void {
    if (!this.#onHost) tensor?.dispose()
  }

  #roomFor(inputs: Tensors): Room | null {
    if (!this.#onHost) return null
    const hidden = this.#parts.head.piece.graph.inputs.find((v) => v.name === passed.x)?.shape[2]
    const dims = [...named(inputs, names.ids).dims, Number(hidden)]
    if (this.#room?.dims.join() === dims.join()) return this.#room
    const made = (): Tensor => floats(new Float32Array(dims.reduce((a, b) => a * b, 1)), dims)
    this.#room = { dims, states: [made(), ...this.#parts.forward.map(made)], gradients: [made(), made()] }
    return this.#room
  }
}

/** A piece's inputs by its own names: what it was passed, its weights, and the batch's. */
function read({ piece, inputs: asked }: Ready, inputs: Tensors, given: Tensors): Tensors {
  const full = new Map(piece.weights.flatMap(([weight, own]) => [[own, weight], [halfName(own), halfName(weight)]]))
  return Object.fromEntries(asked.map((name) => [name, given[name] ?? named(inputs, full.get(name) ?? name)]))
}

function named(tensors: Tensors, name: string): Tensor {
  const found = tensors[name]
  if (!found) throw new RangeError(`a piece of the step has no ${name}`)
  return found
}

function at(states: readonly Tensor[], block: number): Tensor {
  const found = states[block]
  if (!found) throw new RangeError(`nothing was kept for block ${block}`)
  return found
}
