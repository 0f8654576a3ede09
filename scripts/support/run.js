// Runs other programs for the scripts, always on the Node that Aurore was installed with. Knows no step of any script.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../', import.meta.url))
export const at = (...path) => join(root, ...path)
export const say = (line) => console.log(`aurore: ${line}`)

const windows = process.platform === 'win32'
const installed = at('node_modules', 'node', 'bin', windows ? 'node.exe' : 'node')
const major = (version) => Number(version.replace(/^v/, '').split('.')[0])

/** The version a Node program says it is, or null when it does not run at all. */
export function versionOf(node) {
  const answer = existsSync(node) ? spawnSync(node, ['--version'], { encoding: 'utf8' }) : null
  return answer?.status === 0 ? answer.stdout.trim() : null
}

/** Node 24 or newer: the installed one, else the one we run on. Null: there is none yet. */
export function node24() {
  if (major(versionOf(installed) ?? '0') >= 24) return installed
  return major(process.version) >= 24 ? process.execPath : null
}

/** Programs started from here find Node 24 first under the plain name "node". */
function environment(more) {
  const node = node24()
  const paths = [...(node ? [dirname(node)] : []), at('node_modules', '.bin'), process.env.PATH ?? '']
  return { ...process.env, PATH: paths.join(delimiter), ...more }
}

/** The script behind a package's command, to be run by Node itself: no shell, no shim, the same on every system. */
export function command(packageName, name = packageName) {
  const folder = at('node_modules', packageName)
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return join(folder, typeof bin === 'string' ? bin : bin[name])
}

/** Runs a script on Node 24 to its end; true when it succeeded. */
export function runNode(args, { env = {}, ...options } = {}) {
  return spawnSync(node24() ?? process.execPath, args, { cwd: root, stdio: 'inherit', env: environment(env), ...options })
}

/** Runs a script on Node 24 to its end, beside others; all it said is given back together. */
export function gatherNode(args) {
  const child = spawn(node24() ?? process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: environment({}) })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => { said += text })
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, said })))
}

/** Hands the terminal over to a script on Node 24; its end is ours. */
export function becomeNode(args, env = {}) {
  const child = spawn(node24() ?? process.execPath, args, { cwd: process.cwd(), stdio: 'inherit', env: environment(env) })
  process.on('SIGINT', () => {}) // the terminal sends it to the child as well, which decides
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  return new Promise((resolve) => child.on('exit', (code, signal) => resolve(code ?? (signal ? 1 : 0))))
}

export function runNpm(args) {
  const cli = process.env.npm_execpath
  const own = cli && /npm-cli\.c?js$/.test(cli)
  return spawnSync(own ? process.execPath : windows ? 'npm.cmd' : 'npm', [...(own ? [cli] : []), ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8', shell: windows && !own })
}
