// Starts the real `aurore serve` on a folder of its own and reads the address it prints.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../../../bin/aurore.js', import.meta.url))

export type Served = {
  /** What was printed first; its token is unspent. */
  readonly address: string
  readonly origin: string
  readonly process: ChildProcess
  /** A fresh address: the same as pressing Enter in the terminal. */
  readonly another: () => Promise<string>
  readonly stop: () => Promise<void>
}

export async function serve(home: string): Promise<Served> {
  const child = spawn(process.execPath, [program, 'serve', '--no-open', '--json', '--home', home], { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, LANG: 'en_GB.UTF-8' } })
  const ended = once(child, 'exit')
  let complaints = ''
  child.stderr.on('data', (chunk: Buffer) => { complaints += chunk.toString() })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async (): Promise<string> => {
    const line = await lines.next()
    if (line.done) throw new Error(`aurore serve ended early: ${complaints}`)
    return (JSON.parse(line.value) as { address: string }).address
  }
  const address = await next()
  const stop = async (): Promise<void> => { child.kill('SIGTERM'); await ended }
  return { address, origin: new URL(address).origin, process: child, another: () => { child.stdin.write('\n'); return next() }, stop }
}
