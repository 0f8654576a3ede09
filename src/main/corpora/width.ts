// Whether a text was broken into lines at a fixed width, and at which. Knows line lengths, not words.

export type Width = {
  /** The column at which lines were broken. */
  readonly column: number
  /** No blank lines between paragraphs: their ends must be guessed from short lines. */
  readonly dense: boolean
}

const narrowest = 40
const widest = 100
/** A paragraph of this many lines in the typical case: nobody writes so, the blank lines are missing. */
const denseLines = 14

/** Null when the text is not hard-wrapped. */
export function wrapWidth(text: string): Width | null {
  const paragraphs = text.split(/\n[^\S\n]*\n/).map((part) => part.split('\n').filter((line) => line.trim() !== '')).filter((lines) => lines.length > 0)
  const inner = paragraphs.flatMap((lines) => lines.slice(0, -1)).map((line) => line.trimEnd().length).sort((a, b) => a - b)
  const long = paragraphs.flat().filter((line) => line.length > widest + 20).length
  const column = inner[Math.floor(inner.length * 0.97)] ?? 0
  if (inner.length < 8 || column < narrowest || column > widest || long > inner.length / 20) return null
  const full = inner.filter((length) => length >= column - 14).length
  if (full < inner.length * 0.45) return null
  const sizes = paragraphs.filter((lines) => lines.length > 1).map((lines) => lines.length).sort((a, b) => a - b)
  return { column, dense: (sizes[Math.floor(sizes.length / 2)] ?? 0) > denseLines }
}
