// Finds Electron's program, or tries once a day to fetch it. Knows nothing of what it will run.
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { at, runNode, say } from './run.js'

const folder = at('node_modules', 'electron')
const refused = at('node_modules', '.aurore-no-electron')
const day = 24 * 60 * 60 * 1000
/** For about 120 MB on a slow line; a machine that may not fetch it says so at once. In milliseconds. */
const patience = 5 * 60 * 1000

function program() {
  const named = at('node_modules', 'electron', 'path.txt')
  if (!existsSync(named)) return null
  const path = at('node_modules', 'electron', 'dist', readFileSync(named, 'utf8'))
  return existsSync(path) ? path : null
}

const triedToday = () => Date.now() - (statSync(refused, { throwIfNoEntry: false })?.mtimeMs ?? 0) < day

/** The path of Electron's program, or null; never an exception, since the browser shell does the same work. */
export function findElectron() {
  const found = program()
  if (found || triedToday() || !existsSync(folder)) return found
  say('fetching Electron, the window it lives in (about 120 MB, once)')
  const { status } = runNode([at('node_modules', 'electron', 'install.js')], { stdio: 'ignore', timeout: patience })
  if (status !== 0) writeFileSync(refused, new Date().toISOString())
  return status === 0 ? program() : null
}

export const hasDisplay = () => process.platform === 'win32' || process.platform === 'darwin' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
