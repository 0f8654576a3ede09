// How fast bytes are coming in, from the last few seconds of them. Knows no clock of its own.

type Moment = { readonly at: number, readonly bytes: number }

/** Milliseconds looked back on: long enough to be calm, short enough to be true. */
const window = 5000
/** Before this much time has passed, a speed would be a guess. */
const least = 500

export function createPace() {
  let moments: readonly Moment[] = []
  return {
    note(at: number, bytes: number): void {
      const kept = moments.filter((moment) => moment.at >= at - window && moment.bytes <= bytes)
      moments = [...kept, { at, bytes }]
    },
    /** Bytes per second; null while it cannot be told. */
    speed(): number | null {
      const [first, last] = [moments[0], moments.at(-1)]
      if (!first || !last || last.at - first.at < least) return null
      return (last.bytes - first.bytes) / ((last.at - first.at) / 1000)
    }
  }
}
