// How a manuscript is set: its apostrophe, its quotes and their spaces, its dashes. Read off the text itself; where it does not say, as print sets its language.
import type { Language } from '../language.ts'
import { nbsp, thin } from './rules.ts'

export interface Manner {
  readonly language: Language
  readonly apostrophe: string
  /** What opens and closes speech, and the space inside. */
  readonly open: string
  readonly close: string
  readonly inside: string
  /** Before ; ! ? */
  readonly beforeSign: string
  readonly beforeColon: string
  /** What opens a reply at the beginning of a paragraph, and the space behind it. */
  readonly dash: string
  readonly afterDash: string
  readonly ellipsis: string
}

const printed: Readonly<Record<Language, Manner>> = {
  fr: { language: 'fr', apostrophe: '’', open: '«', close: '»', inside: nbsp, beforeSign: thin, beforeColon: nbsp, dash: '—', afterDash: nbsp, ellipsis: '…' },
  en: { language: 'en', apostrophe: '’', open: '“', close: '”', inside: '', beforeSign: '', beforeColon: '', dash: '—', afterDash: ' ', ellipsis: '…' }
}

/** Of a long manuscript, its end says how it is set. In characters. */
const READ = 40_000

/** The way that the text shows most often; none shown: as print does. */
function most<Way extends string>(text: string, pattern: RegExp, otherwise: Way): string {
  const found = new Map<string, number>()
  for (const match of text.matchAll(pattern)) {
    const way = match.groups?.['way'] ?? ''
    found.set(way, (found.get(way) ?? 0) + 1)
  }
  return [...found].reduce<readonly [string, number]>((best, one) => (one[1] > best[1] ? one : best), [otherwise, 0])[0]
}

const closing: Readonly<Record<string, string>> = { '«': '»', '“': '”', '"': '"' }

export function mannerOf(language: Language, manuscript: string): Manner {
  const text = manuscript.slice(-READ)
  const print = printed[language]
  const open = most(text, /(?<=^|[\s([—–])(?<way>[«“"])(?=\S|[ \u00a0\u202f]\S)/gmu, print.open)
  const spaced = language === 'fr'
  return {
    ...print, open, close: closing[open] ?? print.close,
    apostrophe: most(text, /(?<=\p{L})(?<way>['’])(?=\p{L})/gu, print.apostrophe),
    inside: open === '«' ? most(text, /«(?<way>[ \u00a0\u202f]?)\S/gu, open === print.open ? print.inside : nbsp) : '',
    beforeSign: spaced ? most(text, /\p{L}(?<way>[ \u00a0\u202f]?)[;!?]/gu, print.beforeSign) : '',
    beforeColon: spaced ? most(text, /\p{L}(?<way>[ \u00a0\u202f]?):(?=\s)/gu, print.beforeColon) : '',
    dash: most(text, /^(?<way>[—–-])(?=[ \u00a0\u202f])/gmu, print.dash),
    afterDash: most(text, /^[—–-](?<way>[ \u00a0\u202f])/gmu, print.afterDash),
    ellipsis: most(text, /(?<=\p{L}[ \u00a0\u202f]?)(?<way>…|\.\.\.)/gu, print.ellipsis)
  }
}
