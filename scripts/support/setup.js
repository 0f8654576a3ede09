// Makes Aurore ready to run: its packages, its own Node 24, its built screens. Uses nothing that is not there before; done twice, it does nothing.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { at, command, node24, runNode, runNpm, say } from './run.js'

const stamps = { packages: at('node_modules', '.aurore-packages'), built: at('out', '.built') }
const time = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(0)} s`

export class SetupFailure extends Error {}

export function setup() {
  installPackages()
  installNode()
  build()
}

const lockHash = () => createHash('sha256').update(readFileSync(at('package-lock.json'))).digest('hex')

/** npm writes node_modules/.package-lock.json last, so a newer one is a whole installation. */
function packagesAreThere() {
  const hidden = time(at('node_modules', '.package-lock.json'))
  if (hidden === 0) return false
  if (existsSync(stamps.packages) && readFileSync(stamps.packages, 'utf8') === lockHash()) return true
  return hidden >= time(at('package-lock.json'))
}

function installPackages() {
  if (packagesAreThere()) return
  const start = Date.now()
  say('installing its packages (npm ci; a few minutes the first time)')
  npm(['ci', '--no-audit', '--no-fund'], 'its packages could not be installed')
  writeFileSync(stamps.packages, lockHash())
  say(`packages installed (${seconds(start)})`)
}

/** Install scripts are off for every package (.npmrc); Node's own is the one that fetches something we need. */
function installNode() {
  if (node24()) return
  say('installing its own Node 24')
  npm(['rebuild', 'node', '--ignore-scripts=false', '--foreground-scripts'], 'Node 24 could not be installed')
  if (!node24()) throw new SetupFailure('Node 24 was installed but does not run on this machine. Install Node 24 yourself, then start again.')
}

function npm(args, failure) {
  const { status, stdout, stderr, error } = runNpm(args)
  if (status === 0) return
  const said = [stdout, stderr, error?.message].filter(Boolean).join('\n').trim().split('\n').slice(-15).join('\n')
  throw new SetupFailure(`${failure} (npm ${args.join(' ')}):\n${said}\nNothing else was changed. Check the network and the free space, then start again.`)
}

const sources = ['src', 'electron.vite.config.ts', 'package.json', 'package-lock.json', 'tsconfig.base.json']

function newest(path) {
  const entry = statSync(path, { throwIfNoEntry: false })
  if (!entry?.isDirectory()) return entry?.mtimeMs ?? 0
  return Math.max(entry.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))))
}

/** Screens older than any source are built again. */
function build() {
  if (time(stamps.built) >= Math.max(...sources.map((path) => newest(at(path))))) return
  const start = Date.now()
  say('building its screens')
  const { status, stdout, stderr } = runNode([command('electron-vite'), 'build', '--logLevel', 'warn'], { stdio: 'pipe', encoding: 'utf8' })
  if (status !== 0) throw new SetupFailure(`its screens could not be built:\n${stdout}${stderr}`)
  mkdirSync(at('out'), { recursive: true })
  writeFileSync(stamps.built, new Date(start).toISOString())
  say(`screens built (${seconds(start)})`)
}

/** Runs the set-up for a script; a failure is said in plain lines and ends it. */
export function setupOrExit() {
  try {
    setup()
  } catch (error) {
    if (!(error instanceof SetupFailure)) throw error
    console.error(`aurore: ${error.message}`)
    process.exit(1)
  }
}
