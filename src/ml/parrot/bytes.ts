// An index of passages as one file, and back: numbers as they lie in memory (little endian), words as text between them. Knows bytes; knows no folder.
import type { TextIndex } from './text-index.ts'

/** Changes whenever folding or this layout does, so that an older file is made anew. */
const MAGIC = 'aurore parrot 1\n'
const LENGTHS = 5

export interface KeptIndex { readonly texts: TextIndex; /** What the maker wrote beside it: which texts these are, of which state. */ readonly about: string }

const aligned = (at: number): number => (at + 3) & ~3

/** Sizes of the parts in bytes, in their order: what it is about, the words, then three arrays of four bytes each (symbols and order are one long). */
export function indexBytes({ texts: { vocabulary, index, passages, starts }, about }: KeptIndex): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder()
  const parts = [encoder.encode(about), encoder.encode([...vocabulary.keys()].join('\n'))]
  const arrays = [index.symbols, index.order, passages, starts]
  const head = MAGIC.length + LENGTHS * 4
  const total = [...parts, ...arrays].reduce((at, { byteLength }) => aligned(at) + byteLength, head)
  const bytes = new Uint8Array(total)
  bytes.set(encoder.encode(MAGIC))
  new Uint32Array(bytes.buffer, MAGIC.length, LENGTHS).set([...parts.map((part) => part.byteLength), index.symbols.length, passages.length, vocabulary.size])
  let at = head
  for (const part of [...parts, ...arrays]) {
    bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), aligned(at))
    at = aligned(at) + part.byteLength
  }
  return bytes
}

/** Null for anything that is not such a file, or an older one. The arrays are views of `bytes`, which must begin at a multiple of four. */
export function readIndex(bytes: Uint8Array<ArrayBuffer>): KeptIndex | null {
  const decoder = new TextDecoder()
  const head = MAGIC.length + LENGTHS * 4
  if (bytes.byteLength < head || bytes.byteOffset % 4 !== 0 || decoder.decode(bytes.subarray(0, MAGIC.length)) !== MAGIC) return null
  const [aboutBytes = 0, wordBytes = 0, symbols = 0, passages = 0, words = 0] = new Uint32Array(bytes.buffer, bytes.byteOffset + MAGIC.length, LENGTHS)
  const numbersAt = aligned(aligned(head + aboutBytes) + wordBytes)
  if (bytes.byteLength !== numbersAt + 4 * (3 * symbols + passages)) return null
  let at = head
  const take = (length: number): number => {
    const begin = aligned(at)
    at = begin + length
    return bytes.byteOffset + begin
  }
  const text = (length: number): string => decoder.decode(new Uint8Array(bytes.buffer, take(length), length))
  const numbers = (length: number): Int32Array<ArrayBuffer> => new Int32Array(bytes.buffer, take(4 * length), length)
  const about = text(aboutBytes)
  const forms = words === 0 ? [] : text(wordBytes).split('\n')
  const index = { symbols: numbers(symbols), order: numbers(symbols) }
  const [bounds, starts] = [numbers(passages), new Uint32Array(bytes.buffer, take(4 * symbols), symbols)]
  return { texts: { vocabulary: new Map(forms.map((form, id) => [form, id])), index, passages: bounds, starts }, about }
}
