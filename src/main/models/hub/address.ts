// Where things lie at a hub: its lists, its files, its pages. Knows addresses; asks nobody.
import { AuroreError } from '#shared/errors/index.ts'

export const usualHub = 'https://huggingface.co'

export type Hub = { readonly address: URL, readonly host: string }

/** AURORE_HUB names a mirror. */
export function hubAt(address: string): Hub {
  const url = URL.parse(address)
  if (!url || !/^https?:$/.test(url.protocol)) throw new AuroreError('models.bad-hub', { address })
  return { address: url, host: url.host }
}

const under = ({ address }: Hub, path: string): URL => new URL(`${address.pathname.replace(/\/$/, '')}/${path}`, address)

/** A revision may hold slashes ("refs/pr/1"): as one piece of the path they are escaped. */
export const listingUrl = (hub: Hub, repo: string, revision: string): URL => {
  const url = under(hub, `api/models/${repo}/revision/${encodeURIComponent(revision)}`)
  url.searchParams.set('blobs', 'true')
  return url
}

export const fileUrl = (hub: Hub, repo: string, commit: string, file: string): URL =>
  under(hub, `${repo}/resolve/${encodeURIComponent(commit)}/${encodeURIComponent(file)}`)

export const pageUrl = (hub: Hub, repo: string): string => under(hub, repo).href
