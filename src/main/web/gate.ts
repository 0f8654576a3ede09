// Who may come in: the right host, the right origin, one use of a token, then a session. Knows no transport.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

const secret = (): string => randomBytes(32).toString('base64url')
const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
/** In constant time, whatever the lengths. */
const same = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b))

export type Refusal = 'shell.wrong-host' | 'shell.wrong-origin' | 'shell.no-session'

/** One browser shell's doorkeeper. Tokens open once; sessions last as long as the server. */
export class Gate {
  readonly #hosts: readonly string[]
  readonly #cookie: string
  #tokens: readonly string[] = []
  #sessions: readonly string[] = []

  /** Cookies are shared between the ports of a host, so the cookie's name carries the port. */
  constructor(port: number) {
    this.#hosts = [`127.0.0.1:${port}`, `localhost:${port}`]
    this.#cookie = `aurore-${port}`
  }

  /** A token for one printed address. */
  newToken(): string {
    const token = secret()
    this.#tokens = [...this.#tokens, token]
    return token
  }

  /** Spends a token; the answer is the session's cookie, or null when the token is unknown or already spent. */
  exchange(token: string): string | null {
    const known = this.#tokens.filter((one) => same(one, token))
    if (known.length === 0) return null
    this.#tokens = this.#tokens.filter((one) => !known.includes(one))
    const session = secret()
    this.#sessions = [...this.#sessions, session]
    return `${this.#cookie}=${session}; Path=/; HttpOnly; SameSite=Strict`
  }

  /** A foreign name that resolves here (DNS rebinding) or a foreign page never passes. `upgrade`: browsers always send an Origin. */
  refusal(headers: IncomingHttpHeaders, upgrade: boolean): Refusal | null {
    if (!this.#hosts.includes(headers.host ?? '')) return 'shell.wrong-host'
    const origin = headers.origin
    if (origin === undefined ? upgrade : origin !== `http://${headers.host}`) return 'shell.wrong-origin'
    return null
  }

  hasSession(headers: IncomingHttpHeaders): boolean {
    const given = (headers.cookie ?? '').split(';').map((pair) => pair.trim()).filter((pair) => pair.startsWith(`${this.#cookie}=`))
    return given.some((pair) => this.#sessions.some((session) => same(pair.slice(this.#cookie.length + 1), session)))
  }
}
