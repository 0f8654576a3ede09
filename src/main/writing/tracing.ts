// Of which token each character of a set suggestion came. Knows pieces and places; sets nothing, and knows no engine.
import type { GeneratedToken, WrittenToken } from '#shared/contract/likelihood.ts'
import type { Given } from '#shared/typography/fit.ts'

/** What stands of the engine's words, as it wrote them, and the tokens they came in. */
export interface Traced { readonly raw: string; readonly tokens: readonly WrittenToken[] }

export interface Trace {
  /** The engine's own words, as they came, and what it told of its tokens: in any order, and of the last ones perhaps nothing. */
  wrote(raw: string, tokens: readonly GeneratedToken[]): void
  gave(given: Given): void
  /** `whole`: all is given. Else the rest is forgotten, but for so many characters (`least`) that she decided on. */
  standing(whole: boolean, least: number): Traced
}

/** Of one character: a sign may be two of JavaScript's. */
const signAt = (text: string, at: number): number => (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1

export function openTrace(): Trace {
  let raw = ''
  const [told, given]: [GeneratedToken[], { sign: string, from: number }[]] = [[], []]
  return {
    wrote(text, tokens) {
      raw += text
      told.push(...tokens)
    },
    gave({ text, from }) {
      for (let i = 0; i < text.length; i++) given.push({ sign: text[i] ?? '', from: from[i] ?? 0 })
    },
    standing(whole, least) {
      const last = given.at(-1)?.from
      const length = whole ? raw.length : Math.max(least, last === undefined ? 0 : last + signAt(raw, last))
      return { raw: raw.slice(0, length), tokens: laidOut(told, given, raw, length, whole) }
    }
  }
}

/** Each token with what shows of it. What came of a token that was not told of goes with the one before. */
function laidOut(told: readonly GeneratedToken[], given: readonly { sign: string, from: number }[], raw: string, length: number, whole: boolean): WrittenToken[] {
  let [at, next] = [0, 0]
  const written: WrittenToken[] = []
  for (const [i, token] of told.entries()) {
    const isLast = i === told.length - 1
    const end = isLast ? length : Math.min(length, at + token.piece.length)
    if (at >= length && (token.piece !== '' || !whole)) break
    let shown = ''
    for (let one = given[next]; one && (isLast || one.from < end); one = given[++next]) shown += one.sign
    written.push({ ...token, piece: raw.slice(at, end), shown })
    at = end
  }
  return written
}
