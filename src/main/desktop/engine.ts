// Starts an engine process as Electron's utility process. Knows how to carry messages, not what they say.
import { utilityProcess } from 'electron'
import type { EngineSpawn } from '#main/engine/spawn.ts'

/** The end of what the process said last, for the reader of an error. */
const kept = 600

export const spawnUtility: EngineSpawn = (entry, args) => {
  const child = utilityProcess.fork(entry, [...args], { serviceName: 'Aurore engine', stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => { said = (said + chunk.toString()).slice(-kept) })
  return {
    get pid() { return child.pid },
    post: (message) => child.postMessage(message),
    onMessage: (listener) => { child.on('message', listener) },
    onExit: (listener) => { child.once('exit', (code) => listener([`code ${code}`, said.trim().split('\n').at(-1) ?? ''].filter((part) => part !== '').join(': '))) },
    kill: () => { if (child.pid === undefined) child.kill(); else process.kill(child.pid, 'SIGKILL') } // no pid yet, or no longer
  }
}
