// What every command stands in: its common options, the opened app, where it writes, how it is interrupted. Knows no command.
import type { Command } from 'commander'
import type { App } from '#main/app.ts'
import { homeFolder } from '#main/home.ts'
import { resource } from '#main/root.ts'
import type { Language } from '#shared/language.ts'
import { exitCodes } from './failure.ts'
import { speak, type Say } from './language.ts'
import { terminal } from './terminal.ts'

export type Common = { readonly home?: string; readonly json?: boolean }
/** Another program's address, for this run alone. */
export type Elsewhere = { readonly endpoint?: string }

export type Frame = {
  readonly app: App
  readonly client: App['client']
  readonly json: boolean
  readonly say: Say
  readonly language: Language
  /** Prose, left out when only JSON is wanted. */
  readonly tell: (line?: string) => void
  /** One line of JSON, left out when prose is wanted. */
  readonly give: (value: unknown) => void
  /** Fires at the first Ctrl-C or SIGTERM. A second one ends the program at once. */
  readonly interrupted: AbortSignal
}

export function withCommon(command: Command, say: Say): Command {
  return command
    .option('--home <folder>', say('the library’s folder (or AURORE_HOME)', 'le dossier de la bibliothèque (ou AURORE_HOME)'))
    .option('--lang <language>', say('en or fr, for what is printed', 'en ou fr, pour ce qui s’affiche'))
    .option('--json', say('print JSON, one value a line', 'affiche du JSON, une valeur par ligne'))
}

/** Opens the app on the chosen home, does the work, and closes the app whatever happened. The answer is the exit code; none: done, or interrupted. */
export async function inApp(options: Common & Elsewhere, language: Language, work: (frame: Frame) => Promise<number | void>, shell: 'command' | 'browser' = 'command'): Promise<void> {
  const { print, end, listen, open, env } = terminal()
  const interruption = listen()
  const app = await open({ home: homeFolder(options.home, env), resources: resource(), shell, ...(options.endpoint !== undefined && { endpoint: { address: options.endpoint } }) })
  const json = options.json === true
  try {
    const code = await work({
      app, client: app.client, json, say: speak(language), language, interrupted: interruption.signal,
      tell: (line = '') => { if (!json) print(`${line}\n`) },
      give: (value) => { if (json) print(`${JSON.stringify(value)}\n`) }
    })
    end(code ?? (interruption.signal.aborted ? interruptionCode(interruption.signal) : exitCodes.done))
  } finally {
    interruption.release()
    await app.dispose()
  }
}

/** As shells have it: 128 and the signal's number. */
export const interruptionCode = (signal: AbortSignal): number => (signal.reason === 'SIGTERM' ? exitCodes.terminated : exitCodes.interrupted)
