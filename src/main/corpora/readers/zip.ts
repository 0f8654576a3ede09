// Opens a Word file's archive safely: sizes are summed from its directory before anything is unfolded, only the parts a text needs come
// out, and none may grow past the size it announced. Writes nothing, follows no path. Knows zip (PKWARE's APPNOTE 6.3), not Word's XML.
import { inflateRawSync } from 'node:zlib'
import { AuroreError } from '#shared/errors/index.ts'

/** Together, once unfolded. A 600,000-word novel needs 4 MB; heavily revised manuscripts some ten times more. */
export const maxUnfoldedBytes = 96 * 1024 * 1024

const wanted = /\.(?:xml|rels)$/i

/** A Word file holds some twenty parts, a richly illustrated one a few hundred. */
const maxEntries = 20_000

type Parts = Readonly<Record<string, Uint8Array>>
type Entry = { readonly name: string, readonly locked: boolean, readonly method: number, readonly packed: number, readonly size: number, readonly offset: number }

/** The XML parts of an archive, by name. Throws a coded error for archives that are damaged, locked or too large. */
export function openArchive(name: string, bytes: Uint8Array): Parts {
  const archive = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const entries = guarded(name, () => directory(archive))
  refuseForeign(name, entries.map((entry) => entry.name))
  const parts = entries.filter((entry) => wanted.test(entry.name))
  if (entries.some((entry) => entry.locked)) throw new AuroreError('corpora.encrypted', { name })
  const total = parts.reduce((sum, { size }) => sum + size, 0)
  if (total > maxUnfoldedBytes) throw new AuroreError('corpora.too-large', { name, limit: maxUnfoldedBytes / 1024 / 1024 })
  return guarded(name, () => Object.fromEntries(parts.map((entry) => [entry.name, unfold(archive, entry)])))
}

/** Whatever a broken archive makes the reading stumble over, it is a damaged file. */
function guarded<T>(name: string, act: () => T): T {
  try { return act() } catch (cause) { throw new AuroreError('corpora.damaged', { name }, { cause }) }
}

const signature = { end: 0x06054B50, entry: 0x02014B50, local: 0x04034B50 } as const

/** The central directory, found from the archive's end, behind a comment of at most 65,535 bytes. */
function directory(archive: Buffer): Entry[] {
  let end = archive.length - 22
  while (end >= 0 && end >= archive.length - 65_557 && archive.readUInt32LE(end) !== signature.end) end--
  if (end < 0 || archive.readUInt32LE(end) !== signature.end) throw new RangeError('no end of central directory')
  const count = archive.readUInt16LE(end + 10)
  if (count > maxEntries) throw new RangeError(`${count} entries`)
  const entries: Entry[] = []
  for (let i = 0, at = archive.readUInt32LE(end + 16); i < count; i++) {
    if (archive.readUInt32LE(at) !== signature.entry) throw new RangeError(`no entry at ${at}`)
    const lengths = [28, 30, 32].map((field) => archive.readUInt16LE(at + field))
    entries.push({
      name: archive.toString('utf8', at + 46, at + 46 + (lengths[0] ?? 0)), locked: (archive.readUInt16LE(at + 8) & 1) === 1,
      method: archive.readUInt16LE(at + 10), packed: archive.readUInt32LE(at + 20), size: archive.readUInt32LE(at + 24), offset: archive.readUInt32LE(at + 42)
    })
    at += lengths.reduce((sum, length) => sum + length, 46)
  }
  return entries
}

const methods: Readonly<Record<number, (data: Buffer, size: number) => Uint8Array>> = {
  0: (data) => data,
  8: (data, size) => inflateRawSync(data, { maxOutputLength: Math.max(1, size) })
}

function unfold(archive: Buffer, { name, method, packed, size, offset }: Entry): Uint8Array {
  if (archive.readUInt32LE(offset) !== signature.local) throw new RangeError(`no data for ${name}`)
  const from = offset + 30 + archive.readUInt16LE(offset + 26) + archive.readUInt16LE(offset + 28)
  const open = methods[method]
  if (open === undefined || from + packed > archive.length) throw new RangeError(`${name}: method ${method}, ${packed} bytes`)
  return open(archive.subarray(from, from + packed), size)
}

const foreign: readonly (readonly [string, string])[] = [
  ['META-INF/container.xml', 'EPUB'], ['content.xml', 'OpenDocument'], ['Index/Document.iwa', 'Pages'], ['Index.zip', 'Pages']
]

function refuseForeign(name: string, entries: readonly string[]): void {
  const format = foreign.find(([entry]) => entries.includes(entry))?.[1]
  if (format) throw new AuroreError('corpora.unsupported-format', { name, format })
  if (!entries.includes('[Content_Types].xml') && !entries.includes('_rels/.rels')) throw new AuroreError('corpora.not-a-document', { name })
}
