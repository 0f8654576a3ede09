// The same openings through time: samples grouped by opening, each with its continuations in order of learning. Knows no screen.
import type { TrainingSample } from '#shared/contract/training.ts'

export type Take = { readonly step: number, readonly continuation: string }
export type Opening = { readonly opening: string, readonly takes: readonly Take[] }

export function openingsOf(samples: readonly TrainingSample[]): readonly Opening[] {
  const groups = new Map<string, Map<number, string>>()
  for (const { opening, step, continuation } of samples) {
    const takes = groups.get(opening) ?? new Map<number, string>()
    groups.set(opening, takes.set(step, continuation))
  }
  return [...groups].map(([opening, takes]) => ({ opening, takes: [...takes].map(([step, continuation]) => ({ step, continuation })).sort((a, b) => a.step - b.step) }))
}

/** First, best and newest, and as many of those between as fit, evenly spread. */
export function chosenTakes(takes: readonly Take[], bestStep: number | null, fit: number): readonly Take[] {
  if (takes.length <= fit) return takes
  const wanted = new Set([0, takes.length - 1])
  const best = takes.findIndex((take) => take.step === bestStep)
  if (best >= 0) wanted.add(best)
  for (let i = 1; wanted.size < fit && i < fit; i++) wanted.add(Math.round((i * (takes.length - 1)) / fit))
  return takes.filter((_, i) => wanted.has(i))
}
