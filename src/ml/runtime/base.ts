// A base model that is open for speaking, in one precision: a program for each set of layers that voices change. Knows no voice's folder.
import { totalmem } from 'node:os'
import { fusedProgram, type FusedProgram } from '../generation/programs.ts'
import type { Model } from '../models/architecture.ts'
import { linearLayers } from '../models/layers.ts'
import { changedLinear, type Changed } from '../nn/delta.ts'
import { joining } from '../nn/joined.ts'
import { keptAs, type Precision } from '../nn/nbits.ts'
import { type Beside, Engine, floats, type Program, type Tensors } from './engine.ts'
import { packedWeights } from './packed.ts'
import { bytesOf, wholeWeights } from './whole.ts'

export interface BaseOptions {
  readonly model: Model
  readonly precision: Precision
  /** A whole weight, by its name. */
  readonly whole: (name: string) => Promise<Float32Array>
  /** Where packed weights are kept, and all that they depend on. */
  readonly cache: { readonly folder: string; readonly name: string; readonly key: string } | null
  /** Bytes of whole weights that become a program's own at most; an eighth of the machine's memory unless given, as they are there twice while that happens. */
  readonly own?: number
}

export interface Spoken { readonly program: Program; readonly spoken: FusedProgram }

/**
 * What a program makes its weights from. In a file beside it, or in memory that is let go afterwards, they become its own, laid out once for products: with one
 * row 2.7 times as fast, with four 4.5 times (576 × 1536, measured), as nothing is turned about each time. As inputs they are shared by all programs.
 */
type Weights = () => Promise<{ readonly beside?: Beside; readonly inputs?: Tensors }>

const none: Changed = { layers: new Set(), gains: false }

export class Base {
  readonly model: Model
  readonly precision: Precision
  readonly #engine = new Engine('cpu')
  readonly #weights: Weights
  readonly #programs = new Map<string, Promise<Spoken>>()

  private constructor(model: Model, precision: Precision, weights: Weights) {
    this.model = model
    this.precision = precision
    this.#weights = weights
  }

  /** Throws NotFused for a model that must speak through plain operators. */
  static async open({ model, precision, whole: given, cache, own = totalmem() / 8 }: BaseOptions): Promise<Base> {
    const whole = joining(given)
    const { weights: specs } = fusedProgram(model, keptAs(precision))
    if (precision !== 'f32') {
      const beside = await packedWeights(cache?.folder ?? null, cache?.name ?? '', cache?.key ?? '', { kind: precision, specs, layers: linearLayers(model), whole })
      return new Base(model, precision, async () => ({ beside }))
    }
    if (bytesOf(specs) <= own) return new Base(model, precision, async () => ({ beside: await wholeWeights(specs, whole) }))
    const inputs = Object.fromEntries(await Promise.all(specs.map(async ({ name, shape }) => [name, floats(await whole(name), shape)] as const)))
    return new Base(model, precision, async () => ({ inputs }))
  }

  /** Compiled when first asked for. */
  program(changed: Changed = none): Promise<Spoken> {
    const key = JSON.stringify([[...changed.layers].sort(), changed.gains])
    const known = this.#programs.get(key)
    if (known) return known
    const { linear, table } = keptAs(this.precision)
    const spoken = fusedProgram(this.model, { linear: changedLinear(linear, changed), table })
    const made = this.#compile(spoken)
    this.#programs.set(key, made)
    made.catch(() => { this.#programs.delete(key) })
    return made
  }

  async #compile(spoken: FusedProgram): Promise<Spoken> {
    const { beside, inputs } = await this.#weights()
    const program = await this.#engine.compile(spoken.graph, { host: [], awake: true, ...(beside ? { beside } : {}) })
    return { spoken, program: inputs ? { ...program, run: (others, into) => program.run({ ...inputs, ...others }, into) } : program }
  }

  async dispose(): Promise<void> {
    for (const made of this.#programs.values()) await (await made).program.dispose()
    this.#programs.clear()
    await this.#engine.dispose()
  }
}

/** Weights of a model that has none yet in a file: for tests and measurements. */
export const wholeFrom = (weights: ReadonlyMap<string, Float32Array>) => async (name: string): Promise<Float32Array> => {
  const found = weights.get(name)
  if (!found) throw new RangeError(`no values were given for ${name}`)
  return found
}

