// A new vocabulary on an old model: which rows of the old embedding each new token starts from. Knows numbers, no model and no file.
import type { Token, Vocabulary } from './vocabulary.ts'

/** The old tokens whose rows are averaged, for each new token; one where the old vocabulary has the same token, none where nothing of it is known. */
export type Origins = readonly (readonly number[])[]

/** Bytes as a key: one character each. */
const keyOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')

class OldTokens {
  readonly #vocabulary: Vocabulary
  readonly #plain = new Map<string, number>()
  readonly #fallback = new Map<string, number>()
  readonly #special = new Map<string, number>()

  constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary
    vocabulary.tokens.forEach((token, id) => {
      if (!token) return
      if (token.bytes === null) this.#special.set(token.spelling, id)
      else (token.isFallback ? this.#fallback : this.#plain).set(keyOf(token.bytes), id)
    })
  }

  /** The token that stands for the same text, or says the same to the model. */
  same({ spelling, bytes, isFallback }: Token): number | undefined {
    if (bytes === null) return this.#special.get(spelling)
    const key = keyOf(bytes)
    return isFallback ? this.#fallback.get(key) ?? this.#plain.get(key) : this.#plain.get(key) ?? this.#fallback.get(key)
  }

  /** What the old tokenizer makes of the token's text; byte by byte where the bytes are part of a character only. */
  pieces({ spelling, bytes }: Token): readonly number[] {
    const text = bytes === null ? spelling : textOf(bytes)
    if (text !== null) return this.#encode(text)
    return Array.from(bytes ?? [], (byte) => this.same({ spelling: '', bytes: Uint8Array.of(byte), isFallback: true })).filter((id) => id !== undefined)
  }

  /** A tokenizer that puts a space before every text is not given a second one, and what it put before other text is left out. */
  #encode(text: string): readonly number[] {
    const { tokenizer, tokens, prependsSpace } = this.#vocabulary
    if (!prependsSpace) return tokenizer.encode(text)
    const ids = tokenizer.encode(text.startsWith(' ') && text.length > 1 ? text.slice(1) : text)
    const [first] = ids
    const alone = first !== undefined && keyOf(tokens[first]?.bytes ?? new Uint8Array()) === ' '
    return alone && !text.startsWith(' ') ? ids.slice(1) : ids
  }
}

function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}

/** Shared tokens first; the end of a text is the same whatever it is called; else the pieces of the token's text. */
export function originsOf(old: Vocabulary, fresh: Vocabulary): Origins {
  const known = new OldTokens(old)
  const originOf = (id: number): readonly number[] => {
    const token = fresh.tokens[id]
    if (!token) return []
    const same = known.same(token) ?? (id === fresh.tokenizer.endOfText ? old.tokenizer.endOfText ?? undefined : undefined)
    return same === undefined ? known.pieces(token) : [same]
  }
  return Array.from({ length: fresh.tokenizer.vocabularySize }, (_, id) => originOf(id))
}

/** Of `rows` [V, width], the mean of the given ones, written at `row` of `into`. */
function writeMean(rows: Float32Array, width: number, from: readonly number[], into: Float32Array): void {
  for (const row of from) for (let i = 0; i < width; i++) into[i] = (into[i] ?? 0) + (rows[row * width + i] ?? 0) / from.length
}

/**
 * The new matrix [origins, width] from the old one [V, width], both row-major. A shared token keeps its row bit for bit; one of unknown
 * origin starts from the mean of all rows.
 */
export function carryEmbeddings(origins: Origins, rows: Float32Array, width: number): Float32Array {
  const count = rows.length / width
  const all = new Float32Array(width)
  writeMean(rows, width, Array.from({ length: count }, (_, row) => row), all)
  const made = new Float32Array(origins.length * width)
  origins.forEach((origin, id) => {
    const into = made.subarray(id * width, (id + 1) * width)
    const [only, ...more] = origin.filter((row) => row < count)
    if (only === undefined) into.set(all)
    else if (more.length === 0) into.set(rows.subarray(only * width, (only + 1) * width))
    else writeMean(rows, width, [only, ...more], into)
  })
  return made
}
