// Branches for decoders that cannot run rows together: one after another, each in a decoder of its own. Knows no model.
import type { Branches, Decoder } from './decoder.ts'

/** A decoder that can be had twice; a copy owns nothing of the first but its memory. */
export type Copyable = Pick<Decoder, 'length' | 'append' | 'truncate' | 'states' | 'dispose'> & { copy(): Promise<Copyable> }

export async function branchesInTurn(first: { copy(): Promise<Copyable> }, rows: number): Promise<Branches> {
  const copies = (of: readonly { copy(): Promise<Copyable> }[]): Promise<readonly Copyable[]> => Promise.all(of.map((one) => one.copy()))
  let all = await copies(Array.from({ length: rows }, () => first))
  const row = (i: number): Copyable => {
    const found = all[i]
    if (!found) throw new RangeError(`row ${i} of ${all.length} was asked for`)
    return found
  }
  return {
    get lengths() { return all.map((one) => one.length) },
    async append(ids) {
      const logits: (Float32Array | null)[] = []
      for (const [i, id] of ids.entries()) logits.push(id === null ? null : await row(i).append([id]))
      return logits
    },
    states: () => all.map((one) => one.states?.()[0] ?? new Float32Array()),
    truncate: (i, length) => row(i).truncate(length),
    async select(from) {
      const before = all
      all = await copies(from.map(row))
      for (const one of before) await one.dispose()
    },
    async dispose() {
      for (const one of all) await one.dispose()
      all = []
    }
  }
}
