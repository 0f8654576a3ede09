// Mends words cut at a line's end: "con-" + "gegation". A compound keeps its hyphen: whether a word is one is asked of the text itself.
// Knows no dictionary.
import type { Cleaned } from './step.ts'
import { cleaned, replacing } from './step.ts'

const cut = /([\p{L}]+(?:-[\p{L}]+)*)-\n[^\S\n]*([\p{Ll}]+)/gu

export function dehyphenate(text: string): Cleaned {
  const soft = replacing(text, /(?<=\p{L})\u00AD\s?(?=\p{L})|\u00AD/gu, () => '')
  if (!soft.text.includes('-\n')) return soft
  const counts = wordCounts(soft.text)
  const mended = replacing(soft.text, cut, (_, before = '', after = '') => `${joined(before, after, counts)}\n`)
  return cleaned(text, mended.text, soft.places + mended.places, [...soft.examples, ...mended.examples])
}

function wordCounts(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const [word] of text.toLowerCase().matchAll(/[\p{L}]+(?:-[\p{L}]+)*(?!-?\n)/gu)) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}

/** Verbs turned round ("dit-il"), small words that French always ties, or a compound met elsewhere whole: the hyphen stays. */
const tied = /^(?:il|ils|elle|elles|on|je|tu|nous|vous|ce|le|la|les|lui|leur|moi|toi|y|en|t|là|ci|même|mêmes)$/u
const ties = /^(?:au|ci|là|peut|celui|celle|ceux|quelques|demi|grand|sous|vis|tout|self|to|half|well|un|ex)$/u

function joined(before: string, after: string, counts: ReadonlyMap<string, number>): string {
  const [whole, compound] = [`${before}${after}`, `${before}-${after}`]
  const [asWhole, asCompound] = [counts.get(whole.toLowerCase()) ?? 0, counts.get(compound.toLowerCase()) ?? 0]
  if (asWhole !== asCompound) return asWhole > asCompound ? whole : compound
  const last = before.split('-').at(-1) ?? before
  if (tied.test(after) || ties.test(last.toLowerCase()) || before.includes('-')) return compound
  return counts.has(last.toLowerCase()) && counts.has(after) && last.length > 3 && after.length > 3 ? compound : whole
}
