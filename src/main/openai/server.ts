// The door for other writing programs: OpenAI's completions on this machine's loopback, behind a key. Knows HTTP and what a call is; knows no engine.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AuroreError } from '#shared/errors/index.ts'
import { bodyOf, Refused, refusalOf } from './errors.ts'
import { opens } from './key.ts'

const loopback = '127.0.0.1'
/** Far more than any model's context holds. In bytes. */
const largestBody = 8 * 1024 * 1024

/** What answers: a value, or a stream of them that ends with `[DONE]`. */
export type Answer = { readonly value: unknown } | { readonly stream: AsyncIterable<unknown> }
export interface Call { readonly method: string; readonly path: string; readonly body: unknown; readonly signal: AbortSignal }
export type Handle = (call: Call) => Promise<Answer>

export interface OpenAiServer { readonly port: number; readonly address: string; readonly close: () => Promise<void> }

/** `port` 0: the first free one. `digest`: of the key that opens. */
export async function startOpenAiServer({ port, digest, handle }: { readonly port: number; readonly digest: string; readonly handle: Handle }): Promise<OpenAiServer> {
  const server = createServer({ requestTimeout: 60_000, headersTimeout: 20_000 })
  const real = await listen(server, port)
  const hosts = [`${loopback}:${real}`, `localhost:${real}`]
  server.on('request', (request: IncomingMessage, response: ServerResponse) => { void answer(request, response, { hosts, digest, handle }) })
  return { port: real, address: `http://${loopback}:${real}/v1`, close: () => close(server) }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => { reject(new AuroreError('openai.port-taken', { port, detail: error.message }, { cause: error })) })
    server.listen({ host: loopback, port, exclusive: true }, () => { resolve((server.address() as AddressInfo).port) })
  })
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => { resolve() })
    server.closeAllConnections()
  })
}

interface Door { readonly hosts: readonly string[]; readonly digest: string; readonly handle: Handle }

async function answer(request: IncomingMessage, response: ServerResponse, door: Door): Promise<void> {
  const hungUp = new AbortController()
  response.on('close', () => { hungUp.abort() })
  response.on('error', () => { hungUp.abort() })
  try {
    enter(request, door)
    const body = request.method === 'POST' ? await readBody(request) : null
    const path = (request.url ?? '/').split('?')[0] ?? '/'
    const answered = await door.handle({ method: request.method ?? 'GET', path, body, signal: hungUp.signal })
    if ('value' in answered) send(response, 200, answered.value)
    else await stream(response, answered.stream, hungUp.signal)
  } catch (error) {
    if (!hungUp.signal.aborted) refuse(response, error)
  }
}

/** A foreign name that resolves here (DNS rebinding) never passes; a page's script cannot send the key unless it was given it. */
function enter({ headers }: IncomingMessage, { hosts, digest }: Door): void {
  if (!hosts.includes(headers.host ?? '')) throw new Refused(421, 'Aurore answers only to its own address on this machine.', { code: 'wrong_host' })
  if (opens(headers.authorization, digest)) return
  const said = headers.authorization === undefined ? 'You did not give a key. Send it as "Authorization: Bearer KEY".' : 'Incorrect API key. Aurore showed the right one when it began to serve.'
  throw new Refused(401, said, { code: 'invalid_api_key' })
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const tooLarge = new Refused(413, `The body is larger than ${largestBody} bytes.`, { code: 'body_too_large' })
  if (Number(request.headers['content-length'] ?? 0) > largestBody) throw tooLarge
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request) {
    const bytes = part as Buffer
    size += bytes.length
    if (size > largestBody) throw tooLarge
    parts.push(bytes)
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8')) as unknown
  } catch {
    throw new Refused(400, 'The body is not JSON.')
  }
}

const guards = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' } as const

function send(response: ServerResponse, status: number, value: unknown): void {
  const body = JSON.stringify(value)
  response.writeHead(status, { ...guards, 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': Buffer.byteLength(body), ...(status === 413 ? { Connection: 'close' } : {}) })
  response.end(body)
}

/** The first value is waited for, so that what fails at once still gets its own status. */
async function stream(response: ServerResponse, values: AsyncIterable<unknown>, signal: AbortSignal): Promise<void> {
  const iterator = values[Symbol.asyncIterator]()
  try {
    let next = await iterator.next()
    response.writeHead(200, { ...guards, 'Content-Type': 'text/event-stream; charset=utf-8', Connection: 'keep-alive' })
    for (; !next.done && !signal.aborted; next = await iterator.next()) await write(response, JSON.stringify(next.value))
    if (!signal.aborted) response.end('data: [DONE]\n\n')
  } finally {
    await iterator.return?.()
  }
}

/** A reader slower than the writer is waited for. */
function write(response: ServerResponse, data: string): Promise<void> | void {
  if (response.write(`data: ${data}\n\n`)) return
  return new Promise((resolve) => {
    response.once('drain', resolve)
    response.once('close', resolve)
  })
}

/** In the middle of a stream the status is out: the error goes as one more event, as OpenAI's clients understand it. */
function refuse(response: ServerResponse, error: unknown): void {
  const refused = refusalOf(error)
  if (response.headersSent) return void response.end(`data: ${JSON.stringify(bodyOf(refused))}\n\n`)
  send(response, refused.status, bodyOf(refused))
}
