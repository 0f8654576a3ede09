// Runs the real command line from source, as a terminal would.
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../../bin/aurore.js', import.meta.url))

export type Ended = { readonly code: number | null; readonly out: string; readonly err: string }
export type Running = { readonly process: ChildProcess; readonly ended: Promise<Ended> }

/** `lang`: the system's locale, as LANG says it. */
export function start(args: readonly string[], lang = 'en_GB.UTF-8'): Running {
  const { LC_ALL: _, LC_MESSAGES: __, AURORE_HOME: ___, ...env } = process.env
  const child = spawn(process.execPath, [program, ...args], { env: { ...env, LANG: lang }, stdio: ['pipe', 'pipe', 'pipe'] })
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => { out += text })
  child.stderr.setEncoding('utf8').on('data', (text: string) => { err += text })
  return { process: child, ended: new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err }))) }
}

export const aurore = (...args: readonly string[]): Promise<Ended> => start(args).ended
export const french = (...args: readonly string[]): Promise<Ended> => start(args, 'fr_FR.UTF-8').ended

/** The values of a command's JSON lines. */
export const lines = (text: string): readonly Record<string, unknown>[] => text.trim().split('\n').filter(Boolean).map((line) => JSON.parse(line) as Record<string, unknown>)

export const folder = (): string => mkdtempSync(join(tmpdir(), 'aurore-cli-'))
export const discard = (path: string): void => rmSync(path, { recursive: true, force: true, maxRetries: 5 })
