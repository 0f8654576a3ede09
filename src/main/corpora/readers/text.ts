// Plain text: its lines as they are, free of what only machines see. Knows encodings, not novels.
import { AuroreError } from '#shared/errors/index.ts'
import { unmarked } from '../marks.ts'
import type { Decoded } from './encoding.ts'
import { decode } from './encoding.ts'
import type { Reading, SourceFile } from './reading.ts'

/** Reading a text longer than this would freeze the window; the longest novels stay under a fifth of it. */
export const maxTextBytes = 64 * 1024 * 1024

export function readText(file: SourceFile): Reading {
  const { text, encoding, warnings } = decodeText(file)
  return { format: 'txt', encoding, marked: text, title: null, author: null, warnings }
}

export function decodeText(file: SourceFile): Decoded {
  if (file.bytes.length > maxTextBytes) throw new AuroreError('corpora.too-large', { name: file.name, limit: maxTextBytes / 1024 / 1024 })
  const decoded = decode(file.bytes)
  if (decoded === null) throw new AuroreError('corpora.binary', { name: file.name })
  return { ...decoded, text: plainLines(decoded.text) }
}

/** One kind of line end; a page break is a blank line; byte order marks and stray controls gone; accents in one piece (NFC). */
export function plainLines(text: string): string {
  return unmarked(text).replace(/\r\n?|[\u2028\u0085]/g, '\n').replace(/[\f\u2029]/g, '\n\n')
    .replace(/[\uFEFF\u0000-\u0008\u000B\u000E-\u001F\u007F]/g, '').normalize('NFC')
}
