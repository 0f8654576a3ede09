// From bytes to characters: byte order mark, then UTF-16 by its zero bytes, then strict UTF-8, then the old one-byte encodings judged by
// how well they read as French or English, then statistics for the rest of the world. Knows no file format.
import { detect } from 'chardet'
import iconv from 'iconv-lite'
import type { WarningCode } from '../manuscript.ts'

export type Decoded = { readonly text: string, readonly encoding: string, readonly warnings: readonly WarningCode[] }

const sure = (text: string, encoding: string): Decoded => ({ text, encoding, warnings: lostCharacters(text) })
const lostCharacters = (text: string): WarningCode[] => text.includes('\uFFFD') ? ['corpora.warning-characters-lost'] : []

export function decode(bytes: Uint8Array): Decoded | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const decoded = byMark(buffer) ?? byZeroBytes(buffer) ?? byStrictUtf8(buffer) ?? byMixedUtf8(buffer) ?? byReading(buffer)
  return looksBinary(decoded.text) ? null : decoded
}

const marks: readonly (readonly [readonly number[], string, string])[] = [
  [[0xEF, 0xBB, 0xBF], 'utf8', 'UTF-8'], [[0xFF, 0xFE, 0, 0], 'utf32le', 'UTF-32LE'], [[0, 0, 0xFE, 0xFF], 'utf32be', 'UTF-32BE'],
  [[0xFF, 0xFE], 'utf16le', 'UTF-16LE'], [[0xFE, 0xFF], 'utf16be', 'UTF-16BE']
]

function byMark(buffer: Buffer): Decoded | null {
  const found = marks.find(([start]) => start.every((byte, i) => buffer[i] === byte))
  return found ? sure(iconv.decode(buffer, found[1]), found[2]) : null
}

/** French and English in UTF-16 have a zero in every other byte, all on the same side. */
function byZeroBytes(buffer: Buffer): Decoded | null {
  if (buffer.length % 2 !== 0 || buffer.length < 4) return null
  const sample = buffer.subarray(0, 8192)
  const zeros = [0, 1].map((side) => sample.filter((byte, i) => i % 2 === side && byte === 0).length / (sample.length / 2))
  const [even = 0, odd = 0] = zeros
  if (odd > 0.6 && even < 0.1) return sure(iconv.decode(buffer, 'utf16le'), 'UTF-16LE')
  if (even > 0.6 && odd < 0.1) return sure(iconv.decode(buffer, 'utf16be'), 'UTF-16BE')
  return null
}

function byStrictUtf8(buffer: Buffer): Decoded | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(buffer)
    return sure(text, text.length === buffer.length ? 'US-ASCII' : 'UTF-8')
  } catch { return null }
}

/** UTF-8 with a few windows-1252 bytes pasted in: at least nine good accents for each bad one. */
function byMixedUtf8(buffer: Buffer): Decoded | null {
  const loose = buffer.toString('utf8')
  const bad = loose.split('\uFFFD').length - 1
  const good = (loose.match(/[\u0080-\uFFFC]/g) ?? []).length
  if (good < 9 * bad) return null
  return { text: repaired(buffer), encoding: 'UTF-8', warnings: ['corpora.warning-encoding-mixed'] }
}

function repaired(buffer: Buffer): string {
  const sequence = /(?:[\x00-\x7F]|[\xC2-\xDF][\x80-\xBF]|[\xE0-\xEF][\x80-\xBF]{2}|[\xF0-\xF4][\x80-\xBF]{3})+|[\x80-\xFF]/g
  return buffer.toString('latin1').replace(sequence, (piece) => {
    const bytes = Buffer.from(piece, 'latin1')
    return iconv.decode(bytes, piece.length === 1 && piece > '\x7F' ? 'win1252' : 'utf8')
  })
}

/** Accented words, typographic quotes and dashes count for an encoding; signs that break a word count against it. */
function reading(text: string): number {
  const plausible = text.match(/[éèêëàâäçîïôöûùüœæÉÈÊÀÂÇÎÔŒÆ](?=[\p{L}'’ ,.;:!?\n\r»)-])|[’‘“”«»…–—]|\u00A0(?=[;:!?»])|«\u00A0/gu) ?? []
  const broken = text.match(/\p{Ll}\p{Lu}\p{Ll}|\p{L}[¤¦§¨©¬®¯°±²³¶·¸¹º»¼½¾†‡‰‹›™¢£¥√∞≤≥∂∑∏π∫Ω≈∆◊\u0080-\u009F]\p{L}|[ŽžÐðÞþÝý]\p{Ll}/gu) ?? []
  return plausible.length - 2 * broken.length
}

const oneByte: readonly (readonly [string, string])[] = [['win1252', 'windows-1252'], ['macroman', 'macintosh']]

/** One foreign byte in so many: pounds, degrees and a name or two in an English text, too few to judge by. */
const sparse = 500

function byReading(buffer: Buffer): Decoded {
  const foreign = buffer.filter((byte) => byte > 0x7F).length
  const ranked = oneByte.map(([codec, name]) => ({ codec, name, text: iconv.decode(buffer, codec) }))
    .map((option) => ({ ...option, score: reading(option.text) })).sort((a, b) => b.score - a.score)
  const best = ranked[0]
  if (best === undefined || (best.score < foreign / 2 && foreign > buffer.length / sparse)) return byStatistics(buffer)
  const hasControls = buffer.some((byte) => byte >= 0x80 && byte <= 0x9F)
  const name = best.codec === 'win1252' && !hasControls ? 'ISO-8859-1' : best.name
  return { text: best.text, encoding: name, warnings: best.codec === 'macroman' ? ['corpora.warning-encoding-guessed'] : lostCharacters(best.text) }
}

function byStatistics(buffer: Buffer): Decoded {
  const guess = detect(buffer.subarray(0, 262_144)) ?? 'windows-1252'
  const encoding = iconv.encodingExists(guess) ? guess : 'windows-1252'
  const text = iconv.decode(buffer, encoding)
  return { text, encoding, warnings: ['corpora.warning-encoding-guessed', ...lostCharacters(text)] }
}

/** More than one control character in two hundred, or any zero: no one wrote this. */
function looksBinary(text: string): boolean {
  const controls = text.match(/[\x00-\x08\x0E-\x1F\x7F-\x84\x86-\x9F\uFFFD]/g) ?? []
  return text.includes('\0') || controls.length > text.length / 200
}
