// Where a command is read and answered: the process it runs in, or one that was given to it. Knows no command.
import { AsyncLocalStorage } from 'node:async_hooks'
import type { App, AppOptions } from '#main/app.ts'
import { exitCodes } from './failure.ts'

export type Interruption = { readonly signal: AbortSignal; readonly release: () => void }

export type Terminal = {
  readonly env: NodeJS.ProcessEnv
  /** On its output and beside it. */
  readonly print: (text: string) => void
  readonly complain: (text: string) => void
  /** The command's exit code, as far as it is known; the last one counts. */
  readonly end: (code: number) => void
  /** Fires when the author stops the command. */
  readonly listen: () => Interruption
  readonly open: (options: AppOptions) => Promise<App>
}

const ofTheProcess: Terminal = {
  env: process.env,
  print: (text) => { process.stdout.write(text) },
  complain: (text) => { process.stderr.write(text) },
  end: (code) => { process.exitCode = code },
  listen: () => {
    const controller = new AbortController()
    const stop = (signal: NodeJS.Signals): void => {
      if (controller.signal.aborted) process.exit(exitCodes.interrupted)
      controller.abort(signal)
    }
    process.on('SIGINT', stop).on('SIGTERM', stop)
    return { signal: controller.signal, release: () => process.off('SIGINT', stop).off('SIGTERM', stop) }
  },
  open: async (options) => (await import('#main/app.ts')).createApp(options) // only now: help and misspellings answer at once
}

const given = new AsyncLocalStorage<Terminal>()

export const terminal = (): Terminal => given.getStore() ?? ofTheProcess

/** What `work` says and asks goes by this terminal. */
export const atTerminal = <T>(one: Terminal, work: () => Promise<T>): Promise<T> => given.run(one, work)
