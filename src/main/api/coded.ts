// The border: whatever a service throws leaves the app as one coded error with a sentence. Knows no service and logs nothing.
import { AsyncIteratorClass, ORPCError } from '@orpc/server'
import { AuroreError, sentenceFor, type ErrorCode, type ErrorParams } from '#shared/errors/index.ts'

type CodedData = { readonly code: string, readonly params: ErrorParams }
type CodedError = ORPCError<'CODED', CodedData>

/** An expected failure keeps its code; a bad request and a surprise get theirs. */
export function codedError(error: unknown): CodedError {
  if (error instanceof AuroreError) return carry(error.code, error.params, error)
  if (error instanceof ORPCError && error.code === 'CODED') return error as CodedError
  if (error instanceof ORPCError && error.code === 'BAD_REQUEST') return carry('general.bad-input', { detail: issues(error.data) }, error)
  if (error instanceof Error && error.name === 'AbortError') return carry('general.cancelled', {}, error)
  return carry('general.unexpected', { detail: hint(error) }, error)
}

const carry = (code: ErrorCode, params: ErrorParams, cause: unknown): CodedError =>
  new ORPCError('CODED', { status: 422, message: sentenceFor(code, 'en', params), data: { code, params }, cause })

/** Names the fields, never their contents: those are the author's words. */
function issues(data: unknown): string {
  const found = typeof data === 'object' && data !== null && 'issues' in data && Array.isArray(data.issues) ? data.issues as readonly unknown[] : []
  const paths = found.map((issue) => typeof issue === 'object' && issue !== null && 'path' in issue && Array.isArray(issue.path) ? issue.path.map(String).join('.') : '')
  return [...new Set(paths.map((path) => path || 'input'))].slice(0, 5).join(', ') || 'input'
}

/** A kind and a system code: enough to report, nothing of a stack, a path or a text. */
function hint(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  return 'code' in error && typeof error.code === 'string' ? `${error.name} ${error.code}` : error.name
}

/** A stream outlives the call that made it: its own failures are coded as well. */
export const codedOutput = (output: unknown): unknown => (isStream(output) ? codedStream(output) : output)

const isStream = (output: unknown): output is AsyncIterator<unknown, unknown, void> & AsyncIterable<unknown> =>
  typeof output === 'object' && output !== null && Symbol.asyncIterator in output

const codedStream = (stream: AsyncIterator<unknown, unknown, void>) => new AsyncIteratorClass<unknown, unknown, void>(
  () => stream.next().catch((error: unknown) => { throw codedError(error) }),
  async () => { await stream.return?.() }
)
