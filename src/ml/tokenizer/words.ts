// Fast encoding of long texts: each distinct word is encoded once. Knows where a tokenizer cuts from `cuts.ts`.
import { atLoneSpaces, prependsAndCutsNowhere, safeCut, splitter, type Cut } from './cuts.ts'
import { addedTokensOf, type Json } from './definition.ts'
import { metaspace } from './metaspace.ts'

type Encode = (text: string) => number[]

/** Pieces kept; a novel has some thirty thousand. */
const REMEMBERED = 200_000

function remembering(encode: Encode): (piece: string) => readonly number[] {
  const known = new Map<string, readonly number[]>()
  return (piece) => {
    const before = known.get(piece)
    if (before) return before
    const ids = encode(piece)
    if (known.size >= REMEMBERED) known.clear()
    known.set(piece, ids)
    return ids
  }
}

const pushAll = (ids: number[], more: readonly number[]): void => { for (const id of more) ids.push(id) }

function alongCuts(added: readonly string[], cut: Cut, encodeWhole: Encode): Encode {
  const [aroundAdded, isAdded, encodePiece] = [splitter(added), new Set(added), remembering(encodeWhole)]
  return (text) => {
    const ids: number[] = []
    for (const part of aroundAdded(text)) for (const piece of isAdded.has(part) ? [part] : cut(part)) pushAll(ids, encodePiece(piece))
    return ids
  }
}

/** The space before a piece is left to the tokenizer, which puts one there by itself. Added tokens are its own affair: it may look for them after that. */
function beforePrepended(added: readonly string[], encodeWhole: Encode): Encode {
  const encodePiece = remembering(encodeWhole)
  return (text) => {
    // A text with the tokenizer's own sign for a space in it is cut by nobody else.
    if (text.includes(metaspace) || added.some((token) => text.includes(token))) return encodeWhole(text)
    const ids: number[] = []
    atLoneSpaces(text).forEach((piece, i) => pushAll(ids, encodePiece(i === 0 ? piece : piece.slice(1))))
    return ids
  }
}

/** The encoding of whole texts, piece by piece where the tokenizer's own cuts allow it. */
export function encodeByWords(definition: Json, encodeWhole: Encode): Encode {
  const added = addedTokensOf(definition).map(({ content }) => content)
  const cut = safeCut(definition)
  if (cut) return alongCuts(added, cut, encodeWhole)
  return prependsAndCutsNowhere(definition) ? beforePrepended(added, encodeWhole) : encodeWhole
}
