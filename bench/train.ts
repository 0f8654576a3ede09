// npm run bench -- train [--turns 3] [--steps 8] [ROW ...]: tokens a second and peak memory of training steps, beside PyTorch where this machine has it, turn about in one run.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { machine, median, table, whole } from './measure.ts'
import { rank, rows } from './support/shapes.ts'

interface Measured { readonly tokensPerSecond: number; readonly peakBytes: number }

const here = (file: string): string => join(import.meta.dirname, 'support', file)
const { values, positionals } = parseArgs({ allowPositionals: true, options: { turns: { type: 'string', default: '3' }, steps: { type: 'string', default: '8' } } })
const [turns, steps] = [Number(values.turns), Number(values.steps)]
/** Memory kept between steps instead of given back to the system: the best setting we know for PyTorch here. */
const kept = 'glibc.malloc.mmap_threshold=4294967296:glibc.malloc.trim_threshold=4294967296:glibc.malloc.top_pad=268435456'

const lastLine = (text: string): Measured => JSON.parse(text.trim().split('\n').at(-1) ?? '{}') as Measured
const run = (command: string, options: readonly string[], more: Readonly<Record<string, string>> = {}): Measured =>
  lastLine(execFileSync(command, options, { encoding: 'utf8', env: { ...process.env, ...more }, stdio: ['ignore', 'pipe', 'ignore'] }))

/** Debian keeps the fast products apart: `apt-get install python3-torch libopenblas0-openmp`. */
const products = '/usr/lib/x86_64-linux-gnu/openblas-openmp'

const python = ['/usr/bin/python3', '/usr/local/bin/python3'].find((path) => {
  try {
    return existsSync(path) && execFileSync(path, ['-c', 'import torch; print(1)'], { stdio: ['ignore', 'pipe', 'ignore'] }).length > 0
  } catch {
    return false
  }
})

const ours = (name: string): Measured => run(process.execPath, [here('train-row.ts'), name, String(steps)])

function theirs(name: string): Measured | null {
  const row = rows[name]
  if (!python || !row) return null
  return run(python, [here('train_row.py'), JSON.stringify(row.config), row.method, ...[row.batch, row.length, rank, steps].map(String)], { GLIBC_TUNABLES: kept, OMP_NUM_THREADS: '2', ...(existsSync(products) ? { LD_LIBRARY_PATH: products } : {}) })
}

const middle = (all: readonly Measured[], of: keyof Measured): number => median(all.map((m) => m[of]))
const mega = (bytes: number): string => whole(bytes / 1e6)

const chosen = positionals.filter((name) => name in rows)
const lines = (chosen.length > 0 ? chosen : Object.keys(rows)).map((name) => {
  const pairs = Array.from({ length: turns }, () => ({ mine: ours(name), other: theirs(name) }))
  const mine = pairs.map((p) => p.mine)
  const other = pairs.flatMap((p) => (p.other ? [p.other] : []))
  const cells = [rows[name]?.title ?? name, whole(middle(mine, 'tokensPerSecond')), mega(middle(mine, 'peakBytes'))]
  if (other.length === 0) return [...cells, '-', '-', '-']
  const ratio = median(pairs.map((p) => p.mine.tokensPerSecond / (p.other?.tokensPerSecond ?? NaN)))
  return [...cells, whole(middle(other, 'tokensPerSecond')), mega(middle(other, 'peakBytes')), ratio.toFixed(2)]
})
process.stdout.write(`${machine()}; medians of ${turns} turns of ${steps} steps, each in a process of its own; ${python ? 'PyTorch keeps its memory between steps' : 'no PyTorch here'}\n\n`)
table(['work', 'tokens/s', 'MB over start', 'PyTorch tokens/s', 'its MB', 'ratio'], lines)
