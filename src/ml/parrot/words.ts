// Words as the parrot check compares them: typography does not hide a copy. Knows text; counts as a novelist does ("l'herbe", "grand-mère" and "3,14" are one each).

/** What stands inside a word and is not seen: soft hyphens, joiners, a byte order mark. */
const UNSEEN = '\\u00AD\\u200B-\\u200D\\u2060\\uFEFF'
const APOSTROPHES = "'’‘ʼ′`´＇"
const HYPHENS = '\\-\\u2010\\u2011'
const LETTERS = `[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}${UNSEEN}]*`
const pattern = `${LETTERS}(?:(?:[${APOSTROPHES}${HYPHENS}]|(?<=\\p{N})[.,](?=\\p{N}))${LETTERS})*`
const word = new RegExp(pattern, 'gu')
const wordHere = new RegExp(pattern, 'uy')

const marks = new RegExp(`[\\p{M}${UNSEEN}]`, 'gu')
const apostrophes = new RegExp(`[${APOSTROPHES}]`, 'gu')
const hyphens = new RegExp(`[${HYPHENS}]`, 'gu')
const opened: Readonly<Record<string, string>> = { œ: 'oe', æ: 'ae', ß: 'ss', ς: 'σ' }

/** Lower case, no accents (capitals often lose theirs), one kind of apostrophe and of hyphen, ligatures opened. */
export const folded = (surface: string): string => (/^[a-z]+$/.test(surface) ? surface : surface.replace(apostrophes, "'").replace(hyphens, '-').toLowerCase()
  .normalize('NFKD').replace(marks, '').replace(/[œæßς]/g, (letter) => opened[letter] ?? letter))

/** `start` and `end`: UTF-16 places in the text. */
export interface Word { readonly form: string; readonly start: number; readonly end: number }

/** Words as they are written, unfolded. */
export function* surfacesOf(text: string): Generator<{ readonly surface: string; readonly start: number }, void> {
  for (const match of text.matchAll(word)) yield { surface: match[0], start: match.index }
}

export const wordsOf = (text: string): Word[] => Array.from(surfacesOf(text), ({ surface, start }) => ({ form: folded(surface), start, end: start + surface.length }))

/** Where the word that begins at `start` ends. */
export function wordEnd(text: string, start: number): number {
  wordHere.lastIndex = start
  return wordHere.test(text) ? wordHere.lastIndex : start
}
