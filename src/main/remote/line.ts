// The line to another program: one call at a time, never to an address she did not give, by the system's proxies where it leaves this machine. Every failure of
// the line becomes a coded one. Knows HTTP; knows no protocol, no setting and no manuscript.
import { Agent, EnvHttpProxyAgent, fetch, type Response } from 'undici'
import { hostOf, isThisMachine } from '#shared/endpoint.ts'
import { AuroreError } from '#shared/errors/index.ts'

export type { Response } from 'undici'

export interface Door { readonly address: string; readonly key: string | null }
/** `path` begins with a slash; `root`: from the server's root, where an address that ends in /v1 stands below it. `body` makes it a POST. */
export interface Call { readonly path: string; readonly root?: boolean; readonly body?: unknown; readonly signal?: AbortSignal | undefined; /** Milliseconds for all of it; without: as long as a text takes. */ readonly within?: number }

/** Milliseconds. A model may have to be loaded, and a long text read, before the first word. */
export interface Patience { readonly connect: number; readonly answer: number; readonly piece: number }
const usual: Patience = { connect: 10_000, answer: 300_000, piece: 120_000 }

export interface Line {
  readonly call: (door: Door, call: Call) => Promise<Response>
  /** What broke while an answer came, as a coded error. */
  readonly broken: (door: Door, error: unknown) => AuroreError
  readonly close: () => Promise<void>
}

/** The innermost reason: fetch wraps what happened once or twice, and a name with several addresses gives a reason for each. */
function causeOf(error: unknown): Error {
  if (error instanceof AggregateError && error.errors.length > 0) return causeOf(error.errors[0])
  if (error instanceof Error && error.cause instanceof Error) return causeOf(error.cause)
  return error instanceof Error ? error : new Error(String(error))
}

const codeOf = (error: Error): string => ('code' in error ? String(error.code) : '')

/** As Node and OpenSSL name what is wrong with a certificate, or with a server that does not encrypt at all. */
const isCertificate = (code: string): boolean => /CERT|ERR_TLS|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/u.test(code)
const isPlain = (code: string): boolean => /ERR_SSL|EPROTO/u.test(code)
const isSilence = (code: string): boolean => /UND_ERR_(?:HEADERS|BODY)_TIMEOUT/u.test(code)

function proxyFor(address: string): string | null {
  const names = address.startsWith('https:') ? ['https_proxy', 'HTTPS_PROXY'] : ['http_proxy', 'HTTP_PROXY']
  const found = names.map((name) => process.env[name]).find((value) => value !== undefined && value !== '')
  return found === undefined || isThisMachine(address) ? null : hostOf(found)
}

export function openLine(patience: Patience = usual): Line {
  const limits = { headersTimeout: patience.answer, bodyTimeout: patience.piece, connect: { timeout: patience.connect } }
  const [direct, outside] = [new Agent(limits), new EnvHttpProxyAgent(limits)]

  function failure({ address }: Door, error: unknown): AuroreError | null {
    const cause = causeOf(error)
    const [code, host] = [codeOf(cause), hostOf(address)]
    if (isSilence(code)) return new AuroreError('remote.silent', { host, seconds: Math.round((code.includes('BODY') ? patience.piece : patience.answer) / 1000) }, { cause: error })
    if (isCertificate(code)) return new AuroreError('remote.certificate', { host, detail: code }, { cause: error })
    if (isPlain(code)) return new AuroreError('remote.not-encrypted', { host }, { cause: error })
    return null
  }

  function unreachable(door: Door, error: unknown): AuroreError {
    const cause = causeOf(error)
    const [proxy, detail] = [proxyFor(door.address), codeOf(cause) || cause.message]
    const by = proxy === null ? new AuroreError('remote.unreachable', { host: hostOf(door.address), detail }, { cause: error }) : new AuroreError('remote.proxy', { host: hostOf(door.address), proxy, detail }, { cause: error })
    return failure(door, error) ?? by
  }

  return {
    /** Followed nowhere: a redirection would take her text to an address she never saw. */
    async call(door, { path, root = false, body, signal, within }) {
      const { address, key } = door
      const late = within === undefined ? null : AbortSignal.timeout(within)
      const until = AbortSignal.any([signal, late].filter((one) => one !== undefined && one !== null))
      const url = (root ? address.replace(/\/v1$/u, '') : address) + path
      try {
        const response = await fetch(url, {
          method: body === undefined ? 'GET' : 'POST', redirect: 'manual', dispatcher: isThisMachine(address) ? direct : outside, signal: until, body: body === undefined ? null : JSON.stringify(body),
          headers: { 'content-type': 'application/json', ...(key !== null && { authorization: `Bearer ${key}` }) }
        })
        if (response.status < 300 || response.status >= 400) return response
        await response.body?.cancel()
        throw new AuroreError('remote.moved', { host: hostOf(address), to: hostOf(URL.parse(response.headers.get('location') ?? '', url)?.href ?? '—') })
      } catch (error) {
        if (late?.aborted && !signal?.aborted) throw new AuroreError('remote.silent', { host: hostOf(address), seconds: Math.round((within ?? 0) / 1000) }, { cause: error })
        throw signal?.aborted || error instanceof AuroreError ? error : unreachable(door, error)
      }
    },
    broken: (door, error) => failure(door, error) ?? new AuroreError('remote.broken', { host: hostOf(door.address), detail: codeOf(causeOf(error)) || causeOf(error).message }, { cause: error }),
    close: async () => { await Promise.all([direct.destroy(), outside.destroy()]) }
  }
}
