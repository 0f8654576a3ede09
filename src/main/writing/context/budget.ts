// How the room is shared. Each origin is sure of its least and never passes its most, served in order; the text before the cursor is sure of its own and
// takes all that the others leave. Pure: numbers only. What the others get never depends on the text before the cursor, so that typing moves nothing above it.
import type { ContextBudget, SharedOrigin } from '#shared/contract/context.ts'

const order: readonly SharedOrigin[] = ['note', 'memory', 'lore', 'summary', 'after']

/** A window of few hundred tokens holds two paragraphs: nearly all of it is for the text itself. */
const small: ContextBudget = {
  tokens: 2048, before: 0.6, order: [...order],
  shares: { memory: { least: 0.08, most: 0.15 }, note: { least: 0.05, most: 0.1 }, lore: { least: 0.06, most: 0.15 }, summary: { least: 0, most: 0.08 }, after: { least: 0.06, most: 0.2 } }
}

const roomy: ContextBudget = {
  tokens: 2048, before: 0.4, order: [...order],
  shares: { memory: { least: 0.1, most: 0.2 }, note: { least: 0.03, most: 0.06 }, lore: { least: 0.1, most: 0.25 }, summary: { least: 0.05, most: 0.15 }, after: { least: 0.05, most: 0.2 } }
}

const smallWindow = 1024

/** `window` in tokens. */
export const defaultBudget = (window: number): ContextBudget => (window < smallWindow ? small : roomy)

export type Rooms = Readonly<Record<SharedOrigin, number>>

/** Tokens for each origin that wants some; all in tokens. */
export function shareOut(budget: ContextBudget, room: number, wants: Rooms): Rooms {
  const given: Record<SharedOrigin, number> = { memory: 0, lore: 0, summary: 0, note: 0, after: 0 }
  let left = room - Math.ceil(room * budget.before)
  for (const bound of ['least', 'most'] as const) {
    for (const origin of budget.order) {
      const wished = Math.min(wants[origin], Math.floor(room * budget.shares[origin][bound]))
      const more = Math.min(left, Math.max(0, wished - given[origin]))
      given[origin] += more
      left -= more
    }
  }
  return given
}

/** Why an origin did not get all it wanted: its share was used up, or the room was. */
export const reasonFor = (budget: ContextBudget, room: number, origin: SharedOrigin, given: number): 'share' | 'room' =>
  (given >= Math.floor(room * budget.shares[origin].most) ? 'share' : 'room')
