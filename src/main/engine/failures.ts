// What went wrong in the engine process, as a coded error on this side. Knows the codes and the transport's own errors.
import { ORPCError } from '@orpc/client'
import { CodedError } from '#shared/contract/base.ts'
import { AuroreError, isErrorCode } from '#shared/errors/index.ts'

/** An aborted call stays what it is: whoever aborted it knows why. */
const isAbort = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError'

function fromTransport(error: ORPCError<string, unknown>): AuroreError {
  const coded = error.code === 'CODED' ? CodedError.safeParse(error.data) : undefined
  if (coded?.success && isErrorCode(coded.data.code)) return new AuroreError(coded.data.code, coded.data.params, { cause: error })
  if (error.code === 'BAD_REQUEST') return new AuroreError('general.bad-input', { detail: error.message }, { cause: error })
  return new AuroreError('general.unexpected', { detail: error.message }, { cause: error })
}

/** `death` is how the process ended, where it did. */
export function translateFailure(error: unknown, death: string | null): unknown {
  if (error instanceof AuroreError) return error
  if (error instanceof ORPCError) return fromTransport(error)
  if (death !== null) return new AuroreError('engine.died', { detail: death }, { cause: error })
  if (isAbort(error)) return error
  return new AuroreError('general.unexpected', { detail: error instanceof Error ? error.message : String(error) }, { cause: error })
}
