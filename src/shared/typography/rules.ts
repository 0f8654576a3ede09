// What a typed key becomes on the printed page, in French and in English. Knows text, no editor.
import type { Language } from '../language.ts'

export const nbsp = '\u00a0'
export const thin = '\u202f'

/** `back` characters before the cursor give way to `text`, which stands for what was typed too. */
export interface Typeset {
  readonly back: number
  readonly text: string
}
/** `before` is the paragraph up to the cursor. Null: the key is right as it is. */
type Rule = (before: string) => Typeset | null
type RuleTable = Readonly<Record<string, Rule>>

const set = (text: string, back = 0): Typeset => ({ back, text })
const count = (text: string, sign: string): number => text.split(sign).length - 1
const opens = /(^|[\s\u00a0\u202f([{])$/
const isOpen = (before: string, open: string, close: string): boolean => count(before, open) > count(before, close)

/** The third dot makes an ellipsis. */
const dot: Rule = (before) => (/(^|[^.])\.\.$/.test(before) ? set('…', 2) : null)
/** The second hyphen makes a dash. */
const hyphen: Rule = (before) => (/(^|[^-—])-$/.test(before) ? set('—', 1) : null)

/** A no-break space before the sign, in the place of a plain one; none after another such sign or an opening one. */
const spaced = (sign: string, space: string): Rule => (before) => {
  if (/[\p{L}\p{N}…»”’)\]%.]$/u.test(before)) return set(space + sign)
  if (/[^\s\u00a0\u202f«([—][ \u00a0\u202f]$/.test(before)) return set(space + sign, 1)
  return null
}

const openGuillemet: Typeset = set(`«${nbsp}`)
const closeGuillemet = (before: string): Typeset => (/[ \u00a0\u202f]$/.test(before) ? set(`${nbsp}»`, 1) : set(`${nbsp}»`))
const dialogueDash = /^(-|—)$/

const french: RuleTable = {
  '"': (before) => (isOpen(before, '«', '»') ? closeGuillemet(before) : openGuillemet),
  '«': () => openGuillemet,
  '»': closeGuillemet,
  '<': (before) => (before.endsWith('<') ? set(`«${nbsp}`, 1) : null),
  '>': (before) => (before.endsWith('>') ? set(`${nbsp}»`, / >$/.test(before) ? 2 : 1) : null),
  "'": () => set('’'),
  '-': hyphen,
  '.': dot,
  ' ': (before) => {
    if (before.endsWith(`«${nbsp}`)) return set('')
    return dialogueDash.test(before) ? set(`—${nbsp}`, 1) : null
  },
  ';': spaced(';', thin), '!': spaced('!', thin), '?': spaced('?', thin), ':': spaced(':', nbsp)
}

const elided = /‘(tis|twas|twere|twill|em|til|cause|bout|round|neath|ere|s|d)$/i

const english: RuleTable = {
  '"': (before) => (opens.test(before) || (/[—–‘]$/.test(before) && !isOpen(before, '“', '”')) ? set('“') : set('”')),
  "'": (before) => (opens.test(before) || /[“—–]$/.test(before) ? set('‘') : set('’')),
  '-': hyphen,
  '.': dot,
  ' ': (before) => {
    const word = elided.exec(before)?.[1]
    return word === undefined ? null : set(`’${word} `, word.length + 1)
  }
}

const tables: Readonly<Record<Language, RuleTable>> = { fr: french, en: english }

/** What the typed character becomes after `before`, or null when it stays what it is. */
export const typeset = (language: Language, before: string, typed: string): Typeset | null => tables[language][typed]?.(before) ?? null

/** A whole text set as if it were typed after `before`, which itself stays: how the machine's words take the manuscript's typography. */
export function typesetText(language: Language, before: string, text: string): string {
  let paragraph = before.slice(before.lastIndexOf('\n') + 1)
  let done = ''
  for (const sign of text) {
    const change = sign === '\n' ? null : typeset(language, paragraph, sign)
    const { back, text: placed } = change === null || change.back > done.length ? set(sign) : change
    done = done.slice(0, done.length - back) + placed
    paragraph = sign === '\n' ? '' : paragraph.slice(0, paragraph.length - back) + placed
  }
  return done
}
