// Which characters a vocabulary holds one by one: the commonest, until they cover nearly all of the text. Knows no token.

/** Share of the text's characters that the alphabet covers; SentencePiece's own default. What is left is spelt in bytes, or unknown. */
const COVERAGE = 0.9995

/** Commonest first, then by code point; at most `most`. */
export function alphabetOf(words: ReadonlyMap<string, number>, most: number): readonly string[] {
  const counts = new Map<string, number>()
  for (const [word, count] of words) for (const character of word) counts.set(character, (counts.get(character) ?? 0) + count)
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0)
  const ordered = [...counts].toSorted(([a, countA], [b, countB]) => countB - countA || (a.codePointAt(0) ?? 0) - (b.codePointAt(0) ?? 0))
  const chosen: string[] = []
  let covered = 0
  for (const [character, count] of ordered) {
    if (covered >= COVERAGE * total || chosen.length >= most) break
    chosen.push(character)
    covered += count
  }
  return chosen
}
