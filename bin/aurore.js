#!/usr/bin/env node
// Opens the command line on the Node that Aurore was installed with. Knows only where that Node and the program lie.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import module from 'node:module'
import { fileURLToPath } from 'node:url'

const root = new URL('../', import.meta.url)
const source = new URL('src/cli/index.ts', root)
const program = existsSync(source) ? source : new URL('out/main/cli.js', root)
const installed = fileURLToPath(new URL(`node_modules/node/bin/node${process.platform === 'win32' ? '.exe' : ''}`, root))
const old = Number(process.versions.node.split('.')[0]) < 24

// What Node makes of the program's text is kept for the next start, the engine's processes included: a third less time. Where nothing can be kept, nothing is.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('node_modules/.cache/aurore', root))
if (!old) module.enableCompileCache(process.env.NODE_COMPILE_CACHE)

if (!old) await import(program.href)
else if (existsSync(installed)) rerun()
else {
  console.error(`Aurore needs Node 24 or newer; this is ${process.version}. Run "npm run setup" in ${fileURLToPath(root)} first.`)
  process.exitCode = 1
}

function rerun() {
  const child = spawn(installed, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' })
  // A terminal's Ctrl-C reaches the child by itself; other signals are passed on. Either way the child decides when all is over.
  process.on('SIGINT', () => {})
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => { process.exitCode = code ?? (signal ? 128 : 1) })
}
