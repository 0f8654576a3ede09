// Fast encoding of long texts: each distinct word is encoded once. Knows where a tokenizer cuts from `cuts.ts`.
import { safeCut, splitter } from './cuts.ts'
import { addedTokensOf, type Json } from './definition.ts'

type Encode = (text: string) => number[]

/** Pieces kept; a novel has some thirty thousand. */
const REMEMBERED = 200_000

/** The encoding of whole texts, piece by piece where the tokenizer's own cuts allow it. */
export function encodeByWords(definition: Json, encodeWhole: Encode): Encode {
  const cut = safeCut(definition)
  if (cut === null) return encodeWhole
  const added = addedTokensOf(definition).map(({ content }) => content)
  const [aroundAdded, isAdded] = [splitter(added), new Set(added)]
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
    for (const part of aroundAdded(text)) {
      for (const piece of isAdded.has(part) ? [part] : cut(part)) for (const id of encodePiece(piece)) ids.push(id)
    }
    return ids
  }
}
