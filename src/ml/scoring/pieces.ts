// A text, cut as its tokens cut it. Knows tokenizers as decoders only.
// The law: the pieces, joined, are the text, to the letter. A character whose bytes are spread over several tokens belongs to the last of them.
import { streamText, type Tokenizer } from '../tokenizer/index.ts'

/** A token that could have stood there, and what it would write. */
export interface Alternative { readonly id: number; readonly piece: string; readonly logprob: number }

type Decoder = Pick<Tokenizer, 'decode'>

/** How far ahead a piece is looked for where a tokenizer writes text otherwise than it was (another normal form, small letters, unknown characters). */
const AHEAD = 8

/** Where each piece ends in the text; what no piece accounts for goes to the piece behind it. */
function ends(text: string, pieces: readonly string[]): number[] {
  let at = 0
  return pieces.map((piece) => {
    const found = piece === '' ? -1 : text.slice(at, at + piece.length + AHEAD).indexOf(piece)
    if (found >= 0) at += found + piece.length
    return at
  })
}

/** `ids` are the tokens of `text`, or of its end behind `context`. */
export function piecesOf(tokenizer: Decoder, text: string, ids: readonly number[], context: readonly number[] = []): readonly string[] {
  const stream = streamText(tokenizer, context)
  const cuts = ends(text, ids.map((id) => stream.push(id)))
  if (cuts.length > 0) cuts[cuts.length - 1] = text.length
  return cuts.map((end, i) => text.slice(cuts[i - 1] ?? 0, end))
}

/** What a token would write in the middle of a text; a part of a character is written as the replacement sign. Remembers. */
export function wordsOfTokens(tokenizer: Tokenizer): (id: number) => string {
  const anchor = tokenizer.encode('a')
  const before = tokenizer.decode(anchor).length
  const known = new Map<number, string>()
  return (id) => {
    const piece = known.get(id) ?? tokenizer.decode([...anchor, id]).slice(before)
    known.set(id, piece)
    return piece
  }
}
