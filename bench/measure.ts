// What every benchmark needs: medians, and a run's own description of the machine. Knows nothing of what is measured.
import { cpus } from 'node:os'

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 ? (sorted[middle] ?? NaN) : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2
}

/** Seconds of each of `runs` calls, after `warm` that do not count. */
export async function timed(runs: number, warm: number, work: () => Promise<unknown>): Promise<readonly number[]> {
  const seconds: number[] = []
  for (let i = 0; i < warm + runs; i++) {
    const start = performance.now()
    await work()
    if (i >= warm) seconds.push((performance.now() - start) / 1000)
  }
  return seconds
}

export const machine = (): string => `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}, Node ${process.version}`

/** A table on standard output, in Markdown. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): void {
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`
  process.stdout.write([line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n') + '\n')
}

export const whole = (x: number): string => Math.round(x).toLocaleString('en')
