// Lets the process hear its messages between two pieces of work: a run of the engine blocks its thread.
import { setImmediate } from 'node:timers/promises'

/** Once for a message to arrive, once for what it sets in motion. */
export async function breathe(): Promise<void> {
  await setImmediate()
  await setImmediate()
}

/** Seconds, from the start of the process. */
export const seconds = (): number => performance.now() / 1000
