// What a file really is, by its first bytes; its name is only a hint for telling Markdown from plain text. Opens nothing.
import { AuroreError } from '#shared/errors/index.ts'
import type { DocumentFormat } from '#shared/contract/corpora.ts'
import type { SourceFile } from './reading.ts'

type Kind = 'zip' | 'text'

const latin = (bytes: Uint8Array, length: number): string => Buffer.from(bytes.subarray(0, length)).toString('latin1')

const signatures: readonly (readonly [RegExp, string])[] = [
  [/^%PDF-/, 'PDF'], [/^\{\\rtf/, 'RTF'], [/^Rar!/, 'RAR'], [/^7z\xBC\xAF/, '7z'], [/^\x1F\x8B/, 'gzip'],
  [/^\s*(?:<!doctype html|<html)/i, 'HTML'], [/^\s*<\?xml[^>]*\?>\s*(?:<\?[^>]*\?>\s*)*<(?:pkg:package|w:wordDocument)/, 'Word XML'],
  [/^\s*<\?xml/, 'XML']
]

/** Refuses by name the formats Aurore knows of and cannot read. */
export function sniff(file: SourceFile): Kind {
  if (file.bytes.length === 0) throw new AuroreError('corpora.empty-file', { name: file.name })
  const head = latin(file.bytes, 1024).replace(/^(?:\xEF\xBB\xBF)/, '')
  if (/^PK(?:\x03\x04|\x05\x06|\x07\x08)/.test(head)) return 'zip'
  if (head.startsWith('\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1')) throw compoundFile(file)
  const known = signatures.find(([pattern]) => pattern.test(head))
  if (known) throw new AuroreError('corpora.unsupported-format', { name: file.name, format: known[1] })
  return 'text'
}

/** An OLE container: a Word file under a password names its stream "EncryptedPackage"; anything else is an old .doc. */
function compoundFile(file: SourceFile): AuroreError {
  const encrypted = Buffer.from(file.bytes).includes(Buffer.from('EncryptedPackage', 'utf16le'))
  return encrypted
    ? new AuroreError('corpora.encrypted', { name: file.name })
    : new AuroreError('corpora.unsupported-format', { name: file.name, format: 'Word 97-2003 (.doc)' })
}

export const textFormat = (name: string): DocumentFormat => /\.(?:md|markdown|mdown|mkd)$/i.test(name) ? 'md' : 'txt'

export const extensionOf = (name: string): string => /\.([A-Za-z0-9]{1,10})$/.exec(name)?.[1]?.toLowerCase() ?? ''
