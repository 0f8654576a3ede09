// Runs the real command line: in this process, over an engine that a home's commands share, or as a program of its own, as a terminal would.
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createApp } from '#main/app.ts'
import { createEngineHost, type EngineHost } from '#main/engine/host.ts'
import { run } from '../../src/cli/run.ts'
import { atTerminal } from '../../src/cli/terminal.ts'
import { engineEntry } from '../support/engine.ts'

const program = fileURLToPath(new URL('../../bin/aurore.js', import.meta.url))

export type Ended = { readonly code: number | null; readonly out: string; readonly err: string }
export type Running = { readonly process: ChildProcess; readonly ended: Promise<Ended> }

/** `lang`: the system's locale, as LANG says it. */
function environment(lang: string): NodeJS.ProcessEnv {
  const { LC_ALL: _, LC_MESSAGES: __, AURORE_HOME: ___, ...env } = process.env
  return { ...env, LANG: lang }
}

/** A process of its own: for what only a process has, its signals, its death, its standard input. */
export function start(args: readonly string[], lang = 'en_GB.UTF-8'): Running {
  const child = spawn(process.execPath, [program, ...args], { env: environment(lang), stdio: ['pipe', 'pipe', 'pipe'] })
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => { out += text })
  child.stderr.setEncoding('utf8').on('data', (text: string) => { err += text })
  return { process: child, ended: new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err }))) }
}

const engines = new Map<string, EngineHost>()

/** The engine of a home, for one command: the command closes its library and all else, the engine stays for the next. */
function engineOf(home: string): EngineHost {
  const engine = engines.get(home) ?? createEngineHost({ entry: engineEntry, home })
  engines.set(home, engine)
  const deaf: (() => void)[] = []
  return {
    trainer: engine.trainer, writer: engine.writer,
    onDeath: (listener) => { const stop = engine.onDeath(listener); deaf.push(stop); return stop },
    dispose: async () => { for (const stop of deaf) stop() }
  }
}

/** The same words on the same entry, in this process: arguments in; what is printed, what is told beside it and the exit code out. */
async function command(args: readonly string[], lang: string): Promise<Ended> {
  let [out, err, code] = ['', '', 0]
  await atTerminal({
    env: environment(lang),
    print: (text) => { out += text },
    complain: (text) => { err += text },
    end: (as) => { code = as },
    listen: () => ({ signal: new AbortController().signal, release: () => {} }),
    open: async (options) => createApp({ ...options, engine: engineOf(options.home) })
  }, () => run(args))
  return { code, out, err }
}

export const aurore = (...args: readonly string[]): Promise<Ended> => command(args, 'en_GB.UTF-8')
export const french = (...args: readonly string[]): Promise<Ended> => command(args, 'fr_FR.UTF-8')

/** The values of a command's JSON lines. */
export const lines = (text: string): readonly Record<string, unknown>[] => text.trim().split('\n').filter(Boolean).map((line) => JSON.parse(line) as Record<string, unknown>)

export const folder = (): string => mkdtempSync(join(tmpdir(), 'aurore-cli-'))

export async function discard(path: string): Promise<void> {
  await engines.get(path)?.dispose()
  engines.delete(path)
  rmSync(path, { recursive: true, force: true, maxRetries: 5 })
}
