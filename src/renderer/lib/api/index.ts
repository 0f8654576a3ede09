// The one client of the app, typed by the treaty. Knows no screen.
import { createORPCClient } from '@orpc/client'
import type { ContractRouterClient } from '@orpc/contract'
import type { Contract } from '#shared/contract/index.ts'
import { desktopOrigin } from '#shared/shell.ts'
import { openPort, openSocket } from './line.ts'
import { ReconnectingLink, type ConnectionState } from './reconnecting.ts'

export type Api = ContractRouterClient<Contract>
export { ConnectionLost, type ConnectionState } from './reconnecting.ts'

const listeners = new Set<(state: ConnectionState) => void>()
let current: ConnectionState = 'connecting'

function report(state: ConnectionState): void {
  current = state
  for (const listener of listeners) listener(state)
}

/** Calls `listener` at once and at every change; returns how to stop. */
export function onConnection(listener: (state: ConnectionState) => void): () => void {
  listeners.add(listener)
  listener(current)
  return () => listeners.delete(listener)
}

const onDesktop = location.origin === desktopOrigin

/** `await api.projects.list()`; streams: `for await (const part of await api.writing.continue(input, { signal }))`. */
export const api: Api = createORPCClient(new ReconnectingLink(onDesktop ? openPort : openSocket, report))
