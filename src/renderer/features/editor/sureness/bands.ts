// How sure the muse was of a word, as four bands with a name; and the words as they stand in a line. Knows numbers and pieces, no screen.
import { shownOf, type SeenToken } from '#shared/likelihood.ts'

/** From the surest on: the least probability of each. */
export const bands = { sure: 0.5, likely: 0.1, open: 0.01, surprising: 0 } as const
export type Band = keyof typeof bands
export const bandNames = Object.keys(bands) as readonly Band[]

/** Null: nothing stands before it by which it could be judged. */
export const bandOf = ({ logprob }: Pick<SeenToken, 'logprob'>): Band | null =>
  logprob === null ? null : bandNames.find((name) => Math.exp(logprob) >= bands[name]) ?? 'surprising'

export interface Word {
  /** Its place among all tokens. */
  readonly at: number
  readonly token: SeenToken
  /** The blanks before it, what is tinted, and the line ends after it. */
  readonly blank: string
  readonly text: string
  readonly end: string
}

/** What can be pointed at, as it stands on the page: parts of one character or sign show nothing by themselves, and are left out. */
export const wordsOf = (tokens: readonly SeenToken[]): readonly Word[] =>
  tokens.flatMap((token, at) => (shownOf(token) === '' ? [] : [{ at, token, ...split(shownOf(token)) }]))

export interface Numbered { readonly word: Word; readonly place: number }

/** What no line may end inside of: tokens that follow each other without a blank. */
export function unbroken(words: readonly Word[]): readonly (readonly Numbered[])[] {
  const groups: Numbered[][] = []
  words.forEach((word, place) => {
    const group = groups.at(-1)
    if (group === undefined || word.blank !== '' || words[place - 1]?.end !== '') groups.push([{ word, place }])
    else group.push({ word, place })
  })
  return groups
}

function split(piece: string): Pick<Word, 'blank' | 'text' | 'end'> {
  const text = piece.trim()
  const lines = piece.split('\n').length - 1
  const blank = text === '' ? '' : piece.slice(0, piece.indexOf(text)).replaceAll('\n', '')
  return { blank, text: named(piece), end: '\n'.repeat(lines) }
}

/** Line ends and other blanks that stand alone still need a place to point at. */
export function named(piece: string): string {
  const text = piece.trim()
  const end = '¶'.repeat(piece.split('\n').length - 1)
  return text + end === '' ? '␣' : text + end
}

/** What the first tokens say of the text before the passage is cut off. `lead`: so many characters of it. */
export function withoutLead(tokens: readonly SeenToken[], lead: number): readonly SeenToken[] {
  let left = lead
  return tokens.map((token) => {
    const piece = token.piece.slice(left)
    left = Math.max(0, left - token.piece.length)
    return { ...token, piece }
  })
}

export interface Choice { readonly id: number; readonly piece: string; readonly voice: number; /** Null: not among those the base was asked to name. */ readonly base: number | null; readonly taken: boolean }

/** What could have stood in one place, likeliest first, with the word that does; natural-log probabilities. */
export function choicesAt(token: SeenToken): readonly Choice[] {
  const { id, logprob, top, base } = token
  if (logprob === null) return []
  const underBase = (other: number): number | null => (other === id ? base?.logprob : base?.top.find((chance) => chance.id === other)?.logprob) ?? null
  // A blank that falls away at a seam is still told of.
  const others = top.filter((chance) => chance.id !== id).map((chance) => ({ id: chance.id, logprob: chance.logprob, piece: shownOf(chance) || chance.piece, taken: false }))
  return [{ id, piece: shownOf(token), logprob, taken: true }, ...others].sort((a, b) => b.logprob - a.logprob)
    .map((chance) => ({ id: chance.id, piece: chance.piece, voice: chance.logprob, base: underBase(chance.id), taken: chance.taken }))
}
