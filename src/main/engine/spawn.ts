// Starts an engine process with plain Node. Knows child processes; the desktop brings its own way in the same shape.
import { fork, type ChildProcess } from 'node:child_process'

/** A started engine process, as the host sees it. */
export interface EngineChild {
  readonly pid: number | undefined
  post(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  /** Called once; `detail` says how it ended. */
  onExit(listener: (detail: string) => void): void
  kill(): void
}

export type EngineSpawn = (entry: string, args: readonly string[]) => EngineChild

/** The end of what the process said last, for the reader of an error. */
const SAID = 600

function lastWords(child: ChildProcess): () => string {
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => { said = (said + text).slice(-SAID) })
  return () => said.trim().split('\n').at(-1) ?? ''
}

/** Works under Node and, through ELECTRON_RUN_AS_NODE, under Electron; the entry may be TypeScript where Node reads it. */
export const spawnWithNode: EngineSpawn = (entry, args) => {
  const child = fork(entry, args, {
    serialization: 'advanced', execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'], env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', NODE_NO_WARNINGS: '1' }
  })
  const words = lastWords(child)
  return {
    pid: child.pid,
    post: (message) => { if (child.connected) child.send(message as object, () => undefined) },
    onMessage: (listener) => { child.on('message', listener) },
    onExit: (listener) => {
      let told = false
      const tell = (detail: string): void => {
        if (told) return
        told = true
        listener(detail)
      }
      child.on('error', (error) => { tell(error.message) })
      child.on('exit', (code, signal) => { tell([signal ?? `code ${code ?? '?'}`, words()].filter((part) => part !== '').join(': ')) })
    },
    kill: () => { child.kill('SIGKILL') }
  }
}
