// The app's side of the engine: two processes, one that learns and one that writes, started when first needed and again after a death.
// Knows how to reach them; knows nothing of models.
import { createORPCClient, mapEventIterator, type ClientLink } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import type { EngineContract } from './contract.ts'
import { translateFailure } from './failures.ts'
import { spawnWithNode, type EngineChild, type EngineSpawn } from './spawn.ts'
import { isParcel, portOf, type Parcel, type Wire } from './wire.ts'

export { spawnWithNode, type EngineChild, type EngineSpawn } from './spawn.ts'
export { bestFolder, voiceWeights } from './weights.ts'

export type EngineClient = ContractRouterClient<EngineContract>
export type EngineRole = 'trainer' | 'writer'
export interface EngineDeath { readonly role: EngineRole; readonly detail: string }

export interface EngineHost {
  /** Learns, measures and estimates. */
  readonly trainer: EngineClient
  /** Writes; never waits for learning. */
  readonly writer: EngineClient
  /** Deaths that nobody asked for. Gives back how to stop listening. */
  onDeath(listener: (death: EngineDeath) => void): () => void
  /** Asks both to put their work away (a run is paused at a checkpoint) and ends them. */
  dispose(): Promise<void>
}

export interface EngineHostOptions {
  /** The engine process's program: `src/main/engine/process/index.ts`, or what it was bundled to. */
  readonly entry: string
  /** Where the engine remembers what it measured about this machine. */
  readonly home: string
  readonly spawn?: EngineSpawn
  /** Milliseconds that `dispose` waits before it kills. */
  readonly patience?: number
}

interface Living {
  readonly link: ClientLink<Record<never, never>>
  readonly leave: (patience: number) => Promise<void>
  readonly death: () => string | null
}

interface Connection { readonly wire: Wire; readonly exited: Promise<void>; readonly death: () => string | null }

function connect(child: EngineChild, onExit: (detail: string) => void): Connection {
  let death: string | null = null
  const closeListeners: (() => void)[] = []
  const exited = new Promise<void>((resolve) => {
    child.onExit((detail) => {
      death = detail
      onExit(detail)
      for (const listener of closeListeners) listener()
      resolve()
    })
  })
  const wire: Wire = {
    post: (parcel: Parcel) => { child.post(parcel) },
    onParcel: (listener) => { child.onMessage((message) => { if (isParcel(message)) listener(message) }) },
    onClose: (listener) => { closeListeners.push(listener) }
  }
  return { wire, exited, death: () => death }
}

function start(child: EngineChild, onExit: (detail: string) => void): Living {
  const { wire, exited, death } = connect(child, onExit)
  return {
    link: new RPCLink<Record<never, never>>({ port: portOf(wire) }),
    death,
    leave: async (patience) => {
      wire.post({ kind: 'leave' })
      const timer = setTimeout(() => { child.kill() }, patience)
      await exited
      clearTimeout(timer)
    }
  }
}

const isIterator = (value: unknown): value is AsyncIterator<unknown> => typeof value === 'object' && value !== null && Symbol.asyncIterator in value

/** A link that outlives its processes, and whose errors are all coded. */
function lasting(living: () => Living): ClientLink<Record<never, never>> {
  return {
    async call(path, input, options) {
      const { link, death } = living()
      const translate = (error: unknown): unknown => translateFailure(error, death())
      try {
        const output = await link.call(path, input, options)
        return isIterator(output) ? mapEventIterator(output, { value: async (value) => value, error: async (error) => translate(error) }) : output
      } catch (error) {
        throw translate(error)
      }
    }
  }
}

export function createEngineHost({ entry, home, spawn = spawnWithNode, patience = 10_000 }: EngineHostOptions): EngineHost {
  const listeners = new Set<(death: EngineDeath) => void>()
  const processes = new Map<EngineRole, Living>()
  let disposed = false
  const living = (role: EngineRole) => (): Living => {
    const known = processes.get(role)
    if (known) return known
    if (disposed) throw new Error('the engine was asked for after the app closed it')
    const started = start(spawn(entry, [role, home]), (detail) => {
      processes.delete(role)
      if (!disposed) for (const listener of listeners) listener({ role, detail })
    })
    processes.set(role, started)
    return started
  }
  const client = (role: EngineRole): EngineClient => createORPCClient<EngineClient>(lasting(living(role)))
  return {
    trainer: client('trainer'),
    writer: client('writer'),
    onDeath(listener) {
      listeners.add(listener)
      return () => { listeners.delete(listener) }
    },
    async dispose() {
      disposed = true
      await Promise.all([...processes.values()].map((process) => process.leave(patience)))
    }
  }
}
