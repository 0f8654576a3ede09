// Fast encoding of long texts: each distinct word is encoded once. Knows where a tokenizer itself cuts, and leaves alone those it does not know.

type Encode = (text: string) => number[]
type Cut = (text: string) => readonly string[]

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

const partsOf = (preTokenizer: unknown): readonly Record<string, unknown>[] => {
  if (!isRecord(preTokenizer)) return []
  const { pretokenizers } = preTokenizer
  return Array.isArray(pretokenizers) ? pretokenizers.filter(isRecord) : [preTokenizer]
}

/** GPT-2's own pattern (Radford et al. 2019, encoder.py), which `ByteLevel` applies with `use_regex`. Each of its pieces alone is cut no further. */
const gpt2 = /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu
const atGpt2Pieces: Cut = (text) => text.match(gpt2) ?? []

/** Before a space that stands alone between two characters: later byte-level patterns all cut there. Runs of blanks stay with what surrounds them. */
const atLoneSpaces: Cut = (text) => text.split(/(?<=\S)(?= \S)/u)

/** Cuts that change no token; null where none are known. */
function safeCut(definition: Readonly<Record<string, unknown>>): Cut | null {
  const parts = partsOf(definition['pre_tokenizer'])
  const byteLevel = parts.filter(({ type }) => type === 'ByteLevel')
  if (byteLevel.length === 0 || byteLevel.some((part) => part['add_prefix_space'] === true)) return null
  if (parts.length === 1 && definition['normalizer'] === null && parts[0]?.['use_regex'] !== false) return atGpt2Pieces
  return parts.every(({ type }) => type === 'ByteLevel' || type === 'Split' || type === 'Digits') ? atLoneSpaces : null
}

/** Pieces kept; a novel has some thirty thousand. */
const REMEMBERED = 200_000

/** The encoding of whole texts, piece by piece where the tokenizer's own cuts allow it. */
export function encodeByWords(definition: Readonly<Record<string, unknown>>, encodeWhole: Encode): Encode {
  const cut = safeCut(definition)
  if (cut === null) return encodeWhole
  const known = new Map<string, readonly number[]>()
  const encodePiece = (piece: string): readonly number[] => {
    const before = known.get(piece)
    if (before) return before
    const ids = encodeWhole(piece)
    if (known.size >= REMEMBERED) known.clear()
    known.set(piece, ids)
    return ids
  }
  return (text) => {
    const ids: number[] = []
    for (const piece of cut(text)) for (const id of encodePiece(piece)) ids.push(id)
    return ids
  }
}
