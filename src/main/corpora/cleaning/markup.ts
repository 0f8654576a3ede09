// The typewriter's stand-ins in plain-text editions: _italics_, two hyphens for a dash, [Illustration], note marks, raised letters.
// They become what they stand for, or go. Knows conventions of plain text, no particular library.
import { bold, italic } from '../marks.ts'
import { footnotes } from './footnotes.ts'
import type { Step } from './step.ts'
import { inTurn, replacing } from './step.ts'

const by = (pattern: RegExp, replace: (match: string, ...groups: string[]) => string): Step => (text) => replacing(text, pattern, replace)
const nothing = () => ''
const first = (_: string, inner = '') => inner

/** Text between two signs, over one line end but never over a paragraph's. */
const between = (sign: string): RegExp => new RegExp(`(?<![\\p{L}\\p{N}${sign}])${sign}(?=[^\\s${sign}])((?:[^${sign}\\n]|\\n(?!\\s*\\n)){1,3000}?)(?<=\\S)${sign}(?![\\p{L}\\p{N}${sign}])`, 'gu')

export const markup: Step = inTurn(
  by(/\{~[^{}\n]{0,60}~\}/g, nothing),
  by(/[^\S\n]*\{(?:pg|page|p\.)\s*\w{1,6}\}/gi, nothing),
  by(/[^\S\n]*\[\s*(?:illustrations?|figure|fig\.|gravure|vignette|image|décoration|decoration|ornament|frontispiece|frontispice)\b[^\][]{0,600}\]/gi, nothing),
  footnotes,
  by(/\^\{([^{}\n]{1,12})\}/g, first),
  by(/(?<=\p{L}|\d)\^([a-zéèrs]{1,4})\b/gu, first),
  by(between('_'), (_, inner = '') => italic(inner)),
  by(between('='), (_, inner = '') => bold(inner)),
  by(/(?<!-)----(?!-)/g, () => '——'),
  by(/(?<!-)---?(?!-)/g, () => '—'),
  by(/\n(?:[^\S\n]*\n){2,}/g, () => '\n\n')
)
