// Where the machine's words meet hers: no double space, paragraphs as she has them, word by word. Their typography came with them. Knows text alone.
import { closeSeam } from '#shared/bridging.ts'

const space = /[ \t\u00a0\u202f]/
const plainSpaces = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ')

/** What the machine wrote so far, as it would stand after `before`. New paragraphs are single line ends. */
export function seam(before: string, raw: string): string {
  const paragraphs = raw.replace(/\r/g, '').replace(/[ \t]*\n[\n \t]*/g, '\n').replace(/ {2,}/g, ' ')
  const atStart = before === '' || before.endsWith('\n')
  if (atStart) return paragraphs.replace(/^\s+/, '')
  return space.test(before.at(-1) ?? '') ? paragraphs.replace(/^[ \t\u00a0\u202f]+/, '') : paragraphs
}

/** The same where text may follow in the paragraph: neither seam has two spaces or none. Blanks at the end wait until it is complete. */
export function filled({ before, after }: { readonly before: string; readonly after: string }, raw: string, complete: boolean): string {
  const text = seam(before, raw)
  return after.trim() === '' ? text.replace(complete ? /\s+$/ : /\n+$/, '') : closeSeam(text, after)
}

/** The next word with what no-break spaces tie to it, and the space before it; a new paragraph counts with its first word. */
export const nextWord = (ghost: string): string => /^[ \n]*[^ \n]+/.exec(ghost)?.[0] ?? ghost

/** What is left of the suggestion once `typed` is on the page, or null when she went her own way. Kinds of spaces do not matter. */
export function afterTyping(ghost: string, typed: string): string | null {
  return plainSpaces(ghost).startsWith(plainSpaces(typed)) ? ghost.slice(typed.length) : null
}

/** A suggestion worth showing has at least one letter or digit. */
export const hasWords = (ghost: string): boolean => /[\p{L}\p{N}]/u.test(ghost)
