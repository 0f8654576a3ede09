// The machine's words set as the manuscript is: quotes, apostrophes, dashes, spaces; no double space at the seam, none before a comma.
// A stream of pieces in, a stream of pieces out: however the text is cut, the same comes out. Setting a set text again changes nothing.
import type { Manner } from './manner.ts'

/** `back` characters give way to `text`. */
interface Set { readonly back: number; readonly text: string }
type Rule = (before: string, sign: string, manner: Manner) => Set

const set = (text: string, back = 0): Set => ({ back, text })
const blank = /[ \t\u00a0\u202f]/u
const blanksAtEnd = (before: string): number => /[ \t\u00a0\u202f]*$/u.exec(before)?.[0].length ?? 0
const bare = (before: string): string => before.slice(0, before.length - blanksAtEnd(before))
const times = (text: string, sign: string): number => text.split(sign).length - 1
const opensHere = (before: string): boolean => /(?:^|[\s\u00a0\u202f([{—–])$/u.test(before)

/** Whether speech is open in this paragraph. */
const isOpen = (before: string, { open, close }: Manner): boolean => (open === close ? times(before, open) % 2 === 1 : times(before, open) > times(before, close))
const openQuote = (_: string, { open, inside }: Manner): Set => set(open + inside)
const closeQuote = (before: string, { close, inside }: Manner): Set => set(inside + close, bare(before).length === 0 ? 0 : blanksAtEnd(before))

/** Quotes inside quotes stay as they are. */
const nested = (before: string, manner: Manner): boolean => manner.open === '«' && isOpen(before, manner)
const opening: Rule = (before, sign, manner) => (sign !== manner.open && nested(before, manner) ? set(sign) : openQuote(before, manner))
const closing: Rule = (before, sign, manner) => (sign === '”' && manner.close !== '”' && times(before, '“') > times(before, '”') ? set(sign) : closeQuote(before, manner))
const eitherQuote: Rule = (before, _, manner) => ((manner.open === '«' ? isOpen(before, manner) : !opensHere(before) || (manner.open === '"' && isOpen(before, manner))) ? closeQuote(before, manner) : openQuote(before, manner))

const apostrophe: Rule = (before, _, manner) => set(manner.apostrophe === '’' && manner.language === 'en' && (opensHere(before) || before.endsWith('“')) ? '‘' : manner.apostrophe)
const openSingle: Rule = (_, sign, manner) => set(manner.apostrophe === '’' ? sign : manner.apostrophe)

/** ; ! ? and the colon: their own space before them, none after another such sign or an opening one. */
const spaced = (space: (manner: Manner) => string): Rule => (before, sign, manner) => {
  const word = bare(before)
  if (word === '' || /[«“‘([{—–]$/u.test(word)) return set(sign)
  return /[;:!?]$/u.test(word) ? set(sign, blanksAtEnd(before)) : set(space(manner) + sign, blanksAtEnd(before))
}
const comma: Rule = (before, sign) => set(sign, /[\p{L}\p{N}»”"’)\]…]$/u.test(bare(before)) ? blanksAtEnd(before) : 0)
/** English sets three full stops apart, too. */
const dot: Rule = (before, sign, { ellipsis, language }) => {
  if (/(?:^|[^.])\.\.$/u.test(before)) return set(ellipsis, 2)
  return set(sign, language === 'fr' && /[\p{L}\p{N}]$/u.test(bare(before)) ? blanksAtEnd(before) : 0)
}

const dashes: Rule = (before, sign, manner) => {
  if (sign === '-') return /(?:^|[^-—])-$/u.test(before) ? set('—', 1) : set(sign)
  return set(before === '' ? manner.dash : sign)
}
const space: Rule = (before, sign, { open, inside, dash, afterDash, close }) => {
  if (/^[—–-]$/u.test(before)) return set(dash + afterDash, 1)
  const afterOpening = before.endsWith(open + inside) && (open !== close || times(before, open) % 2 === 1)
  return set(before === '' || blank.test(before.at(-1) ?? '') || afterOpening ? '' : sign)
}

const rules: Readonly<Record<string, Rule>> = {
  ' ': space, '\u00a0': space, '\u202f': space, '\t': (before, _, manner) => space(before, ' ', manner),
  '"': eitherQuote, '«': opening, '“': opening, '„': opening, '»': closing, '”': closing, '\'': apostrophe, '’': (before, _, manner) => (manner.apostrophe === '’' ? set('’') : apostrophe(before, '\'', manner)), '‘': openSingle,
  ';': spaced((manner) => manner.beforeSign), '!': spaced((manner) => manner.beforeSign), '?': spaced((manner) => manner.beforeSign), ':': spaced((manner) => manner.beforeColon),
  ',': comma, '.': dot, '…': (_, __, { ellipsis }) => set(ellipsis), '-': dashes, '–': dashes, '—': dashes,
  '\r': () => set(''), '\n': (before) => set('\n', blanksAtEnd(before))
}

/** What later signs may still change: blanks, dots, dashes. */
const mutable = /[ \t\u00a0\u202f.\-–—]*$/u

/** Set text, and for each of its characters the place of the sign it came of, counted from the first that was written. */
export interface Given { readonly text: string; readonly from: readonly number[] }

export interface Fit {
  /** What may be shown of the text so far. */
  write(piece: string): Given
  /** The rest, when nothing follows. */
  close(): Given
}

/** A blank that stands for blanks, and a mark for marks, came of the first of them: “...” is one sign, and it began with its first dot. Else of the sign at hand. */
const originsOf = (text: string, at: number, taken: string, from: readonly number[]): readonly number[] =>
  Array.from({ length: text.length }, (_, i) => (i < taken.length && blank.test(text[i] ?? '') === blank.test(taken[i] ?? '') ? from[i] ?? at : at))

/** `before`: all that stands before the text; it stays as it is. */
export function openFit(manner: Manner, before: string): Fit {
  let paragraph = before.slice(before.lastIndexOf('\n') + 1)
  /** Set, but not given yet: the end of the paragraph. */
  let held: Given = { text: '', from: [] }
  let read = 0
  const put = (sign: string): void => {
    const { back, text } = rules[sign]?.(paragraph, sign, manner) ?? set(sign)
    // Nothing is taken back from what she wrote, or from what was given.
    const taken = back <= held.text.length ? { back, text } : set(sign)
    const kept = held.text.length - taken.back
    held = { text: held.text.slice(0, kept) + taken.text, from: [...held.from.slice(0, kept), ...originsOf(taken.text, read, held.text.slice(kept), held.from.slice(kept))] }
    paragraph = sign === '\n' ? '' : paragraph.slice(0, paragraph.length - taken.back) + taken.text
    read += sign.length
  }
  const give = (length: number): Given => {
    const given = { text: held.text.slice(0, length), from: held.from.slice(0, length) }
    held = { text: held.text.slice(length), from: held.from.slice(length) }
    return given
  }
  return {
    write(piece) {
      for (const sign of piece) put(sign)
      return give(mutable.exec(held.text)?.index ?? held.text.length)
    },
    close: () => give(held.text.length)
  }
}

/** A whole text at once. */
export function fitText(manner: Manner, before: string, text: string): string {
  const fit = openFit(manner, before)
  return fit.write(text).text + fit.close().text
}
