// How far ahead it pays to guess: by what guesses cost, how likely a draft holds them, and how right it has been in this text. Knows numbers alone,
// and no clock, so that the same text is written in the same runs.

export interface Prices {
  /** Of one guess, in runs of the model for one token. */
  readonly guessed: number
  /** Of one more token in a run of the model, likewise; what forgetting a wrong one costs is in it. */
  readonly checked: number
}

export interface Stakes {
  /** A new round: nothing is guessed yet. `most`: guesses there is room for. */
  begin(most: number): void
  /** Whether one more guess, right with such a chance if all before it are, makes the round's tokens cheaper. */
  worth(chance: number): boolean
  /** A guess was looked at, and it was right or not. */
  looked(right: boolean): void
}

/** Looks that a draft's own word counts for: trust begins at 1 and moves as those who look find it right or wrong. */
const PRIOR = 8
const between = (low: number, high: number, x: number): number => Math.min(high, Math.max(low, x))

/**
 * Leviathan et al. 2023, section 3.4: a round of k guesses costs 1 + k·c runs and gives 1 + Σ p₁…pᵢ tokens. A further guess pays while what it adds is dearer
 * than what the tokens cost so far.
 */
export function openStakes({ guessed, checked }: Prices): Stakes {
  const each = guessed + checked
  /** Chances of this round's guesses, as they were told. */
  let told: number[] = []
  let [tokens, cost, reached, left] = [1, 1, 1, 0]
  let [right, expected] = [PRIOR, PRIOR]
  return {
    begin(most) {
      told = []
      ;[tokens, cost, reached, left] = [1, 1, 1, most]
    },
    worth(chance) {
      const next = reached * between(0, 0.98, chance * (right / expected))
      if (left === 0 || next * cost <= each * tokens) return false
      told.push(chance)
      ;[tokens, cost, reached, left] = [tokens + next, cost + each, next, left - 1]
      return true
    },
    looked(wasRight) {
      expected += told.shift() ?? 0
      if (wasRight) right++
    }
  }
}
