// The browser shell: the built page and the contract, on this machine's loopback alone. Knows no service.
import { createReadStream } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { AnyRouter } from '@orpc/server'
import { AuroreError, type ErrorCode } from '#shared/errors/index.ts'
import { socketPath } from '#shared/shell.ts'
import { findPageFile, type PageFile } from '../page/files.ts'
import { contentSecurityPolicy, guardHeaders } from '../page/policy.ts'
import { Gate } from './gate.ts'
import { refusalPage, refusalPolicy } from './pages.ts'
import { speakContract, type Sockets } from './socket.ts'

const loopback = '127.0.0.1'

const statusOf = {
  'shell.wrong-host': 421, 'shell.wrong-origin': 403, 'shell.no-session': 401, 'shell.token-spent': 403, 'shell.no-such-page': 404, 'shell.only-reading': 405
} as const satisfies Partial<Record<ErrorCode, number>>
type Refused = keyof typeof statusOf

export type WebShell = {
  readonly port: number
  /** A fresh address to open: its token works once. */
  readonly address: () => string
  readonly close: () => Promise<void>
}

/** `page`: the folder of the built renderer. `port` 0: the first free one. */
export async function startWebShell(options: { readonly router: AnyRouter; readonly page: string; readonly port: number }): Promise<WebShell> {
  const server = createServer({ requestTimeout: 60_000, headersTimeout: 20_000 })
  const port = await listen(server, options.port)
  const gate = new Gate(port)
  const sockets = speakContract(options.router)
  server.on('request', (request: IncomingMessage, response: ServerResponse) => { void answer(request, response, gate, options.page) })
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => upgrade(request, socket, head, gate, sockets))
  return { port, address: () => `http://${loopback}:${port}/?token=${gate.newToken()}`, close: () => close(server, sockets) }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(new AuroreError('shell.port-taken', { port, detail: error.message }, { cause: error })))
    server.listen({ host: loopback, port, exclusive: true }, () => resolve((server.address() as AddressInfo).port))
  })
}

/** Pages get a second to say goodbye, then the line is cut. */
function close(server: Server, sockets: Sockets): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    sockets.close()
    server.closeIdleConnections()
    setTimeout(() => server.closeAllConnections(), 1000).unref()
  })
}

async function answer(request: IncomingMessage, response: ServerResponse, gate: Gate, page: string): Promise<void> {
  const refused = gate.refusal(request.headers, false)
  if (refused) return refuse(response, refused)
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 'shell.only-reading')
  const url = URL.parse(request.url ?? '/', `http://${loopback}`)
  if (!url) return refuse(response, 'shell.no-such-page')
  const token = url.searchParams.get('token')
  if (url.pathname === '/' && token !== null) return letIn(response, gate, token)
  if (!gate.hasSession(request.headers)) return refuse(response, 'shell.no-session')
  const file = await findPageFile(page, url.pathname)
  return file ? await send(request, response, file) : refuse(response, 'shell.no-such-page')
}

/** The redirection takes the token out of the address bar and of the history. */
function letIn(response: ServerResponse, gate: Gate, token: string): void {
  const cookie = gate.exchange(token)
  if (cookie === null) return refuse(response, 'shell.token-spent')
  response.writeHead(303, { ...guardHeaders, 'Content-Security-Policy': refusalPolicy, 'Cache-Control': 'no-store', Location: '/', 'Set-Cookie': cookie }).end()
}

async function send(request: IncomingMessage, response: ServerResponse, file: PageFile): Promise<void> {
  response.writeHead(200, {
    ...guardHeaders,
    'Content-Security-Policy': contentSecurityPolicy(`'self' ws://${request.headers.host}`),
    'Content-Type': file.type, 'Content-Length': file.bytes,
    'Cache-Control': file.unchanging ? 'private, max-age=31536000, immutable' : 'no-cache'
  })
  if (request.method === 'HEAD') return void response.end()
  // A browser that hangs up in the middle is no failure of ours.
  await pipeline(createReadStream(file.path), response).catch(() => response.destroy())
}

function refuse(response: ServerResponse, code: Refused): void {
  const body = refusalPage(code)
  response.writeHead(statusOf[code], { ...guardHeaders, 'Content-Security-Policy': refusalPolicy, 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' })
  response.end(body)
}

function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, gate: Gate, sockets: Sockets): void {
  socket.on('error', () => socket.destroy())
  const refused = gate.refusal(request.headers, true) ?? (gate.hasSession(request.headers) ? null : 'shell.no-session')
  const code: Refused | null = refused ?? (request.url === socketPath ? null : 'shell.no-such-page')
  if (code === null) return sockets.upgrade(request, socket, head)
  socket.end(`HTTP/1.1 ${statusOf[code]} Refused\r\nConnection: close\r\nX-Aurore-Code: ${code}\r\nContent-Length: 0\r\n\r\n`)
}
