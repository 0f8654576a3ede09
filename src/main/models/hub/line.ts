// The line to a hub: one GET at a time, redirects followed by hand so that the token never reaches another host, proxies by environment. Knows no file.
import type { Dispatcher, Response, fetch } from 'undici'

/** Something between here and the hub failed, and may not the next time. `status` 0: no answer at all. */
export class Transient extends Error {
  readonly status: number
  /** Seconds that the hub asks to wait. */
  readonly retryAfter: number | null

  constructor(message: string, { status = 0, retryAfter = null, cause }: { readonly status?: number, readonly retryAfter?: number | null, readonly cause?: unknown } = {}) {
    super(message, { cause })
    this.status = status
    this.retryAfter = retryAfter
  }
}

/** The hub said no. `reason` is its own word for it (X-Error-Code), where it gives one. */
export class Refused extends Error {
  readonly status: number
  readonly reason: string
  /** Whether a token was sent along. */
  readonly known: boolean

  constructor(status: number, reason: string, known: boolean) {
    super(`refused with ${status} ${reason}`)
    this.status = status
    this.reason = reason
    this.known = known
  }
}

export type Ask = { readonly headers?: Readonly<Record<string, string>>, readonly token: string | null, readonly signal: AbortSignal }
export type Line = { readonly get: (url: URL, ask: Ask) => Promise<Response>, readonly close: () => Promise<void> }

/** Milliseconds without a byte before a line counts as dead. */
const silence = 30_000
const mostHops = 8
const mayPass: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504])
const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

/** A proxy is for the world outside: a mirror on this machine is reached directly. */
const isHere = ({ hostname }: URL): boolean => hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.')

type Ways = { readonly fetch: typeof fetch, readonly through: (to: URL) => Dispatcher, readonly close: () => Promise<unknown> }

/** Loaded when something is first asked of a hub: most who open the program never do. */
async function openWays(patience: number): Promise<Ways> {
  const { Agent, EnvHttpProxyAgent, fetch } = await import('undici')
  const limits = { headersTimeout: patience, bodyTimeout: patience, connect: { timeout: patience } }
  const [direct, outside] = [new Agent(limits), new EnvHttpProxyAgent(limits)]
  return { fetch, through: (to) => (isHere(to) ? direct : outside), close: () => Promise.all([direct.destroy(), outside.destroy()]) }
}

export function openLine(patience = silence): Line {
  let ways: Promise<Ways> | null = null
  return {
    get: async (url, ask) => follow(url, ask, await (ways ??= openWays(patience))),
    close: async () => { await (await ways)?.close() }
  }
}

async function follow(first: URL, ask: Ask, ways: Ways): Promise<Response> {
  let url = first
  for (let hop = 0; hop < mostHops; hop++) {
    const response = await once(url, { ...ask, token: url.origin === first.origin ? ask.token : null }, ways)
    if (!redirects.has(response.status)) return judged(response, ask.token !== null)
    url = next(url, response.headers.get('location'))
    await response.body?.cancel()
  }
  throw new Transient('too many redirects')
}

/** Files are wanted as they are: a compressed answer would make sizes and ranges meaningless. */
async function once(url: URL, { headers, token, signal }: Ask, { fetch, through }: Ways): Promise<Response> {
  try {
    return await fetch(url.href, {
      redirect: 'manual', signal, dispatcher: through(url),
      headers: { 'accept-encoding': 'identity', 'user-agent': 'aurore', ...headers, ...(token !== null && { authorization: `Bearer ${token}` }) }
    })
  } catch (error) {
    throw signal.aborted ? error : broken(error)
  }
}

function next(from: URL, location: string | null): URL {
  const to = location === null ? null : URL.parse(location, from.href)
  if (!to || !/^https?:$/.test(to.protocol)) throw new Transient('a redirect to nowhere')
  if (from.protocol === 'https:' && to.protocol === 'http:') throw new Transient('a redirect that gives up encryption')
  return to
}

async function judged(response: Response, known: boolean): Promise<Response> {
  const { status, headers } = response
  if (response.ok || status === 416) return response
  await response.body?.cancel()
  if (mayPass.has(status)) throw new Transient(`answer ${status}`, { status, retryAfter: secondsOf(headers.get('retry-after')) })
  throw new Refused(status, headers.get('x-error-code') ?? '', known)
}

/** Retry-After holds seconds or a date. */
function secondsOf(text: string | null): number | null {
  if (text === null) return null
  const seconds = /^\d+$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1000
  return Number.isFinite(seconds) ? Math.max(0, seconds) : null
}

/** Reading a body may break as a connection does. */
export function broken(error: unknown): Transient {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const code = inner instanceof Error && 'code' in inner ? String(inner.code) : ''
  return new Transient(code || (inner instanceof Error ? inner.message : String(inner)), { cause: error })
}
