// One open line to the app: a WebSocket in a browser, a message port on the desktop. Knows nothing of what is said over it.
import type { ClientLink } from '@orpc/client'
import { RPCLink as PortLink } from '@orpc/client/message-port'
import { RPCLink as SocketLink } from '@orpc/client/websocket'
import { portGreeting, socketPath } from '#shared/shell.ts'

export type Empty = Record<never, never>

export interface Line {
  readonly link: ClientLink<Empty>
  /** Resolves once the line is lost; it never comes back: open another. */
  readonly closed: Promise<void>
}

export type OpenLine = () => Promise<Line>

/** Resolves when the socket is open; rejects when it cannot be opened. */
export const openSocket: OpenLine = () =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${socketPath}`)
    const closed = new Promise<void>((done) => socket.addEventListener('close', () => done()))
    socket.addEventListener('open', () => resolve({ link: new SocketLink({ websocket: socket }), closed }))
    socket.addEventListener('error', () => reject(new Error('no connection')))
  })

/** This page keeps one end of a channel for itself and hands the other to the desktop shell. */
export const openPort: OpenLine = () => {
  const { port1, port2 } = new MessageChannel()
  const closed = new Promise<void>((done) => port1.addEventListener('close', () => done()))
  port1.start()
  window.postMessage(portGreeting, window.location.origin, [port2])
  return Promise.resolve({ link: new PortLink({ port: port1 }), closed })
}
