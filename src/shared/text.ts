// Counting that both sides must agree on. Knows text, not manuscripts.

const word = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['’\-‐‑.,](?=[\p{L}\p{N}])[\p{L}\p{M}\p{N}]+)*/gu

/** Words as a novelist counts them: "aujourd'hui", "l'herbe", "grand-mère" and "3,14" are one each; a dash alone is none. */
export function countWords(text: string): number {
  let count = 0
  for (const _ of text.matchAll(word)) count++
  return count
}
