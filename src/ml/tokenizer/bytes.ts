// How byte-level vocabularies write bytes as characters (Radford et al. 2019, encoder.py), and how byte fallback does. Knows no tokenizer.

/** Bytes that are printable in Latin-1 stand for themselves; the others take the characters from U+0100 on, in order. */
const isPrintable = (byte: number): boolean => (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174

function characters(): readonly string[] {
  let next = 256
  return Array.from({ length: 256 }, (_, byte) => String.fromCodePoint(isPrintable(byte) ? byte : next++))
}

/** The character of each byte. */
export const byteCharacters: readonly string[] = characters()

const byteOfCharacter: ReadonlyMap<string, number> = new Map(byteCharacters.map((character, byte) => [character, byte]))

/** The bytes that a byte-level token stands for; null for one with other characters in it. */
export function bytesOfCharacters(token: string): Uint8Array | null {
  const bytes = Array.from(token, (character) => byteOfCharacter.get(character) ?? -1)
  return bytes.includes(-1) ? null : Uint8Array.from(bytes)
}

/** As SentencePiece writes a byte that no other token covers. */
export const fallbackToken = (byte: number): string => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`

export const fallbackTokens: readonly string[] = Array.from({ length: 256 }, (_, byte) => fallbackToken(byte))

const byteOfFallback: ReadonlyMap<string, number> = new Map(fallbackTokens.map((token, byte) => [token, byte]))

export const byteOf = (token: string): number | null => byteOfFallback.get(token) ?? null
