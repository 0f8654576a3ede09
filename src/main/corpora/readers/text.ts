// Plain text: its lines as they are, free of what only machines see. Knows encodings, not novels.
import { AuroreError } from '#shared/errors/index.ts'
import { unmarked } from '../marks.ts'
import { wrapWidth } from '../width.ts'
import type { Decoded } from './encoding.ts'
import { decode } from './encoding.ts'
import { paragraphsWithSceneGaps } from './gaps.ts'
import type { Reading, SourceFile } from './reading.ts'

/** Reading a text longer than this would freeze the window; the longest novels stay under a fifth of it. */
export const maxTextBytes = 64 * 1024 * 1024

export function readText(file: SourceFile): Reading {
  const { text, encoding, warnings } = decodeText(file)
  return { format: 'txt', encoding, marked: inParagraphs(text), title: null, author: null, warnings }
}

/** A line longer than this was never broken at a width: it is a paragraph. */
const longLine = 100

/**
 * Word processors save a paragraph as one line, with no blank line after it. Such a text has long lines, and most of its lines follow one
 * another; then every line is a paragraph.
 */
function inParagraphs(text: string): string {
  const lines = text.split('\n')
  const written = lines.flatMap((line, i) => line.trim() === '' ? [] : [i])
  const close = written.filter((i) => (lines[i + 1] ?? '').trim() !== '').length
  const long = written.filter((i) => (lines[i] ?? '').length > longLine).length
  const isLineByLine = written.length > 1 && close >= written.length * 0.6 && long >= written.length * 0.05 && wrapWidth(text) === null
  return isLineByLine ? paragraphsWithSceneGaps(lines) : text
}

export function decodeText(file: SourceFile): Decoded {
  if (file.bytes.length > maxTextBytes) throw new AuroreError('corpora.too-large', { name: file.name, limit: maxTextBytes / 1024 / 1024 })
  const decoded = decode(file.bytes)
  if (decoded === null) throw new AuroreError('corpora.binary', { name: file.name })
  return { ...decoded, text: plainLines(decoded.text) }
}

/** No page is this wide: a longer blank within a line means nothing, and would make every search over it slow. */
const widestBlank = 120
const meaninglessBlank = /[^\S\n]{121,}/g

/** One kind of line end; a page break is a blank line; byte order marks and stray controls gone; accents in one piece (NFC). */
export function plainLines(text: string): string {
  return unmarked(text).replace(/\r\n?|[\u2028\u0085]/g, '\n').replace(/[\f\u2029]/g, '\n\n')
    .replace(meaninglessBlank, (blank) => blank.slice(0, widestBlank))
    .replace(/[\uFEFF\u0000-\u0008\u000B\u000E-\u001F\u007F]/g, '').normalize('NFC')
}
