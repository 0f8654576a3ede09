// Numerals count as headings only in sequence: I, II, III… A lone "I" in a dialogue, a year, a list of two things do not.
// Knows numbers and where they stand, not what they head.

export type Numbered = { readonly index: number, readonly number: number }

/** Typing errors of old editions ("VI" for "IV") and one chapter lost from a file are forgiven; more is no sequence. */
const forgiven = 2

/** The members of `items` (in order) that stand in a sequence of at least `shortest`, counting again from 1 in every part. */
export function inSequence(items: readonly Numbered[], shortest = 2): number[] {
  return chains(items).filter((chain) => chain.length >= shortest).flatMap((chain) => chain.map((item) => item.index))
}

function chains(items: readonly Numbered[]): Numbered[][] {
  const out: Numbered[][] = []
  items.forEach((item, i) => {
    const chain = out.at(-1)
    if (chain && continues(chain, item, items[i + 1])) chain.push(item)
    else if (item.number === 1) out.push([item])
  })
  return out
}

/** The place in the chain counts, not the last number alone, so that one misprint does not end the book. */
function continues(chain: readonly Numbered[], item: Numbered, next: Numbered | undefined): boolean {
  const last = chain.at(-1)?.number ?? 0
  if (item.number === 1) return false
  if (item.number > last && item.number <= last + forgiven) return true
  return item.number !== last && next !== undefined && (next.number === last + 2 || next.number === chain.length + 2)
}
