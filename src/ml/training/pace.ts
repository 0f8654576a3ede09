// How fast a run goes and how long it still takes, from the last steps' durations. Knows no clock: it is told seconds.

interface Step { readonly seconds: number; readonly tokens: number }

export interface Pace {
  step(seconds: number, tokens: number): void
  /** An evaluation, with its samples. */
  pause(seconds: number): void
  tokensPerSecond(): number
  secondsLeft(steps: number, evaluations: number): number | null
}

const REMEMBERED = 20

export function measurePace(): Pace {
  let recent: readonly Step[] = []
  let evaluation = 0
  const sum = (field: keyof Step): number => recent.reduce((total, step) => total + step[field], 0)
  return {
    step: (seconds, tokens) => { recent = [...recent, { seconds, tokens }].slice(-REMEMBERED) },
    pause: (seconds) => { evaluation = seconds },
    tokensPerSecond: () => sum('seconds') > 0 ? sum('tokens') / sum('seconds') : 0,
    secondsLeft: (steps, evaluations) => recent.length === 0 ? null : (sum('seconds') / recent.length) * steps + evaluation * evaluations
  }
}
