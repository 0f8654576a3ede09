// Zip archives that come out the same, byte for byte, from the same content. Knows no book.
import { zipSync, type Zippable } from 'fflate'

export type ArchiveFile = { readonly name: string, readonly bytes: Uint8Array, readonly stored?: boolean }

/** Zip counts years from 1980 in local time: the first day it has is the same on every machine. */
const noDate = new Date(1980, 0, 1)

/** Names may not look like array indices, which JavaScript would put first. */
export function archive(files: readonly ArchiveFile[]): Uint8Array {
  const entries: Zippable = {}
  for (const { name, bytes, stored } of files) entries[name] = [bytes, { level: stored ? 0 : 6, mtime: noDate }]
  return zipSync(entries)
}
