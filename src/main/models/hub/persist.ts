// How often something is tried again, and how long apart: one policy for every request to a hub. Knows no request.
import { Transient } from './line.ts'

export type Rest = (milliseconds: number, signal: AbortSignal) => Promise<void>

/** Seconds between tries; when they are used up, the failure stands. */
const pauses = [1, 2, 4, 8, 16, 30]
/** A hub that asks for more is told of to the author instead. In seconds. */
const longestAsked = 300

/** `act` answers, or throws Transient to be asked again. A try that got further (`progress` grew) starts the count anew. */
export async function persist<T>(act: () => Promise<T>, { rest, signal, progress = () => 0 }: { readonly rest: Rest, readonly signal: AbortSignal, readonly progress?: () => number }): Promise<T> {
  for (let failures = 0, reached = progress(); ;) {
    try {
      return await act()
    } catch (error) {
      if (!(error instanceof Transient) || signal.aborted) throw error
      if (progress() > reached) [failures, reached] = [0, progress()]
      const pause = error.retryAfter ?? pauses[failures]
      if (failures === pauses.length || pause === undefined || pause > longestAsked) throw error
      failures++
      await rest(pause * 1000, signal)
    }
  }
}
