// Sentences: split, counted, drawn at random. Intl.Segmenter knows the general rules; what follows repairs what it cannot know of novels.
// Knows text, not manuscripts.
import type { Language } from '#shared/language.ts'

const segmenters: Readonly<Record<Language, Intl.Segmenter>> = {
  fr: new Intl.Segmenter('fr', { granularity: 'sentence' }), en: new Intl.Segmenter('en', { granularity: 'sentence' })
}

const abbreviation = /(?:^|[\s(«“"'’—-])(?:M|MM|Mmes?|Mlles?|Mgr|Me|Dr|St|Ste|Mr|Mrs|Ms|Messrs|Rev|Hon|Esq|Capt|Col|Gen|Lt|Sgt|Prof|Jr|Sr|vol|chap|art|fig|No|Nos|[A-Z])\.\s*$/
/** With what stands before it. Looking further back would make a thousand abbreviations in a row cost a million looks. */
const longestAbbreviation = 16
const startsLow = /^[\s"'“”‘’«»\u00A0]*\p{Ll}/u
/** What only closes the sentence before: a quote, a guillemet, a bracket, dots. */
const closesOnly = /^[\s"'”’»)\].…!?*_\u00A0]*$/
/** What only opens the sentence after: a dialogue's dash, a quote. */
const opensOnly = /^[\s"'“‘«(\[\u00A0—–-]*$/

/** Unicode lets a sentence run on over a dash; in a French dialogue the dash after a full stop is someone else speaking. */
const nextSpeaker = /(?<=[.!?…]["”»\u00A0]*\s)(?=[—–]\s?["“«]?\p{Lu})/u

/** The sentences of one or more paragraphs, each trimmed, none across a paragraph's end. */
export function sentencesOf(text: string, language: Language | null): string[] {
  return text.split(/\n\s*\n/).flatMap((paragraph) => paragraphSentences(paragraph, language ?? 'en'))
}

function paragraphSentences(paragraph: string, language: Language): string[] {
  const line = paragraph.replace(/\s*\n\s*/g, ' ')
  if (line.trim() === '') return []
  const out: string[] = []
  for (const piece of line.split(nextSpeaker)) {
    for (const { segment } of segmenters[language].segment(piece)) {
      const last = out.at(-1)
      if (last !== undefined && belongsToLast(last, segment)) out[out.length - 1] = last + segment
      else out.push(segment)
    }
  }
  return out.map((sentence) => sentence.trim()).filter((sentence) => /[\p{L}\p{N}]/u.test(sentence))
}

const belongsToLast = (last: string, segment: string): boolean =>
  startsLow.test(segment) || closesOnly.test(segment) || abbreviation.test(last.slice(-longestAbbreviation)) || opensOnly.test(last)

export const countSentences = (text: string, language: Language | null): number => sentencesOf(text, language).length

/** `count` different items, the same for the same seed. */
export function drawn<T>(items: readonly T[], count: number, seed: number): T[] {
  const pool = [...items]
  const random = mulberry32(seed)
  return Array.from({ length: Math.min(count, pool.length) }, () => pool.splice(Math.floor(random() * pool.length), 1)).flat()
}

/** mulberry32 (Tommy Ettinger, 2017, public domain): 32 bits of state, plenty to draw sentences. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6D2B79F5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
