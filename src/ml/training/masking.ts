// Hiding tokens of a text, to be named from what stands around them (Devlin et al. 2019, "BERT", section 3.1 and appendix A.1; whole words: its repository's
// note of 2019). Knows numbers and chance; knows no model.
import { createRandom, seedState } from '../random.ts'
import { IGNORED } from './windows.ts'

export interface Masking {
  /** The token that stands for a hidden one. */
  readonly mask: number
  readonly vocabularySize: number
  /** Never hidden, and never put in the place of another. */
  readonly special: ReadonlySet<number>
  /** Of the tokens that can be hidden. */
  readonly share: number
  /** Whether a token begins a word, where words are hidden whole; null: each token by itself. */
  readonly begins: ((id: number) => boolean) | null
}

export interface Masked { readonly ids: readonly number[]; readonly labels: readonly number[] }

/** Of what is to be named, this much is shown as the mask, and half of the rest as another token: else a model would look at nothing but masks. */
const SHOWN_AS_MASK = 0.8
const SHOWN_AS_ANOTHER = 0.9

/** Places that are hidden together. */
function groups(ids: readonly number[], { special, begins }: Masking): readonly (readonly number[])[] {
  const found: number[][] = []
  let open = false
  for (const [i, id] of ids.entries()) {
    if (special.has(id)) open = false
    else if (open && begins !== null && !begins(id)) found.at(-1)?.push(i)
    else {
      found.push([i])
      open = true
    }
  }
  return found
}

/** Fisher and Yates. */
function shuffled<T>(items: readonly T[], below: (bound: number) => number): readonly T[] {
  const out = [...items]
  for (let last = out.length - 1; last > 0; last--) {
    const other = below(last + 1)
    const [a, b] = [out[last], out[other]]
    if (a === undefined || b === undefined) continue
    out[last] = b
    out[other] = a
  }
  return out
}

/** The same for the same seeds. At least one token is hidden where any can be; labels are the hidden tokens in their places, IGNORED elsewhere. */
export function maskTokens(ids: readonly number[], masking: Masking, ...seeds: readonly number[]): Masked {
  const random = createRandom(seedState(...seeds))
  const candidates = groups(ids, masking)
  const wanted = Math.max(1, Math.round(masking.share * candidates.reduce((n, group) => n + group.length, 0)))
  const [shown, labels] = [[...ids], ids.map(() => IGNORED)]
  let hidden = 0
  for (const group of shuffled(candidates, random.below)) {
    // A long word that would go far past the share is passed over for a shorter one.
    if (hidden > 0 && hidden + group.length > wanted) continue
    for (const i of group) {
      labels[i] = ids[i] ?? IGNORED
      shown[i] = substitute(ids[i] ?? masking.mask, masking, random)
    }
    hidden += group.length
    if (hidden >= wanted) break
  }
  return { ids: shown, labels }
}

function substitute(id: number, { mask, vocabularySize, special }: Masking, { float, below }: ReturnType<typeof createRandom>): number {
  const chance = float()
  if (chance < SHOWN_AS_MASK) return mask
  if (chance >= SHOWN_AS_ANOTHER || special.size >= vocabularySize) return id
  for (;;) {
    const other = below(vocabularySize)
    if (!special.has(other)) return other
  }
}
