// npm start: sets everything up and opens Aurore; in its own window where it can, else in a browser, else at an address to open.
import { spawn } from 'node:child_process'
import { becomeNode, at, say } from './support/run.js'
import { findElectron, hasDisplay } from './support/electron.js'
import { setupOrExit } from './support/setup.js'

setupOrExit()
const options = process.argv.slice(2)
const electron = hasDisplay() ? findElectron() : null
process.exitCode = electron ? await openWindow(electron) : await openBrowser()

function openWindow(program) {
  const child = spawn(program, [at('.'), ...options], { stdio: 'inherit' })
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  return new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)))
}

function openBrowser() {
  say(hasDisplay() ? 'Electron’s window is not available on this machine; the same Aurore opens in your browser.' : 'no display here; open this address in a browser on this machine.')
  return becomeNode([at('bin', 'aurore.js'), 'serve', ...(hasDisplay() ? [] : ['--no-open']), ...options])
}
