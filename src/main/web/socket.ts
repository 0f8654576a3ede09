// The contract over a WebSocket: one connection a page, watched by a heartbeat. Knows no files and no tokens.
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { AnyRouter } from '@orpc/server'
import { RPCHandler } from '@orpc/server/ws'
import { WebSocketServer, type WebSocket } from 'ws'

/** A manuscript travels in one message: the largest novels, with their pictures, stay well under this. In bytes. */
const largestMessage = 256 * 1024 * 1024
/** A page that answered no ping between two beats is gone. In milliseconds. */
const beat = 30_000

export type Sockets = {
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
  readonly close: () => void
}

export function speakContract(router: AnyRouter): Sockets {
  const handler = new RPCHandler(router)
  const server = new WebSocketServer({ noServer: true, maxPayload: largestMessage, perMessageDeflate: false })
  const quiet = new WeakSet<WebSocket>()
  server.on('connection', (socket) => {
    socket.on('pong', () => quiet.delete(socket))
    // ws closes the connection itself after any protocol error; without a listener it would end the process.
    socket.on('error', () => socket.terminate())
    void handler.upgrade(socket)
  })
  const heart = setInterval(() => { for (const socket of server.clients) check(socket, quiet) }, beat)
  heart.unref()
  return {
    upgrade: (request, socket, head) => server.handleUpgrade(request, socket, head, (open) => server.emit('connection', open, request)),
    close: () => { clearInterval(heart); for (const socket of server.clients) socket.close(1001); server.close() }
  }
}

function check(socket: WebSocket, quiet: WeakSet<WebSocket>): void {
  if (quiet.has(socket)) return socket.terminate()
  quiet.add(socket)
  socket.ping()
}
