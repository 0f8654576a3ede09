// Failures as OpenAI's programs read them: a status and a body of one shape. Knows Aurore's coded errors; knows no server.
import { AuroreError, type ErrorCode } from '#shared/errors/index.ts'

/** What is wrong with a call; `param` names the field at fault. */
export class Refused extends Error {
  override name = 'Refused'
  readonly status: number
  readonly code: string | null
  readonly param: string | null

  constructor(status: number, message: string, { code = null, param = null }: { readonly code?: string | null; readonly param?: string | null } = {}) {
    super(message)
    this.status = status
    this.code = code
    this.param = param
  }
}

export const badRequest = (param: string | null, message: string): Refused => new Refused(400, message, { param })

/** Failures that are the call's own, or that another moment may mend; all others are the server's (500). */
const statuses: Partial<Record<ErrorCode, number>> = {
  'general.not-found': 404, 'general.bad-input': 400, 'voices.not-ready': 409, 'engine.out-of-memory': 503, 'engine.died': 503
}

export function refusalOf(error: unknown): Refused {
  if (error instanceof Refused) return error
  if (error instanceof AuroreError) return new Refused(statuses[error.code] ?? 500, error.message, { code: error.code })
  return new Refused(500, 'Something went wrong that Aurore did not foresee.', { code: 'general.unexpected' })
}

export const bodyOf = ({ status, message, code, param }: Refused) =>
  ({ error: { message, type: status >= 500 ? 'server_error' : 'invalid_request_error', param, code } })
