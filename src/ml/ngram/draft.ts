// Her turns of phrase as a draft: after the words just written, what she wrote most often. Costs nothing beside a network. Knows token ids alone.
import type { Draft } from '../generation/speculation/draft.ts'
import type { NgramModel } from './kneser-ney.ts'
import { contextOf, type Trie } from './trie.ts'

/** Words that followed a context, looked at: the likeliest is among those counted most often. */
const FEW = 4

/** The tokens most often counted after the last `length` ones, the most often first. */
function followers({ tokens, counts, starts }: Trie, node: number): readonly number[] {
  const best: number[] = []
  const count = (child: number): number => counts[child] ?? 0
  for (let child = starts[node] ?? 0; child < (starts[node + 1] ?? 0); child++) {
    const at = best.findIndex((other) => count(child) > count(other))
    if (at >= 0) best.splice(at, 0, child)
    else if (best.length < FEW) best.push(child)
    if (best.length > FEW) best.pop()
  }
  return best.map((child) => tokens[child] ?? 0)
}

/** The likeliest token after these, with its probability; null where they were never met. Looks at the longest two contexts known. */
export function likeliest(model: NgramModel, said: readonly number[]): { readonly id: number; readonly chance: number } | null {
  const context = said.slice(Math.max(0, said.length - model.order + 1))
  const ids = new Set<number>()
  for (let length = context.length, known = 0; length > 0 && known < 2; length--) {
    const node = contextOf(model.trie, context, length)
    if (node < 0) continue
    known++
    for (const id of followers(model.trie, node)) ids.add(id)
  }
  let best: { readonly id: number; readonly chance: number } | null = null
  for (const id of ids) {
    const chance = model.probability(context, id)
    if (best === null || chance > best.chance) best = { id, chance }
  }
  return best
}

export const phraseDraft = (model: NgramModel): Draft => ({
  price: 0,
  async guess({ said, worth }) {
    const guesses: number[] = []
    for (let next = likeliest(model, said); next && worth(next.chance); next = likeliest(model, [...said.slice(-model.order), ...guesses])) guesses.push(next.id)
    return guesses
  }
})
