// Opens a Word file's archive safely: sizes are summed from its directory before anything is unfolded, and only the parts a text needs
// come out. Writes nothing, follows no path. Knows zip, not Word's XML.
import { unzipSync } from 'fflate'
import { AuroreError } from '#shared/errors/index.ts'

/** Together, once unfolded. A 600,000-word novel needs 4 MB; heavily revised manuscripts some ten times more. */
export const maxUnfoldedBytes = 96 * 1024 * 1024

const wanted = /\.(?:xml|rels)$/i

/** A Word file holds some twenty parts, a richly illustrated one a few hundred. */
const maxEntries = 20_000

type Parts = Readonly<Record<string, Uint8Array>>

/** The XML parts of an archive, by name. Throws a coded error for archives that are damaged, locked or too large. */
export function openArchive(name: string, bytes: Uint8Array): Parts {
  const entries = directory(name, bytes)
  if (hasLockedEntry(bytes)) throw new AuroreError('corpora.encrypted', { name })
  refuseForeign(name, entries.map((entry) => entry.name))
  const total = entries.filter((entry) => wanted.test(entry.name)).reduce((sum, entry) => sum + entry.size, 0)
  if (total > maxUnfoldedBytes) throw new AuroreError('corpora.too-large', { name, limit: maxUnfoldedBytes / 1024 / 1024 })
  return unfold(name, bytes)
}

type Entry = { readonly name: string, readonly size: number }

function directory(name: string, bytes: Uint8Array): Entry[] {
  const entries: Entry[] = []
  try {
    unzipSync(bytes, { filter: (entry) => {
      if (entries.push({ name: entry.name, size: entry.originalSize }) > maxEntries) throw new RangeError('too many entries')
      return false
    } })
  } catch (cause) { throw new AuroreError('corpora.damaged', { name }, { cause }) }
  return entries
}

/** fflate unfolds each entry into a buffer of the size announced, so an entry that lies about it is cut off, never let grow. */
function unfold(name: string, bytes: Uint8Array): Parts {
  try {
    return unzipSync(bytes, { filter: (entry) => wanted.test(entry.name) })
  } catch (cause) { throw new AuroreError('corpora.damaged', { name }, { cause }) }
}

/** Bit 0 of the general flags, in the first local header. */
const hasLockedEntry = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[2] === 3 && ((bytes[6] ?? 0) & 1) === 1

function refuseForeign(name: string, entries: readonly string[]): void {
  const has = (entry: string) => entries.includes(entry)
  const format = has('META-INF/container.xml') ? 'EPUB' : has('content.xml') ? 'OpenDocument' : has('Index/Document.iwa') ? 'Pages' : null
  if (format) throw new AuroreError('corpora.unsupported-format', { name, format })
  if (!has('[Content_Types].xml') && !has('_rels/.rels')) throw new AuroreError('corpora.not-a-document', { name })
}
