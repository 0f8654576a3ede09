// A step's gradients by how many rows a batch has: a loop over rows keeps the logits of one at a time, but one row needs no loop, and its weights' gradients no sum. Knows programs, not what is in them.
import type { Program } from './engine.ts'

export class ByRows {
  readonly #compile: (chunked: boolean) => Promise<Program>
  readonly #loops: boolean
  readonly #compiled = new Map<boolean, Promise<Program>>()

  /** `loops`: whether the device loops cheaply. */
  constructor(compile: (chunked: boolean) => Promise<Program>, loops: boolean) {
    this.#compile = compile
    this.#loops = loops
  }

  /** Compiled when such a batch first comes. */
  of(rows: number): Promise<Program> {
    const chunked = this.#loops && rows > 1
    const known = this.#compiled.get(chunked) ?? this.#compile(chunked)
    this.#compiled.set(chunked, known)
    return known
  }

  async dispose(): Promise<void> {
    for (const program of this.#compiled.values()) await (await program).dispose()
    this.#compiled.clear()
  }
}
