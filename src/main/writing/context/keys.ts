// What calls a lorebook entry: a word or a name, found as people read (kinds of apostrophes and spaces do not matter), or a regular expression. Pure.
import type { LoreText } from '#shared/contract/context.ts'

export type Key = { readonly kind: 'words', readonly words: string } | { readonly kind: 'pattern', readonly source: string, readonly flags: string } | { readonly kind: 'broken' }

const slashed = /^\/(?<source>.+)\/(?<flags>[a-z]*)$/s
const allowedFlags = /^[imsu]*$/

/** Between slashes a regular expression; `broken` when it is none. */
export function parseKey(key: string): Key {
  const { source, flags } = slashed.exec(key)?.groups ?? {}
  if (source === undefined || flags === undefined) return { kind: 'words', words: key }
  if (!allowedFlags.test(flags)) return { kind: 'broken' }
  const whole = flags.includes('u') ? flags : `${flags}u`
  try {
    new RegExp(source, whole)
    return { kind: 'pattern', source, flags: whole }
  } catch {
    return { kind: 'broken' }
  }
}

/** As people read: composed accents, one apostrophe, one space. */
export const folded = (text: string, matchCase: boolean): string => {
  const plain = text.normalize('NFC').replace(/[’ʼ]/g, '\'').replace(/[\s\u00a0\u202f]+/g, ' ')
  return matchCase ? plain : plain.toLowerCase()
}

const partOfWord = /[\p{L}\p{M}\p{N}]/u

/** Both texts `folded` alike. */
export function found(words: string, text: string, wholeWords: boolean): boolean {
  if (words.trim() === '') return false
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
    if (!wholeWords || !(inWord(before(text, at), words) || inWord(words.slice(-1), text.slice(at + words.length)))) return true
  }
  return false
}

const before = (text: string, at: number): string => Array.from(text.slice(Math.max(0, at - 2), at)).at(-1) ?? ''
/** Whether a word reaches from the end of one text into the beginning of the other. */
const inWord = (one: string, other: string): boolean => partOfWord.test(Array.from(one).at(-1) ?? '') && partOfWord.test(Array.from(other)[0] ?? '')

export type KeyRule = Pick<LoreText, 'matchCase' | 'wholeWords'>
