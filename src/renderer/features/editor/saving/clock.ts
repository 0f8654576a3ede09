// The time and the alarms that saving needs; tests bring their own.

export interface Clock {
  readonly now: () => number
  readonly after: (milliseconds: number, act: () => void) => () => void
}

export const windowClock: Clock = {
  now: () => Date.now(),
  after: (milliseconds, act) => {
    const timer = setTimeout(act, milliseconds)
    return () => clearTimeout(timer)
  }
}
