// A file's hash as a hub announces it. Knows two kinds; reads, never writes.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { Check } from './listing.ts'

/** Git hashes a small header, "blob SIZE" and a zero byte, before the content. */
export async function digestOf(path: string, kind: Check['kind'], signal: AbortSignal): Promise<string> {
  const hash = createHash(kind === 'git' ? 'sha1' : 'sha256')
  if (kind === 'git') hash.update(`blob ${(await stat(path)).size}\0`)
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20, signal })) hash.update(piece as Buffer)
  return hash.digest('hex')
}
