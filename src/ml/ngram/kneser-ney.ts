// An n-gram language model with interpolated, modified Kneser-Ney smoothing (Chen and Goodman 1998, section 3): what an author is given to write after the words
// just written, by what she wrote before; and what a model that learns must beat. Knows token ids; knows no text and no network.
import { childOf, contextOf, countRuns, type Trie } from './trie.ts'

/** Discounts for followers seen once, twice, and more often. */
type Discounts = readonly [number, number, number]

export interface NgramModel {
  readonly order: number
  readonly vocabulary: number
  /** All that it knows. */
  readonly trie: Trie
  /** Probability of `token` after `context` (its last order − 1 tokens count; fewer at a text's beginning). */
  probability(context: readonly number[], token: number): number
  /** The same of every token, [vocabulary]. */
  distribution(context: readonly number[]): Float64Array
  /** Summed negative log likelihood (nats) of every token but the first. */
  score(ids: readonly number[]): { readonly nll: number; readonly tokens: number }
}

/** The estimates of Chen and Goodman's equation 26, from how many runs were counted once to four times; half of what they may be, where there is too little text. */
function discountsOf(counts: Int32Array): Discounts {
  const seen = [0, 0, 0, 0, 0]
  for (const count of counts) if (count <= 4) seen[count] = (seen[count] ?? 0) + 1
  const [, n1 = 0, n2 = 0, n3 = 0, n4 = 0] = seen
  if (n1 === 0 || n2 === 0 || n3 === 0 || n4 === 0) return [0.5, 1, 1.5]
  const y = n1 / (n1 + 2 * n2)
  const between = (value: number, most: number): number => Math.min(most, Math.max(0, value))
  return [between(1 - 2 * y * (n2 / n1), 1), between(2 - 3 * y * (n3 / n2), 2), between(3 - 4 * y * (n4 / n3), 3)]
}

/** Of runs of one token, of two, and so on: each length stands together in the tree. */
function discountsByLength({ order, counts, starts }: Trie, times: number): readonly Discounts[] {
  let [from, to] = [1, starts[1] ?? 1]
  return Array.from({ length: order }, () => {
    const [one, two, more] = discountsOf(counts.subarray(from, to))
    ;[from, to] = [to, starts[to] ?? to]
    // No more than there is to take.
    return [Math.min(1, times * one), Math.min(2, times * two), Math.min(3, times * more)] as const
  })
}

const taken = (count: number, [one, two, more]: Discounts): number => (count === 0 ? 0 : count === 1 ? one : count === 2 ? two : more)

/** A context that was met: its followers, how often they were counted in all, and the share their discounts free for shorter contexts. */
interface Met { readonly node: number; readonly total: number; readonly share: number; readonly discounts: Discounts }

/** `discounting`: how many times the estimated discounts are taken. */
export function ngramsOf(trie: Trie, vocabulary: number, discounting = 1): NgramModel {
  const { order, tokens, counts, starts } = trie
  const discounts = discountsByLength(trie, discounting)
  const met = (context: readonly number[], length: number): Met | null => {
    const [node, own] = [contextOf(trie, context, length), discounts[length]]
    if (node < 0 || !own) return null
    let [total, freed] = [0, 0]
    for (let child = starts[node] ?? 0; child < (starts[node + 1] ?? 0); child++) {
      total += counts[child] ?? 0
      freed += taken(counts[child] ?? 0, own)
    }
    return total === 0 ? null : { node, total, share: freed / total, discounts: own }
  }
  /** From the empty context to the longest that was met. */
  const levels = (context: readonly number[]): readonly Met[] => {
    const found: Met[] = []
    for (let length = 0; length <= Math.min(order - 1, context.length); length++) {
      const level = met(context, length)
      if (!level) break
      found.push(level)
    }
    return found
  }
  const probability = (context: readonly number[], token: number): number => levels(context).reduce((p, level) => {
    const child = childOf(trie, level.node, token)
    const count = child < 0 ? 0 : counts[child] ?? 0
    return (count - taken(count, level.discounts)) / level.total + level.share * p
  }, 1 / vocabulary)
  const distribution = (context: readonly number[]): Float64Array => {
    const found = levels(context)
    const all = new Float64Array(vocabulary).fill(found.reduce((p, { share }) => p * share, 1 / vocabulary))
    let left = 1
    for (const { node, total, share, discounts: own } of found.toReversed()) {
      for (let child = starts[node] ?? 0; child < (starts[node + 1] ?? 0); child++) {
        const [token, count] = [tokens[child] ?? 0, counts[child] ?? 0]
        all[token] = (all[token] ?? 0) + (left * (count - taken(count, own))) / total
      }
      left *= share
    }
    return all
  }
  return {
    order, vocabulary, trie, probability, distribution,
    score: (ids) => {
      let nll = 0
      for (let i = 1; i < ids.length; i++) nll -= Math.log(probability(ids.slice(Math.max(0, i - order + 1), i), ids[i] ?? 0))
      return { nll, tokens: Math.max(0, ids.length - 1) }
    }
  }
}

/** texts: one list of ids a unit that must not run into the next. `vocabulary`: how many tokens there are, seen or not. */
export const learnNgrams = (texts: readonly (readonly number[])[], vocabulary: number, order = 5, discounting = 1): NgramModel => ngramsOf(countRuns(texts, order), vocabulary, discounting)
