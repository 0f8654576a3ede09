// Phrases that must never be written, found in the text however it was cut into tokens. Knows text only.

export interface Bans {
  readonly any: boolean
  /** Where a banned phrase begins that reaches behind `from`, or null. `final`: nothing follows, so that a word at the end is whole. Negative: in the text before. */
  find(text: string, from: number, final: boolean): number | null
  /** Length of the text that cannot be the beginning of a banned phrase: the rest is held back until it is known. */
  clear(text: string, from: number): number
}

/** Signs that printed and typed text write differently. */
const alike: readonly (readonly [RegExp, string])[] = [[/\s/u, '\\s{1,3}'], [/['’]/u, '[\'’]'], [/["“”«»]/u, '["“”«»]'], [/[-‐‑]/u, '[-‐‑]']]
const word = /[\p{L}\p{M}\p{N}]/u
const INNER = '[\\p{L}\\p{M}\\p{N}]'

const signSource = (sign: string): string => alike.find(([kind]) => kind.test(sign))?.[1] ?? sign.replace(/[\\^$.*+?()[\]{}|/]/gu, '\\$&')
const signs = (phrase: string): string[] => [...phrase.trim().replace(/\s+/gu, ' ')]

/** A phrase that begins or ends with a letter is not found inside a longer word. */
const opening = (all: readonly string[]): string => (word.test(all[0] ?? '') ? `(?<!${INNER})` : '')
const isWordEnd = (all: readonly string[]): boolean => word.test(all.at(-1) ?? '')

function whole(all: readonly string[], final: boolean): string {
  const end = isWordEnd(all) ? (final ? `(?!${INNER})` : `(?=[^\\p{L}\\p{M}\\p{N}])`) : ''
  return opening(all) + all.map(signSource).join('') + end
}

/** Any beginning of the phrase that reaches to the end of the text. */
function begun(all: readonly string[]): string {
  const rest = all.map(signSource).reduceRight((after, sign) => `${sign}(?:$${after === '' ? '' : `|${after}`})`, '')
  return opening(all) + rest
}

function earliest(patterns: readonly RegExp[], text: string, from: number, accept: (end: number) => boolean): number | null {
  let first: number | null = null
  for (const pattern of patterns) {
    pattern.lastIndex = from
    let match = pattern.exec(text)
    while (match && !accept(match.index + match[0].length)) {
      pattern.lastIndex = match.index + 1
      match = pattern.exec(text)
    }
    if (match && (first === null || match.index < first)) first = match.index
  }
  return first
}

/** `before`: what stands before the text; a phrase may begin there. `anyCase`: capitals do not matter. `from`: text before this index has been shown. */
export function openBans(phrases: readonly string[], anyCase: boolean, before: string): Bans {
  const all = phrases.map(signs).filter((phrase) => phrase.length > 0)
  const longest = Math.max(0, ...all.map((phrase) => phrase.length * 3))
  const known = before.slice(-longest - 1)
  const flags = anyCase ? 'giu' : 'gu'
  const compile = (source: (phrase: readonly string[]) => string): RegExp[] => all.map((phrase) => new RegExp(source(phrase), flags))
  const [inside, atEnd, pending] = [compile((phrase) => whole(phrase, false)), compile((phrase) => whole(phrase, true)), compile(begun)]
  const start = (from: number): number => (from === 0 ? 0 : known.length + from)
  if (all.length === 0) return { any: false, find: () => null, clear: (text) => text.length }
  return {
    any: true,
    find(text, from, final) {
      const found = earliest(final ? atEnd : inside, known + text, start(from), (end) => end > known.length + from)
      return found === null ? null : found - known.length
    },
    clear(text, from) {
      const found = earliest(pending, known + text, start(from), () => true)
      return found === null ? text.length : Math.max(0, found - known.length)
    }
  }
}
