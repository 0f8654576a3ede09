// aurore serve: the program in a browser of this machine, or her voices for other programs on it, until it is told to stop. Knows the shells, no service.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Command, Option } from 'commander'
import { builtPage } from '#main/root.ts'
import type { WebShell } from '#main/web/server.ts'
import { AuroreError } from '#shared/errors/index.ts'
import type { Language } from '#shared/language.ts'
import { exitCodes } from './failure.ts'
import { inApp, withCommon, type Common, type Frame } from './frame.ts'
import { speak } from './language.ts'
import { whole } from './values.ts'

type Options = Common & { readonly port?: number; readonly open: boolean; readonly openai?: boolean; readonly key?: string }

/** The same address at every start, so that a page finds what its browser kept for it after a crash. */
const steadyPort = 18041

export function serve(language: Language): Command {
  const say = speak(language)
  return withCommon(new Command('serve'), say)
    .description(say('Opens Aurore in a browser of this machine, and nowhere else.', 'Ouvre Aurore dans un navigateur de cette machine, et nulle part ailleurs.'))
    .option('--port <number>', say(`port on 127.0.0.1; 0: any free one (default: ${steadyPort}, or a free one when that is taken)`, `port sur 127.0.0.1 ; 0 : un port libre (par défaut : ${steadyPort}, ou un port libre s’il est pris)`), whole(0, 65535))
    .option('--no-open', say('only print the address', 'affiche seulement l’adresse'))
    .option('--openai', say('instead, lets other writing programs on this machine use your voices, as they use OpenAI’s completions', 'à la place, laisse les autres programmes d’écriture de cette machine se servir de vos voix, comme ils se servent des complétions d’OpenAI'))
    .addOption(new Option('--key <key>', say('the key they must give; default: a new one, printed once', 'la clé qu’ils doivent donner ; par défaut : une nouvelle, affichée une fois')).env('AURORE_OPENAI_KEY'))
    .addHelpText('after', `\n  $ aurore serve --port 4000 --no-open\n  $ aurore serve --openai`)
    .action((options: Options) => (options.openai === true
      ? inApp(options, language, (frame) => serveOpenAi(frame, options), 'command')
      : inApp(options, language, (frame) => run(frame, options), 'browser')))
}

async function run(frame: Frame, { port, open }: Options): Promise<number> {
  if (!existsSync(join(builtPage, 'index.html'))) throw new AuroreError('shell.page-not-built', { path: builtPage })
  const shell = await start(frame, port)
  const address = shell.address()
  print(frame, address)
  frame.tell(frame.say('It works once, on this machine only. Enter: another address. Ctrl-C: stop.', 'Elle sert une fois, sur cette machine seulement. Entrée : une autre adresse. Ctrl-C : arrêter.'))
  if (open && !frame.json) openInBrowser(address)
  const lines = createInterface({ input: process.stdin }).on('line', () => print(frame, shell.address()))
  await new Promise((resolve) => frame.interrupted.addEventListener('abort', resolve, { once: true }))
  lines.close()
  await shell.close()
  return exitCodes.done // being told to stop is how serving ends well
}

/** Prints what other programs are to be told, and serves until it is interrupted. */
async function serveOpenAi(frame: Frame, { port, key }: Options): Promise<number> {
  const { say, tell, give, interrupted, app, client } = frame
  const served = await app.openAi.serveNow({ port, key })
  give({ address: served.server.address, port: served.server.port, key: served.key })
  tell(`${say('Address', 'Adresse')}: ${served.server.address}`)
  if (key === undefined) tell(`${say('Key (shown once)', 'Clé (affichée une fois)')}: ${served.key}`)
  const voices = (await client.voices.list({})).filter(({ voicePerplexity }) => voicePerplexity !== null)
  tell(`${say('Voices', 'Voix')}: ${voices.map(({ name }) => name).join(', ') || say('none yet; the base models are there', 'aucune encore ; les modèles de base sont là')}`)
  tell(say('On this machine only. Ctrl-C: stop.', 'Sur cette machine seulement. Ctrl-C : arrêter.'))
  await new Promise((resolve) => { interrupted.addEventListener('abort', resolve, { once: true }) })
  await served.server.close()
  return exitCodes.done
}

async function start({ app: { router } }: Frame, port: number | undefined): Promise<WebShell> {
  const { startWebShell } = await import('#main/web/server.ts')
  const on = (chosen: number): Promise<WebShell> => startWebShell({ router, page: builtPage, port: chosen })
  return port === undefined ? on(steadyPort).catch(() => on(0)) : on(port)
}

function print(frame: Frame, address: string): void {
  frame.give({ address, port: Number(new URL(address).port) })
  frame.tell(`Aurore: ${address}`)
}

const openers: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = { darwin: ['open'], win32: ['rundll32', 'url.dll,FileProtocolHandler'] }

/** The author's own browser. Where there is none, the printed address is enough. */
function openInBrowser(address: string): void {
  const [program, ...args] = openers[process.platform] ?? ['xdg-open']
  spawn(program, [...args, address], { stdio: 'ignore', detached: true }).on('error', () => {}).unref()
}
