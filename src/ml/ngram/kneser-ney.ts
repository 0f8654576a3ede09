// An n-gram language model with interpolated, modified Kneser-Ney smoothing (Chen and Goodman 1998, section 3): what a model that learns must beat.
// Knows token ids; knows no text and no network.

/** How often each token follows one context. */
interface Followers { readonly counts: Map<number, number>; total: number }

/** Discounts for followers seen once, twice, and more often. */
type Discounts = readonly [number, number, number]

interface Order { readonly contexts: ReadonlyMap<string, Followers>; readonly discounts: Discounts }

export interface NgramModel {
  readonly order: number
  /** Probability of `token` after `context` (its last order − 1 tokens count; fewer at a text's beginning). */
  probability(context: readonly number[], token: number): number
  /** Summed negative log likelihood (nats) of every token but the first. */
  score(ids: readonly number[]): { readonly nll: number; readonly tokens: number }
}

/** One character a token; the range of surrogates is stepped over, so that no two lists of ids make one string. */
const letter = (id: number): string => String.fromCodePoint(id < 0xd800 ? id : id + 0x800)
const keyOf = (ids: readonly number[], from: number, to: number): string => {
  let key = ''
  for (let i = from; i < to; i++) key += letter(ids[i] ?? 0)
  return key
}

function follow(contexts: Map<string, Followers>, context: string, token: number, count: number): void {
  const known = contexts.get(context) ?? { counts: new Map<number, number>(), total: 0 }
  known.counts.set(token, (known.counts.get(token) ?? 0) + count)
  known.total += count
  contexts.set(context, known)
}

/** The estimates of Chen and Goodman's equation 26, from how many followers were seen once to four times; half of what they may be, where there is too little text. */
function discountsOf(contexts: ReadonlyMap<string, Followers>): Discounts {
  const seen = [0, 0, 0, 0, 0]
  for (const { counts } of contexts.values()) for (const count of counts.values()) if (count <= 4) seen[count] = (seen[count] ?? 0) + 1
  const [, n1 = 0, n2 = 0, n3 = 0, n4 = 0] = seen
  if (n1 === 0 || n2 === 0 || n3 === 0 || n4 === 0) return [0.5, 1, 1.5]
  const y = n1 / (n1 + 2 * n2)
  const between = (value: number, most: number): number => Math.min(most, Math.max(0, value))
  return [between(1 - 2 * y * (n2 / n1), 1), between(2 - 3 * y * (n3 / n2), 2), between(3 - 4 * y * (n4 / n3), 3)]
}

/** The highest order counts occurrences; each lower one how many different tokens were seen before the same words. */
function countContexts(texts: readonly (readonly number[])[], order: number): readonly ReadonlyMap<string, Followers>[] {
  const levels = Array.from({ length: order }, () => new Map<string, Followers>())
  const top = levels[order - 1] ?? new Map<string, Followers>()
  for (const ids of texts) {
    for (let i = 1; i < ids.length; i++) {
      const longest = Math.min(order - 1, i)
      const level = longest === order - 1 ? top : levels[longest]
      if (level) follow(level, keyOf(ids, i - longest, i), ids[i] ?? 0, 1)
    }
  }
  for (let n = order - 1; n > 0; n--) continueBelow(levels[n] ?? top, levels[n - 1] ?? top)
  return levels
}

function continueBelow(upper: ReadonlyMap<string, Followers>, lower: Map<string, Followers>): void {
  for (const [context, { counts }] of upper) {
    const shorter = context.slice(context.codePointAt(0) === undefined || (context.codePointAt(0) ?? 0) < 0x10000 ? 1 : 2)
    for (const token of counts.keys()) follow(lower, shorter, token, 1)
  }
}

const taken = (count: number, [one, two, more]: Discounts): number => (count === 0 ? 0 : count === 1 ? one : count === 2 ? two : more)

/** What the discounts set free, given to the order below. */
function freed({ counts, total }: Followers, discounts: Discounts): number {
  let sum = 0
  for (const count of counts.values()) sum += taken(count, discounts)
  return sum / total
}

/** texts: one list of ids a unit that must not run into the next. `vocabulary`: how many tokens there are, seen or not. */
export function learnNgrams(texts: readonly (readonly number[])[], vocabulary: number, order = 5): NgramModel {
  const orders = countContexts(texts, order).map((contexts): Order => ({ contexts, discounts: discountsOf(contexts) }))
  const shares = new Map<Followers, number>()
  const shareBelow = (found: Followers, discounts: Discounts): number => {
    const known = shares.get(found) ?? freed(found, discounts)
    shares.set(found, known)
    return known
  }
  const probability = (context: readonly number[], token: number): number => {
    let p = 1 / vocabulary
    for (let n = 0; n <= Math.min(order - 1, context.length); n++) {
      const level = orders[n]
      const found = level?.contexts.get(keyOf(context, context.length - n, context.length))
      if (!level || !found) break
      const count = found.counts.get(token) ?? 0
      p = (count - taken(count, level.discounts)) / found.total + shareBelow(found, level.discounts) * p
    }
    return p
  }
  return {
    order, probability,
    score: (ids) => {
      let nll = 0
      for (let i = 1; i < ids.length; i++) nll -= Math.log(probability(ids.slice(Math.max(0, i - order + 1), i), ids[i] ?? 0))
      return { nll, tokens: Math.max(0, ids.length - 1) }
    }
  }
}
