// Penalties on what was said: repetition, frequency and presence. Pure; know no text.
import { candidates, type Candidates } from './candidates.ts'

/** New logits where a token has a change; the others stay. */
export function changeLogits(all: Candidates, changed: ReadonlyMap<number, (logit: number) => number>): Candidates {
  if (changed.size === 0) return all
  const logits = all.logits.slice()
  for (const [id, change] of changed) {
    const at = all.ids[id] === id ? id : all.ids.indexOf(id)
    if (at >= 0) logits[at] = change(logits[at] ?? NaN)
  }
  return candidates(all.ids, logits)
}

export interface Penalties {
  /** 1: off. */
  readonly repetition: number
  /** How much weaker the repetition penalty is for what lies far back; 0: the same everywhere. */
  readonly slope: number
  readonly frequency: number
  readonly presence: number
}

interface Saying { readonly times: number; /** 0 for the oldest place of the range, 1 for the newest. */ readonly recency: number }

function sayings(said: readonly number[]): ReadonlyMap<number, Saying> {
  const found = new Map<number, Saying>()
  for (const [at, id] of said.entries()) found.set(id, { times: (found.get(id)?.times ?? 0) + 1, recency: said.length > 1 ? at / (said.length - 1) : 1 })
  return found
}

/** From 1 at the far end of the range to the whole penalty at its near end, along KoboldAI's curve (2021): the steeper, the larger the slope. */
function sloped(penalty: number, slope: number, recency: number): number {
  if (slope === 0) return penalty
  const x = 2 * recency - 1
  const bent = (slope * x) / (1 + Math.abs(x) * (slope - 1))
  return 1 + ((bent + 1) / 2) * (penalty - 1)
}

/**
 * Repetition: Keskar et al. 2019 (CTRL), a positive logit is divided, a negative one multiplied, once however often the token was said.
 * Frequency and presence: as OpenAI defines them, logit - times · frequency - presence.
 */
export function penalise(all: Candidates, said: readonly number[], { repetition, slope, frequency, presence }: Penalties): Candidates {
  if (repetition === 1 && frequency === 0 && presence === 0) return all
  const changed = new Map<number, (logit: number) => number>()
  for (const [id, { times, recency }] of sayings(said)) {
    const by = sloped(repetition, slope, recency)
    changed.set(id, (logit) => (logit > 0 ? logit / by : logit * by) - times * frequency - presence)
  }
  return changeLogits(all, changed)
}
