// What is learned, and the acts over all of it at once: adding gradients up, their norm, the optimiser's step. On a GPU each weight, its gradient and its slots
// are tensors of their own; on the host they lie in rows (host-rows.ts). Knows names and numbers; knows no model.
import type { WeightSpec } from '../nn/build.ts'
import { applyProgram, type ApplyOptions, stateNames } from '../training/optimisers.ts'
import { accumulateProgram, names, normProgram } from '../training/programs.ts'
import { HostRows } from './host-rows.ts'
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
  engine.onHost ? Promise.resolve(new HostRows(trained, options, state)) : DeviceTensors.create(engine, trained, options, state)

const elementsOf = (w: { readonly shape: readonly number[] }): number => w.shape.reduce((a, b) => a * b, 1)

function tensor(tensors: Tensors, name: string): Tensor {
  const found = tensors[name]
  if (!found) throw new RangeError(`there is no ${name} among the tensors`)
  return found
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
