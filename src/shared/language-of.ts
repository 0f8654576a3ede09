// Which of the two languages a text is in, by the small words that only one of them has. Knows French and English.
import type { Language } from './language.ts'

const words: Readonly<Record<Language, ReadonlySet<string>>> = {
  en: new Set('the and of to was with that his she he they had have were you from which this would there their into what then when it is been not but could who will them my your him we said upon'.split(' ')),
  fr: new Set('le la les des du un une et est dans qui que il elle ils elles nous vous avait était étaient pas sur avec mais cette sa ses au aux ce ces lui leur dit comme tout je tu se ne par où'.split(' '))
}
const other: Readonly<Record<Language, Language>> = { en: 'fr', fr: 'en' }
const word = /[\p{L}\p{M}]+/gu

function count(text: string, language: Language): number {
  let found = 0
  for (const [one] of text.toLowerCase().matchAll(word)) if (words[language].has(one)) found++
  return found
}

/** Null where neither language clearly speaks. */
export function languageOf(text: string): Language | null {
  const [fr, en] = [count(text, 'fr'), count(text, 'en')]
  return fr > 2 * en ? 'fr' : en > 2 * fr ? 'en' : null
}

/** So many foreign words, and none of her language, are another language; fewer at the end of a short text. */
const SURE = 3
const SURE_AT_END = 2
/** A name or a quotation is not waited on longer than this. In characters. */
const LONGEST_WAIT = 80

export interface LanguageGuard {
  /** What may be shown; `foreign`: the text has gone over to the other language, and what was held is to be forgotten. */
  write(piece: string): { readonly text: string; readonly foreign: boolean }
  close(): { readonly text: string; readonly foreign: boolean }
}

/** Holds text back only from a word that her language does not have until it is known whether others follow. */
export function guardLanguage(language: Language): LanguageGuard {
  let held = ''
  /** Whether what was given ends inside a word: its rest is no word of its own. */
  let inWord = false
  const strange = words[other[language]]
  const give = (length: number): { text: string; foreign: boolean } => {
    const text = held.slice(0, length)
    held = held.slice(length)
    if (text !== '') inWord = /[\p{L}\p{M}]$/u.test(text)
    return { text, foreign: false }
  }
  /** Where the first word stands that is, or may become, one of the other language alone. */
  const suspect = (): number => {
    for (const match of held.toLowerCase().matchAll(word)) {
      const open = match.index + match[0].length === held.length
      if (open ? [...strange].some((one) => one.startsWith(match[0])) : strange.has(match[0])) return match.index
    }
    return held.length
  }
  const decide = (text: string, sure: number): { text: string; foreign: boolean } | null => {
    const [own, foreign] = [count(text, language), count(text, other[language])]
    if (foreign >= sure && own === 0) return { text: '', foreign: true }
    return own > foreign || held.length > LONGEST_WAIT ? give(held.length) : null
  }
  return {
    write(piece) {
      held += piece
      const rest = give(inWord ? (/^[\p{L}\p{M}]+/u.exec(held)?.[0].length ?? 0) : 0).text
      if (held !== '') inWord = false
      const before = rest + give(suspect()).text
      const whole = held.replace(/[\p{L}\p{M}]+$/u, '')
      const answer = decide(whole, SURE)
      return answer === null ? { text: before, foreign: false } : { text: before + answer.text, foreign: answer.foreign }
    },
    close: () => decide(held, SURE_AT_END) ?? give(held.length)
  }
}
