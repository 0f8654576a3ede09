// Quotations the author allows: proverbs, refrains, her hero's words. What lies in one is never called a copy. Knows words alone.
import { indexTexts, maximalRuns, type SuffixIndex } from '../suffixes/index.ts'
import { wordsOf } from './words.ts'

/** For each word of a text whether it lies in an allowed phrase. */
export type Excuse = (forms: readonly string[]) => Uint8Array

interface Phrases { readonly short: ReadonlyMap<string, readonly (readonly string[])[]>; readonly long: SuffixIndex; readonly ids: ReadonlyMap<string, number> }

/** Short ones must stand whole; of one as long as a copy, any piece of that length will do. */
function sortPhrases(phrases: readonly string[], least: number): Phrases {
  const all = phrases.map((phrase) => wordsOf(phrase).map(({ form }) => form)).filter((forms) => forms.length > 0)
  const short = new Map<string, (readonly string[])[]>()
  for (const forms of all.filter(({ length }) => length < least)) short.set(forms[0] ?? '', [...short.get(forms[0] ?? '') ?? [], forms])
  const long = all.filter((forms) => forms.length >= least)
  const ids = new Map([...new Set(long.flat())].map((form, id) => [form, id]))
  return { short, long: indexTexts(long.map((forms) => forms.map((form) => ids.get(form) ?? 0))), ids }
}

/** `least`: how many words make a copy. */
export function openExcuse(phrases: readonly string[], least: number): Excuse {
  if (phrases.length === 0) return (forms) => new Uint8Array(forms.length)
  const { short, long, ids } = sortPhrases(phrases, least)
  return (forms) => {
    const excused = new Uint8Array(forms.length)
    for (const [at, form] of forms.entries()) {
      for (const phrase of short.get(form) ?? []) if (phrase.every((word, i) => forms[at + i] === word)) excused.fill(1, at, at + phrase.length)
    }
    for (const { start, end } of maximalRuns(long, forms.map((form) => ids.get(form) ?? -1), least)) excused.fill(1, start, end)
    return excused
  }
}
