// Questions to a hub that are answered in memory: what a model is made of, its configuration. Turns its refusals into sentences. Knows no disk.
import { AuroreError, type ErrorCode } from '#shared/errors/index.ts'
import { fileUrl, listingUrl, pageUrl, type Hub } from './address.ts'
import { broken, Refused, Transient, type Line } from './line.ts'
import { Listing } from './listing.ts'
import { persist, type Rest } from './persist.ts'

export type Caller = { readonly hub: Hub, readonly line: Line, readonly rest: Rest, readonly token: string | null, readonly signal: AbortSignal }
export type Asked = { readonly repo: string, readonly revision: string }

/** Characters; a configuration is some thousands, a listing of a large repository some hundred thousand. */
const longestAnswer = 20_000_000

/** A list cut short by a broken line is asked for again; one that is whole and no list is refused. */
export async function askListing(caller: Caller, asked: Asked): Promise<Listing> {
  const json = await spoken(caller, asked, () => askJson(caller, listingUrl(caller.hub, asked.repo, asked.revision)))
  const listing = Listing.safeParse(json)
  if (!listing.success) throw new AuroreError('models.bad-listing', { host: caller.hub.host }, { cause: listing.error })
  return listing.data
}

export async function askConfig(caller: Caller, asked: Asked, commit: string): Promise<Record<string, unknown>> {
  const json = await spoken(caller, asked, () => askJson(caller, fileUrl(caller.hub, asked.repo, commit, 'config.json')))
  if (typeof json !== 'object' || json === null) throw new AuroreError('models.file-missing', { repo: asked.repo, file: 'config.json' })
  return json as Record<string, unknown>
}

function askJson({ line, rest, token, signal }: Caller, url: URL): Promise<unknown> {
  return persist(async () => {
    const response = await line.get(url, { token, signal })
    const text = await response.text().catch((error: unknown) => { throw signal.aborted ? error : broken(error) })
    if (text.length > longestAnswer) throw new Transient('an answer without an end')
    try {
      return JSON.parse(text) as unknown
    } catch (cause) {
      throw new Transient('not a whole answer', { status: response.status, cause })
    }
  }, { rest, signal })
}

/** Whatever goes wrong on the way to a hub leaves as a coded error. */
export async function spoken<T>(caller: Caller, asked: Asked, act: () => Promise<T>, what = asked.repo): Promise<T> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof Transient) throw exhausted(error, caller)
    if (error instanceof Refused) throw refusal(error, caller, asked, what)
    throw error
  }
}

function exhausted(error: Transient, { hub: { host } }: Caller): AuroreError {
  if (error.status === 200) return new AuroreError('models.bad-listing', { host }, { cause: error })
  return error.status === 0
    ? new AuroreError('models.offline', { host, detail: error.message }, { cause: error })
    : new AuroreError('models.hub-busy', { host, status: error.status }, { cause: error })
}

/** A hub answers 401 for what is missing as well as for what is hidden; its own word decides, where it gives one. */
function refusal({ status, reason, known }: Refused, { hub }: Caller, { repo, revision }: Asked, what: string): AuroreError {
  const params = { repo, revision, status, what, host: hub.host, page: pageUrl(hub, repo) }
  const byReason: Readonly<Record<string, ErrorCode>> = { GatedRepo: known ? 'models.token-refused' : 'models.gated', RepoNotFound: 'models.no-such-repo', RevisionNotFound: 'models.no-such-revision' }
  const byStatus: Readonly<Record<number, ErrorCode>> = { 401: known ? 'models.token-refused' : 'models.gated', 403: known ? 'models.token-refused' : 'models.gated', 404: 'models.no-such-repo' }
  return new AuroreError(byReason[reason] ?? byStatus[status] ?? 'models.hub-refused', params)
}
