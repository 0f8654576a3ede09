// Against repeated phrases: DRY and no-repeat n-grams. Pure; know tokens, and which of them break a phrase.
import type { Candidates } from './candidates.ts'
import { changeLogits } from './penalties.ts'

export interface Dry {
  /** 0: off. */
  readonly multiplier: number
  readonly base: number
  /** Repetitions of so many tokens cost nothing yet. */
  readonly allowed: number
}

/** Longest common beginnings of a sequence with its own tails (Gusfield's Z, 1997), in linear time. */
export function commonBeginnings(sequence: readonly number[]): number[] {
  const common = sequence.map(() => 0)
  let [left, right] = [0, 0]
  for (let at = 1; at < sequence.length; at++) {
    let length = at < right ? Math.min(right - at, common[at - left] ?? 0) : 0
    while (at + length < sequence.length && sequence[length] === sequence[at + length]) length++
    common[at] = length
    if (at + length > right) [left, right] = [at, at + length]
  }
  return common
}

/** For each token that would go on with an earlier passage: how many tokens of it the text's end repeats. */
export function repeatedBefore(said: readonly number[], breaks: (id: number) => boolean): ReadonlyMap<number, number> {
  const backwards = said.toReversed()
  const broken = backwards.findIndex(breaks)
  const longest = broken < 0 ? backwards.length : broken
  const found = new Map<number, number>()
  for (const [at, common] of commonBeginnings(backwards).entries()) {
    const next = backwards[at - 1]
    const length = Math.min(common, longest)
    if (at > 0 && next !== undefined && length > (found.get(next) ?? 0)) found.set(next, length)
  }
  return found
}

/** DRY (p-e-w, 2024): logit - multiplier · base^(n - allowed) for a token that would lengthen a repetition of n ≥ allowed tokens. Nothing repeats across a breaker. */
export function dry(all: Candidates, said: readonly number[], { multiplier, base, allowed }: Dry, breaks: (id: number) => boolean): Candidates {
  if (multiplier === 0) return all
  const changed = new Map<number, (logit: number) => number>()
  for (const [id, length] of repeatedBefore(said, breaks)) {
    if (length >= allowed && !breaks(id)) changed.set(id, (logit) => logit - multiplier * base ** (length - allowed))
  }
  return changeLogits(all, changed)
}

/** Tokens that would say a sequence of `size` tokens a second time (Paulus et al. 2018, for any size). */
export function repeatedAt(said: readonly number[], size: number): ReadonlySet<number> {
  const found = new Set<number>()
  const last = said.length - size + 1
  for (let at = 0; at < last; at++) {
    let same = 0
    while (same < size - 1 && said[at + same] === said[last + same]) same++
    const next = said[at + size - 1]
    if (same === size - 1 && next !== undefined) found.add(next)
  }
  return found
}

/** 0: off. When all that is left would repeat, nothing is forbidden. */
export function noRepeat(all: Candidates, said: readonly number[], size: number): Candidates {
  if (size === 0) return all
  const repeated = repeatedAt(said, size)
  const free = all.ids.some((id, at) => !repeated.has(id) && (all.logits[at] ?? NaN) > -Infinity)
  return free ? changeLogits(all, new Map([...repeated].map((id) => [id, () => -Infinity]))) : all
}
