// A hub on this machine: the paths of a real one over folders of models, large files by redirect to another port, and whatever fault a test asks for.
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export type Request = { readonly port: number, readonly path: string, readonly range: string | null, readonly token: string | null }
export type Answer = { readonly status: number, readonly headers: Record<string, string>, readonly body: Buffer }
/** Is given the answer that would be sent; sends it, or another, or none. */
export type Fault = (response: ServerResponse, answer: Answer) => void

type Repo = { readonly folder: string, readonly gated?: string, readonly revision?: string }

const sha = (kind: 'sha1' | 'sha256', ...parts: readonly (string | Buffer)[]): string => parts.reduce((hash, part) => hash.update(part), createHash(kind)).digest('hex')
const isLarge = (name: string): boolean => name.endsWith('.safetensors')
export const commit = sha('sha1', 'a commit')

const send: Fault = (response, { status, headers, body }) => { response.writeHead(status, { ...headers, 'content-length': String(body.length) }).end(body) }

/** Faults, as a test asks for them. */
export const faults = {
  status: (status: number, headers: Record<string, string> = {}): Fault => (response) => { response.writeHead(status, headers).end('no') },
  /** The line breaks after so many bytes of the body, once `held` says that they have arrived: what a broken line still carries is lost. */
  breakAfter: (bytes: number, held: () => number): Fault => (response, { status, headers, body }) => {
    const wanted = bytes + (status === 206 ? held() : 0)
    response.writeHead(status, { ...headers, 'content-length': String(body.length) })
    response.write(body.subarray(0, bytes))
    const waiting = setInterval(() => { if (held() >= wanted) { clearInterval(waiting); response.destroy() } }, 5)
  },
  /** The line stays open and nothing more comes. */
  stallAfter: (bytes: number): Fault => (response, { status, headers, body }) => {
    response.writeHead(status, { ...headers, 'content-length': String(body.length) })
    response.write(body.subarray(0, bytes))
  },
  /** Same length, other content. */
  garble: ((response, answer) => { send(response, { ...answer, body: Buffer.from(answer.body.map((byte) => byte ^ 1)) }) }) satisfies Fault,
  cutShort: (bytes: number): Fault => (response, answer) => { send(response, { ...answer, body: answer.body.subarray(0, bytes) }) },
  longer: ((response, answer) => { send(response, { ...answer, body: Buffer.concat([answer.body, Buffer.alloc(1000)]) }) }) satisfies Fault
}

export type FakeHub = {
  readonly address: string
  readonly requests: Request[]
  /** Forgets requests and faults. */
  readonly calm: () => void
  /** The next answers to a path that holds `part` go wrong so, one after another. */
  readonly fault: (part: string, ...next: readonly Fault[]) => void
  readonly close: () => Promise<void>
}

export async function openHub(repos: Readonly<Record<string, Repo>>): Promise<FakeHub> {
  const requests: Request[] = []
  const waiting: { readonly part: string, readonly fault: Fault }[] = []
  const serve = (answer: (request: IncomingMessage, path: string) => Answer) => listen(createServer((request, response) => {
    const path = decodeURIComponent(URL.parse(request.url ?? '/', 'http://hub')?.pathname ?? '/')
    requests.push({ port: request.socket.localPort ?? 0, path, range: request.headers.range ?? null, token: request.headers.authorization ?? null })
    const at = waiting.findIndex(({ part }) => path.includes(part))
    const [found] = at < 0 ? [] : waiting.splice(at, 1)
    ;(found?.fault ?? send)(response, answer(request, path))
  }))
  const store = await serve((request, path) => ranged(request, fileAt(repos, path.replace(/^\/store/, ''))))
  const hub = await serve((request, path) => hubAnswer(repos, store.port, request, path))
  return {
    address: `http://127.0.0.1:${hub.port}`, requests,
    calm: () => { requests.length = 0; waiting.length = 0 },
    fault: (part, ...next) => { waiting.push(...next.map((fault) => ({ part, fault }))) },
    close: async () => { await Promise.all([hub.close(), store.close()]) }
  }
}

function listen(server: Server): Promise<{ readonly port: number, readonly close: () => Promise<void> }> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve({
    port: (server.address() as AddressInfo).port,
    close: () => new Promise((done) => { server.close(() => done()); server.closeAllConnections() })
  })))
}

const refuse = (status: number, reason: string): Answer => ({ status, headers: { 'x-error-code': reason }, body: Buffer.from(JSON.stringify({ error: reason })) })

function hubAnswer(repos: Readonly<Record<string, Repo>>, storePort: number, request: IncomingMessage, path: string): Answer {
  const [, api, name = '', rest = ''] = /^\/(api\/models\/)?([^/]+\/[^/]+)\/(?:revision|resolve)\/(.+)$/.exec(path) ?? []
  const repo = repos[name]
  if (!repo) return refuse(401, 'RepoNotFound')
  if (api) return rest === (repo.revision ?? 'main') ? listing(repo) : refuse(404, 'RevisionNotFound')
  if (repo.gated !== undefined && request.headers.authorization !== `Bearer ${repo.gated}`) return refuse(request.headers.authorization ? 403 : 401, 'GatedRepo')
  if (isLarge(path)) return { status: 302, headers: { location: `http://127.0.0.1:${storePort}/store${path}` }, body: Buffer.alloc(0) }
  return ranged(request, fileAt(repos, path))
}

function listing(repo: Repo): Answer {
  const siblings = readdirSync(repo.folder).map((name) => {
    const body = readFileSync(join(repo.folder, name))
    const blobId = sha('sha1', `blob ${body.length}\0`, body)
    return { rfilename: name, size: body.length, blobId, ...(isLarge(name) && { lfs: { sha256: sha('sha256', body), size: body.length, pointerSize: 134 } }) }
  })
  const body = { sha: commit, gated: repo.gated === undefined ? false : 'manual', cardData: { license: 'mit', language: ['fr', 'en'] }, siblings }
  return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(body)) }
}

function fileAt(repos: Readonly<Record<string, Repo>>, path: string): Buffer | null {
  const [, name = '', asked, file = ''] = /^\/([^/]+\/[^/]+)\/resolve\/([^/]+)\/([^/]+)$/.exec(path) ?? []
  const repo = repos[name]
  return repo && asked === commit && readdirSync(repo.folder).includes(file) ? readFileSync(join(repo.folder, file)) : null
}

function ranged(request: IncomingMessage, whole: Buffer | null): Answer {
  if (!whole) return refuse(404, 'EntryNotFound')
  const headers = { etag: `"${sha('sha256', whole).slice(0, 12)}"`, 'accept-ranges': 'bytes' }
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
  if (start === 0 || (request.headers['if-range'] ?? headers.etag) !== headers.etag) return { status: 200, headers, body: whole }
  if (start >= whole.length) return { status: 416, headers: { ...headers, 'content-range': `bytes */${whole.length}` }, body: Buffer.alloc(0) }
  return { status: 206, headers: { ...headers, 'content-range': `bytes ${start}-${whole.length - 1}/${whole.length}` }, body: whole.subarray(start) }
}
