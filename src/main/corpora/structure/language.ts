// French or English, by the little words that no sentence does without. Knows those two languages.
import type { Language } from '#shared/language.ts'

const little: Readonly<Record<Language, ReadonlySet<string>>> = {
  fr: new Set('le la les un une des du de et est que qui dans pour pas ne sur avec il elle je vous nous se ce au aux mais plus son sa ses était avait'.split(' ')),
  en: new Set('the a an and of to in that is was he she it you with his her for not had have at on as but be they my which him by from were'.split(' '))
}

/** Enough for a verdict; the whole of a novel would say the same. */
const sampleLength = 200_000

/** Null when neither language clearly wins: too short, or another language. */
export function guessLanguage(text: string): Language | null {
  const found = (text.slice(0, sampleLength).toLowerCase().match(/[\p{L}]+/gu) ?? [])
  const count = (language: Language) => found.filter((word) => little[language].has(word)).length
  const [fr, en] = [count('fr'), count('en')]
  const winner = fr >= en ? 'fr' : 'en'
  const [most, least] = [Math.max(fr, en), Math.min(fr, en)]
  return most >= 3 && most > found.length * 0.12 && most > 1.5 * least ? winner : null
}
