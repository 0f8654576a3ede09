// Tokens of another program's model laid over words: each token to the word it ends in. Knows texts and pieces; knows no program.
import type { Counted } from './dialects/kind.ts'

const bytes = (text: string): number => Buffer.byteLength(text)

type Spelling = (piece: string | readonly number[]) => number
/** How programs write a token: its text or bytes; one sign of GPT-2's alphabet a byte; SentencePiece's sign for a blank, and a byte by its number. */
const spelled: Readonly<Record<'text' | 'signs' | 'blanks', Spelling>> = {
  text: (piece) => (typeof piece === 'string' ? bytes(piece) : piece.length),
  signs: (piece) => [...piece].length,
  blanks: (piece) => (typeof piece === 'string' ? bytes(piece.replaceAll('▁', ' ').replace(/^<0x[0-9A-F]{2}>$/u, 'x')) : piece.length)
}

/** Where each token ends, in bytes of the text; null where the pieces are not the text. A blank that SentencePiece puts before every text belongs to its first token. */
export function tokenEnds(text: string, { pieces }: Counted): readonly number[] | null {
  if (pieces === null) return null
  const isBlanks = pieces.some((piece) => typeof piece === 'string' && piece.includes('▁'))
  for (const length of isBlanks ? [spelled.blanks] : [spelled.text, spelled.signs]) {
    let end = 0
    const ends = pieces.map((piece) => { end += length(piece); return end })
    const over = end - bytes(text)
    if (over === 0) return ends
    if (over === 1 && /^[▁ ]/u.test(String(pieces[0] ?? ''))) return ends.map((at) => at - 1)
  }
  return null
}

/** Tokens of each part; the parts are the text, one after another. */
export function tokensOfParts(parts: readonly string[], ends: readonly number[]): readonly number[] {
  let [at, next] = [0, 0]
  return parts.map((part) => {
    at += bytes(part)
    const from = next
    while (next < ends.length && (ends[next] ?? 0) <= at) next++
    return next - from
  })
}

/** How a context is measured for a model there. `count` null: it does not count for us. */
export interface Measure { readonly window: number; readonly fills: boolean; readonly count: Count | null }
export interface Count {
  /** Tokens of a text; null where it no longer tells. */
  readonly whole: (text: string) => Promise<number | null>
  /** Tokens of each part of a text. */
  readonly parts: (parts: readonly string[]) => Promise<readonly number[] | null>
}

/** Texts whose count is remembered: those of one page as she types. */
const remembered = 400

export function measuring(ask: (text: string) => Promise<Counted | null>): Count {
  const known = new Map<string, Promise<Counted | null>>()
  function counted(text: string): Promise<Counted | null> {
    const found = known.get(text) ?? ask(text).catch(() => null)
    if (known.size > remembered) known.clear()
    known.set(text, found)
    return found
  }
  return {
    whole: async (text) => (text === '' ? 0 : (await counted(text))?.ids.length ?? null),
    async parts(parts) {
      const text = parts.join('')
      const found = text === '' ? { ids: [], pieces: [] } : await counted(text)
      if (!found) return null
      const ends = tokenEnds(text, found)
      // Without the places, each part has its share of them.
      return ends ? tokensOfParts(parts, ends) : parts.map((part) => Math.ceil((part.length * found.ids.length) / text.length))
    }
  }
}
