// A completions server of the tests' own, on a real socket: it keeps what it was asked, and answers as each test has it answer.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Asked { readonly path: string; readonly key: string | null; readonly body: Record<string, unknown> }
export type Answer = (asked: Asked, response: ServerResponse) => void | Promise<void>

export interface CompletionsServer { readonly address: string; /** What was sent; and every call besides. */ readonly asked: readonly Asked[]; readonly all: readonly Asked[]; answer: Answer; /** To whoever looks what there is: nothing, unless told otherwise. */ look: Answer; readonly close: () => Promise<void> }

async function read(request: IncomingMessage): Promise<Asked> {
  let text = ''
  for await (const part of request) text += String(part)
  const [, key = null] = /^Bearer (.*)$/.exec(request.headers.authorization ?? '') ?? []
  return { path: request.url ?? '', key, body: text === '' ? {} : JSON.parse(text) as Record<string, unknown> }
}

export async function completionsServer(answer: Answer): Promise<CompletionsServer> {
  const [all, asked]: [Asked[], Asked[]] = [[], []]
  const server = createServer((request, response) => void read(request).then((one) => {
    all.push(one)
    if (request.method === 'GET') return made.look(one, response)
    asked.push(one)
    return made.answer(one, response)
  }))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const made: CompletionsServer = {
    address: `http://127.0.0.1:${port}/v1`, asked, all, answer, look: (_, response) => json(response, 404, { error: { message: 'Not Found' } }),
    close: () => new Promise((resolve) => { server.close(() => resolve()); server.closeAllConnections() })
  }
  return made
}

export function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}

const event = (text: string, reason: string | null): string => `data: ${JSON.stringify({ choices: [{ index: 0, text, finish_reason: reason }] })}\n\n`

/** Streams pieces; `end`: how it goes on after the last. */
export function stream(response: ServerResponse, pieces: readonly string[], end: 'stop' | 'length' | 'cut' | 'silent' | 'done' = 'stop'): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (const piece of pieces) response.write(event(piece, null))
  if (end === 'stop' || end === 'length') response.end(`${event('', end)}data: [DONE]\n\n`)
  if (end === 'done') response.end('data: [DONE]\n\n')
  // Once the pieces have left, the line breaks.
  if (end === 'cut') response.write(': \n\n', () => setTimeout(() => response.destroy(), 30))
  if (end === 'silent') response.end()
}
