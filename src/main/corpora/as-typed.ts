// The way back from print to her own spelling: pieces of a printed text, cut out of the text as she typed it. Knows which marks print makes shorter.

/** What one printed character may have been typed as, where that is longer than itself. */
const longer: Readonly<Record<string, RegExp>> = { '—': /^--/u, 'œ': /^oe/u, 'Œ': /^O[eE]/u }

/** `pieces`, joined, are `asPrinted(typed)`; what comes back, joined, is `typed`. */
export function asTyped(typed: string, pieces: readonly string[]): string[] {
  let at = 0
  return pieces.map((piece) => {
    const from = at
    for (const character of piece) at += longer[character]?.exec(typed.slice(at, at + 2))?.[0].length ?? character.length
    return typed.slice(from, at)
  })
}
