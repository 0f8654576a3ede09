// Fast encoding of long texts: each distinct word is encoded once. Knows when that gives the same tokens as the whole text, and when not.

type Encode = (text: string) => number[]

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** True where some part of the pre-tokenizer is byte-level: all of that family cut before a lone space that a character follows. */
function cutsAtSpaces(preTokenizer: unknown): boolean {
  if (!isRecord(preTokenizer)) return false
  const parts: readonly unknown[] = Array.isArray(preTokenizer['pretokenizers']) ? preTokenizer['pretokenizers'] : [preTokenizer]
  return parts.some((part) => isRecord(part) && part['type'] === 'ByteLevel')
    && parts.every((part) => isRecord(part) && (part['type'] === 'ByteLevel' ? part['add_prefix_space'] !== true : ['Split', 'Digits'].includes(String(part['type']))))
}

/** Before a space that stands alone between two characters. Runs of spaces and line ends stay with what surrounds them. */
const wordStart = /(?<=\S)(?= \S)/u

/** Words kept; a novel has some thirty thousand. */
const REMEMBERED = 200_000

/** The encoding of whole texts, word by word where the tokenizer's own cuts allow it. */
export function encodeByWords(definition: Readonly<Record<string, unknown>>, encodeWhole: Encode): Encode {
  if (!cutsAtSpaces(definition['pre_tokenizer'])) return encodeWhole
  const known = new Map<string, readonly number[]>()
  const encodeWord = (word: string): readonly number[] => {
    const before = known.get(word)
    if (before) return before
    const ids = encodeWhole(word)
    if (known.size >= REMEMBERED) known.clear()
    known.set(word, ids)
    return ids
  }
  return (text) => {
    const ids: number[] = []
    for (const word of text.split(wordStart)) for (const id of encodeWord(word)) ids.push(id)
    return ids
  }
}
