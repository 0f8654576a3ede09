// The typewriter's stand-ins in plain-text editions: _italics_, two hyphens for a dash, [Illustration], note marks, raised letters.
// They become what they stand for, or go. Knows conventions of plain text, no particular library.
import { bold, italic } from '../marks.ts'
import { footnotes } from './footnotes.ts'
import type { Step } from './step.ts'
import { inTurn, replacing, unchanged } from './step.ts'

const by = (pattern: RegExp, replace: (match: string, ...groups: string[]) => string): Step => (text) => replacing(text, pattern, replace)
const nothing = () => ''
const first = (_: string, inner = '') => inner

/** Text between two signs, over one line end but never over a paragraph's. */
const between = (sign: string): RegExp => new RegExp(`(?<![\\p{L}\\p{N}${sign}])${sign}(?=[^\\s${sign}])((?:[^${sign}\\n]|\\n(?!\\s*\\n)){1,3000}?)(?<=\\S)${sign}(?![\\p{L}\\p{N}${sign}])`, 'gu')

/** Left over from a page made for the web: its tags, and the alignments some converter wrote out. */
const web: Step = (text, context) => /<(?:i|b|em|strong|small|sup|sub|span)>/i.test(text) ? inTurn(
  by(/<(?:i|em)>([^<>]{1,3000})<\/(?:i|em)>/gi, (_, inner = '') => italic(inner)),
  by(/<(?:b|strong)>([^<>]{1,3000})<\/(?:b|strong)>/gi, (_, inner = '') => bold(inner)),
  by(/<\/?(?:i|b|em|strong|small|sup|sub|span|br)\s*\/?>/gi, nothing),
  by(/^(?:RIGHT|CENTER|LEFT)\n(?=\S)/gm, nothing)
)(text, context) : unchanged(text)

/** Where underscores mark italics all through, one left alone lost its twin over a paragraph's end. */
const enoughItalics = 5
const orphans: Step = (text) => (text.match(/\uFDD0/g) ?? []).length < enoughItalics ? unchanged(text)
  : replacing(text, /(?<![\p{L}\p{N}_])_(?=[\p{L}"“«'‘(])|(?<=[\p{L}\p{P}])_(?![\p{L}\p{N}_])/gu, nothing)

export const markup: Step = inTurn(
  by(/\{~[^{}\n]{0,60}~\}/g, nothing),
  by(/[^\S\n]*\{(?:pg|page|p\.)\s*\w{1,6}\}/gi, nothing),
  by(/[^\S\n]*\[\s*(?:illustrations?|figure|fig\.|gravure|vignette|image|décoration|decoration|ornament|frontispiece|frontispice)\b[^\][]{0,600}\]/gi, nothing),
  footnotes,
  by(/\d{0,2}[^\S\n]?\[\d{1,2}\. [^\]\n]{3,1500}\]/g, nothing),
  by(/\[(?:grec|greek|gr\.)\s*:\s*([^\]\n]{1,200})\]/gi, first),
  web,
  by(/(?<=[\p{L}\p{N}])_\{([^{}\n]{1,6})\}/gu, first),
  by(/\^\{([^{}\n]{1,12})\}/g, first),
  by(/(?<=\p{L}|\d)\^([a-zéèrs]{1,4})\b/gu, first),
  by(between('_'), (_, inner = '') => italic(inner)),
  by(between('='), (_, inner = '') => bold(inner)),
  orphans,
  by(/(?<=[^\n-])(?:--){2,}(?!-)|(?<!-)----(?!-)/g, (run) => '—'.repeat(run.length / 2)),
  by(/(?<!-)---?(?!-)/g, () => '—'),
  by(/(?<=\S) {2,}(?=\S)/g, () => ' '),
  by(/\n(?:[^\S\n]*\n){2,}/g, () => '\n\n')
)
