// What is learned, and the acts over all of it at once: adding gradients up, their norm, the optimiser's step. On the host all weights lie in one row of
// numbers, so do their gradients and each of the optimiser's slots; on a GPU each has a tensor of its own. Knows names and numbers; knows no model.
import type { WeightSpec } from '../nn/build.ts'
import { applyProgram, type ApplyOptions, stateNames } from '../training/optimisers.ts'
import { accumulateProgram, names, normProgram } from '../training/programs.ts'
import { type Engine, floats, numbers, type Program, type Tensor, type Tensors } from './engine.ts'

/** State: a weight and what is kept for it, under the names of `stateNames`. Gradients: `grad.` and a weight's name. */
export interface Stepping {
  put(name: string, shape: readonly number[], data: Float32Array): Promise<void>
  /** Where a batch's gradients are to be written: of the first since a step, or of another. Null: where the device likes. */
  buffers(isFirst: boolean): Tensors | null
  add(sum: Tensors, more: Tensors): Promise<Tensors>
  squaredNorm(sum: Tensors): Promise<number>
  /** `scalars` are the program's. */
  step(sum: Tensors, scalars: Tensors): Promise<void>
  /** Gradients that nobody needs any more. */
  release(gradients: Tensors): void
  dispose(): Promise<void>
}

/** `state` is where the learner finds the tensors; whoever steps keeps it up to date. */
export const steppingOn = (engine: Engine, trained: readonly WeightSpec[], options: ApplyOptions, state: Map<string, Tensor>): Promise<Stepping> =>
  engine.onHost ? HostRows.create(engine, trained, options, state) : DeviceTensors.create(engine, trained, options, state)

const elementsOf = (w: { readonly shape: readonly number[] }): number => w.shape.reduce((a, b) => a * b, 1)

function tensor(tensors: Tensors, name: string): Tensor {
  const found = tensors[name]
  if (!found) throw new RangeError(`there is no ${name} among the tensors`)
  return found
}

/** Numbers a step works on at a time: a few such pieces stay in a processor's cache from one operator to the next. */
const PIECE = 2 ** 18
/** Every weight begins at a multiple of so many numbers: 64 bytes, a line of the cache. */
const LINE = 16

const piece = { name: 'row', shape: ['N'] } as const
/** `m.row` is a piece of the row that holds every `m.` of a weight. */
const rowOf = (name: string): string => name.slice(0, -piece.name.length)

interface Piece { readonly from: number; readonly to: number; readonly decayed: boolean }
interface RowPrograms { readonly norm: Program; readonly sum: Program; readonly decayed: Program; readonly plain: Program }

class HostRows implements Stepping {
  readonly #state: Map<string, Tensor>
  readonly #programs: RowPrograms
  readonly #stateNames: readonly string[]
  /** The row and the weight's place in it, by the name of a state. */
  readonly #homes: ReadonlyMap<string, { readonly row: string; readonly weight: string }>
  readonly #places = new Map<string, readonly [from: number, to: number]>()
  readonly #pieces: readonly Piece[]
  readonly #rows = new Map<string, Float32Array>()
  readonly #buffers = new Map<string, Tensors>()
  readonly #trained: readonly WeightSpec[]
  readonly #length: number

  private constructor(trained: readonly WeightSpec[], options: ApplyOptions, state: Map<string, Tensor>, programs: RowPrograms) {
    this.#trained = trained
    this.#state = state
    this.#programs = programs
    this.#stateNames = stateNames(piece.name, options)
    this.#homes = new Map(trained.flatMap((w) => stateNames(w.name, options).map((name, i) => [name, { row: rowOf(this.#stateNames[i] ?? ''), weight: w.name }] as const)))
    const decayed = this.#place(trained.filter((w) => options.decays(w)), 0)
    this.#length = this.#place(trained.filter((w) => !options.decays(w)), decayed)
    this.#pieces = [...pieces(0, decayed, true), ...pieces(decayed, this.#length, false)]
  }

  static async create(engine: Engine, trained: readonly WeightSpec[], options: ApplyOptions, state: Map<string, Tensor>): Promise<HostRows> {
    const apply = (decayed: boolean): Promise<Program> => engine.compile(applyProgram([piece], { ...options, decays: () => decayed }), { host: [] })
    return new HostRows(trained, options, state, {
      norm: await engine.compile(normProgram([piece]), { host: ['squared_norm'] }), sum: await engine.compile(accumulateProgram([piece]), { host: [] }),
      decayed: await apply(true), plain: await apply(false)
    })
  }

  put(name: string, shape: readonly number[], data: Float32Array): Promise<void> {
    const home = this.#homes.get(name)
    if (!home) throw new RangeError(`${name} is not among what is learned`)
    const view = this.#view(home.row, this.#placeOf(home.weight))
    view.set(data)
    this.#state.set(name, floats(view, shape))
    return Promise.resolve()
  }

  buffers(isFirst: boolean): Tensors {
    const row = isFirst ? names.gradient('') : 'more.'
    const known = this.#buffers.get(row)
    if (known) return known
    const made = Object.fromEntries(this.#trained.map((w) => [names.gradient(w.name), floats(this.#view(row, this.#placeOf(w.name)), w.shape)]))
    this.#buffers.set(row, made)
    return made
  }

  async add(sum: Tensors): Promise<Tensors> {
    for (const at of this.#pieces) {
      const [before, more] = [this.#piece(names.gradient(''), at), this.#piece('more.', at)]
      await this.#programs.sum.run({ [`sum.${piece.name}`]: before, [names.gradient(piece.name)]: more }, { [names.next(`sum.${piece.name}`)]: before })
    }
    return sum
  }

  async squaredNorm(): Promise<number> {
    let sum = 0
    for (const at of this.#pieces) sum += numbers((await this.#programs.norm.run({ [names.gradient(piece.name)]: this.#piece(names.gradient(''), at) }))['squared_norm'])[0] ?? NaN
    return sum
  }

  async step(_sum: Tensors, scalars: Tensors): Promise<void> {
    for (const at of this.#pieces) {
      const state = this.#stateNames.map((name) => [name, this.#piece(rowOf(name), at)] as const)
      const gradient = { [names.gradient(piece.name)]: this.#piece(names.gradient(''), at) }
      const program = at.decayed ? this.#programs.decayed : this.#programs.plain
      await program.run({ ...Object.fromEntries(state), ...gradient, ...scalars }, Object.fromEntries(state.map(([name, t]) => [names.next(name), t])))
    }
  }

  release(): void {
    // The rows stay for the next batch.
  }

  async dispose(): Promise<void> {
    for (const program of Object.values(this.#programs)) await (program as Program).dispose()
    this.#rows.clear()
    this.#buffers.clear()
  }

  #place(weights: readonly WeightSpec[], start: number): number {
    let at = start
    for (const w of weights) {
      this.#places.set(w.name, [at, at + elementsOf(w)])
      at += Math.ceil(elementsOf(w) / LINE) * LINE
    }
    return at
  }

  #placeOf(weight: string): readonly [number, number] {
    const place = this.#places.get(weight)
    if (!place) throw new RangeError(`${weight} is not among what is learned`)
    return place
  }

  #view(row: string, [from, to]: readonly [number, number]): Float32Array {
    const known = this.#rows.get(row) ?? new Float32Array(this.#length)
    this.#rows.set(row, known)
    return known.subarray(from, to)
  }

  #piece(row: string, { from, to }: Piece): Tensor {
    return floats(this.#view(row, [from, to]), [to - from])
  }
}

function pieces(start: number, end: number, decayed: boolean): readonly Piece[] {
  const count = Math.ceil((end - start) / PIECE)
  return Array.from({ length: count }, (_, i) => ({ from: start + i * PIECE, to: Math.min(end, start + (i + 1) * PIECE), decayed }))
}

/** The optimiser for some of the weights: over all at once a step needs a tenth more memory (measured). */
interface Applying { readonly weights: readonly WeightSpec[]; readonly program: Program }
interface DevicePrograms { readonly norm: Program; readonly sum: Program; readonly apply: readonly Applying[] }

/** Elements that share a program of the optimiser. */
const APPLIED_TOGETHER = 2 ** 20

function inPortions(weights: readonly WeightSpec[]): readonly (readonly WeightSpec[])[] {
  const portions: WeightSpec[][] = []
  let room = 0
  for (const w of weights) {
    if (room < elementsOf(w) || portions.length === 0) {
      portions.push([])
      room = APPLIED_TOGETHER
    }
    portions.at(-1)?.push(w)
    room -= elementsOf(w)
  }
  return portions
}

class DeviceTensors implements Stepping {
  readonly #engine: Engine
  readonly #trained: readonly WeightSpec[]
  readonly #options: ApplyOptions
  readonly #state: Map<string, Tensor>
  readonly #programs: DevicePrograms

  private constructor(engine: Engine, trained: readonly WeightSpec[], options: ApplyOptions, state: Map<string, Tensor>, programs: DevicePrograms) {
    this.#engine = engine
    this.#trained = trained
    this.#options = options
    this.#state = state
    this.#programs = programs
  }

  static async create(engine: Engine, trained: readonly WeightSpec[], options: ApplyOptions, state: Map<string, Tensor>): Promise<DeviceTensors> {
    return new DeviceTensors(engine, trained, options, state, {
      norm: await engine.compile(normProgram(trained), { host: ['squared_norm'] }),
      sum: await engine.compile(accumulateProgram(trained), { host: [] }),
      apply: await Promise.all(inPortions(trained).map(async (weights) => ({ weights, program: await engine.compile(applyProgram(weights, options), { host: [], sparing: true }) })))
    })
  }

  async put(name: string, shape: readonly number[], data: Float32Array): Promise<void> {
    const uploaded = await this.#engine.upload(floats(data, shape))
    this.#state.get(name)?.dispose()
    this.#state.set(name, uploaded)
  }

  buffers(): null {
    return null
  }

  async add(sum: Tensors, more: Tensors): Promise<Tensors> {
    const sums = Object.fromEntries(this.#trained.map((w) => [`sum.${w.name}`, tensor(sum, names.gradient(w.name))]))
    const results = await this.#programs.sum.run({ ...sums, ...more })
    this.release(more)
    this.release(sum)
    return Object.fromEntries(this.#trained.map((w) => [names.gradient(w.name), tensor(results, names.next(`sum.${w.name}`))]))
  }

  async squaredNorm(sum: Tensors): Promise<number> {
    return numbers((await this.#programs.norm.run(sum))['squared_norm'])[0] ?? NaN
  }

  async step(sum: Tensors, scalars: Tensors): Promise<void> {
    for (const { weights, program } of this.#programs.apply) {
      const held = Object.fromEntries(this.#state)
      const state = Object.fromEntries(weights.flatMap((w) => stateNames(w.name, this.#options)).map((name) => [name, tensor(held, name)]))
      const own = Object.fromEntries(weights.map((w) => [names.gradient(w.name), tensor(sum, names.gradient(w.name))]))
      const results = await program.run({ ...state, ...own, ...scalars })
      for (const [name, before] of Object.entries(state)) {
        this.#state.set(name, tensor(results, names.next(name)))
        before.dispose()
      }
    }
  }

  release(gradients: Tensors): void {
    for (const t of Object.values(gradients)) t.dispose()
  }

  async dispose(): Promise<void> {
    const { apply, norm, sum } = this.#programs
    for (const program of [norm, sum, ...apply.map((a) => a.program)]) await program.dispose()
  }
}
