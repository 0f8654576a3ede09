// llama.cpp's own benchmark on a GGUF, where it is installed (Debian: llama.cpp-tools) or named by LLAMA_BENCH; null elsewhere.
import { execFileSync } from 'node:child_process'

const program = process.env['LLAMA_BENCH'] ?? 'llama-bench'

interface Result { readonly avg_ts: number }

const run = (options: readonly string[]): string => execFileSync(program, options, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })

export function hasLlamaBench(): boolean {
  try {
    run(['--help'])
    return true
  } catch {
    return false
  }
}

const speed = (file: string, options: readonly string[]): number => (JSON.parse(run(['-m', file, '-t', '2', '-r', '1', '-o', 'json', ...options])) as readonly Result[])[0]?.avg_ts ?? NaN

/** Tokens a second on two threads: of a prompt, and written one by one behind it. */
export const llamaBench = (file: string, prompt: number, written: number): { readonly read: number; readonly write: number } =>
  ({ read: speed(file, ['-p', String(prompt), '-n', '0']), write: speed(file, ['-p', '0', '-n', String(written), '-d', String(prompt)]) })
