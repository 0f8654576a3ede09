// A model that speaks through one program with fused attention, on the processor: its memory grows in place, and forgetting is a number.
// Knows no sampling, no text and no file.
import type { Branches, Decoder } from '../generation/decoder.ts'
import type { Precision } from '../nn/nbits.ts'
import { rowsIn } from './branches.ts'
import { Cache } from './cache.ts'
import { FusedBranches } from './fused-branches.ts'
import { inLine, Runner, shapesOf, type Speech } from './fused-run.ts'

export type { Speech } from './fused-run.ts'

/** The longest run: more tokens at once need more memory and are no faster. */
const LONGEST = 512
export class FusedDecoder implements Decoder {
  readonly device = 'cpu'
  readonly precision: Precision
  readonly vocabularySize: number
  readonly contextLength: number
  readonly #runner: Runner
  readonly #release: () => Promise<void>
  readonly #cache: Cache
  #length = 0

  constructor(speech: Speech, release: () => Promise<void>) {
    this.#runner = new Runner(speech)
    this.#release = release
    this.precision = speech.precision ?? 'f32'
    this.vocabularySize = speech.model.sizes.vocabulary
    this.contextLength = speech.model.sizes.context
    this.#cache = new Cache(shapesOf(speech), this.contextLength)
  }

  get length(): number {
    return this.#length
  }

  async append(ids: readonly number[]): Promise<Float32Array> {
    return this.#run(ids, (count) => [count - 1])
  }

  async appendEach(ids: readonly number[]): Promise<readonly Float32Array[]> {
    const each: Float32Array[] = []
    for (let at = 0; at < ids.length; at += LONGEST) {
      const part = ids.slice(at, at + LONGEST)
      const all = await this.#run(part, () => part.map((_, i) => i))
      each.push(...rowsIn(all, this.vocabularySize))
    }
    return each
  }

  states(): readonly Float32Array[] {
    return this.#runner.states
  }

  async truncate(length: number): Promise<void> {
    if (length < 0 || length > this.#length) throw new RangeError(`cannot keep ${length} of ${this.#length} tokens`)
    this.#length = length
  }

  async fork(rows: number): Promise<Branches> {
    if (this.#length === 0) throw new RangeError('there is nothing yet to go on from')
    return new FusedBranches(this.#runner, this.#cache, rows, this.#length)
  }

  async dispose(): Promise<void> {
    await this.#release()
  }

  async #run(ids: readonly number[], rows: (count: number) => readonly number[]): Promise<Float32Array> {
    if (ids.length === 0) throw new RangeError('append needs at least one token')
    if (this.#length + ids.length > this.contextLength) throw new RangeError(`${this.#length} + ${ids.length} tokens do not fit in a context of ${this.contextLength}`)
    let logits = new Float32Array()
    for (let at = 0; at < ids.length; at += LONGEST) {
      const part = ids.slice(at, at + LONGEST)
      logits = await this.#runner.run({ cache: this.#cache, held: this.#length, tokens: part.map((id, i) => inLine(id, this.#length + i)), rows: rows(part.length) }) as Float32Array<ArrayBuffer>
      this.#length += part.length
    }
    return logits
  }
}
