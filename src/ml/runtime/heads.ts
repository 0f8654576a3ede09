// Which of a batch's positions the head is asked about at once, and the program for it. The head is the dearest layer of a small model with a large vocabulary.
// Knows programs, not what is in them.
import type { Program } from './engine.ts'

/** All positions; one row after the other, so that the logits of all are never there together; or only those that count. */
export type Reach = 'all' | 'rows' | 'counted'

export interface Positions { readonly rows: number; readonly length: number; readonly counted: number }

/** Up to this share of one row, logits of all that counts at once take no more room than a row's, and the rest need not be worked out. */
const few = 0.75

/** `loops`: the device loops cheaply, and minds no shape that changes. One row needs no loop, and its weights' gradients no sum. */
export function reachOf({ rows, length, counted }: Positions, loops: boolean): Reach {
  if (loops && counted > 0 && counted <= few * length) return 'counted'
  return loops && rows > 1 ? 'rows' : 'all'
}

/** A program for each reach, compiled when the first batch of its kind comes. */
export class ByReach {
  readonly #compile: (reach: Reach) => Promise<Program>
  readonly #compiled = new Map<Reach, Promise<Program>>()

  constructor(compile: (reach: Reach) => Promise<Program>) {
    this.#compile = compile
  }

  of(reach: Reach): Promise<Program> {
    const known = this.#compiled.get(reach) ?? this.#compile(reach)
    this.#compiled.set(reach, known)
    return known
  }

  async dispose(): Promise<void> {
    for (const program of this.#compiled.values()) await (await program).dispose()
    this.#compiled.clear()
  }
}
