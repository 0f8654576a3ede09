// Which short paragraph might be a heading, and of what kind. Decides by the paragraph alone; sequence.ts weighs them together.
import { numberOf, numberWords } from './numerals.ts'

export type Rank = 'part' | 'chapter'
export type Candidate = {
  readonly rank: Rank
  /** Candidates of one shape count together: a book's chapters look alike. */
  readonly shape: 'keyword' | 'named' | 'roman' | 'roman-titled' | 'arabic' | 'arabic-titled'
  readonly keyword: string
  readonly number: number | null
  /** What follows the number on the same line. */
  readonly rest: string
}

/** `inner` headings stay in their chapter and open a scene. `last` is the index of the title's own line, where it has one. */
export type Heading = { readonly index: number, readonly last: number, readonly rank: 'part' | 'chapter' | 'inner', readonly depth: number, readonly title: string,
  /** "Prologue", "Notice": a heading by its word, not by a number. */
  readonly named: boolean }

export type Found = Heading & { readonly candidate: Candidate }

const partWords = 'volume|tome|partie|part|livre|book|acte|act|époque|epoque|journée'
const chapterWords = 'chapitre|chapter|chap\\.|adventure|aventure|lettre|letter|scène|scene|tableau|nouvelle|épisode|episode|canto|chant|stave'
const named = 'prologue|épilogue|epilogue|préface|preface|avant-propos|introduction|conclusion|notice|postface|foreword|afterword|appendice|appendix|interlude|' +
  'préambule|preamble|dénouement|intermède|coda|au lecteur|note de l[\'’]auteur|author[\'’]s note|note|l[\'’]auteur au lecteur|argument|dédicace|to the reader'

const numeral = `(?:the\\s+)?(?:[IVXLCDivxlcd]+|\\d{1,3}|${numberWords})`
const gap = '\\s*(?:[.:)]|--|[—–-])*\\s*'
const keywordFirst = new RegExp(`^(${partWords}|${chapterWords})\\s+(${numeral})(?![\\p{L}\\d'’])(${gap})(.*)$`, 'iu')
const ordinalFirst = new RegExp(`^(?:the\\s+)?(${numberWords})\\s+(${partWords}|${chapterWords})(?![\\p{L}\\d'’])(${gap})(.*)$`, 'iu')
const namedAlone = new RegExp(`^(${named})(?:\\s*[.:—–](.*)|\\s+([IVX]+\\.?))?$`, 'iu')
const bareNumeral = /^(?:([IVXLCD]+)|(\d{1,3}))\s*[.)]?$/
const titledNumeral = /^(?:([IVXLCD]+)|(\d{1,3}))\s*(?:\.|--|[—–:)]|-(?=\s))\s*(\S.*)$/u

const longestHeading = 170
const isPart = (word: string): boolean => new RegExp(`^(?:${partWords})$`, 'iu').test(word)

/** Null when the paragraph cannot be a heading. `text` is one paragraph without marks. */
export function headingCandidate(text: string): Candidate | null {
  const line = text.replace(/\s+/g, ' ').trim()
  if (line.length === 0 || line.length > longestHeading) return null
  return keywordCandidate(line) ?? namedCandidate(line) ?? numeralCandidate(line)
}

function keywordCandidate(line: string): Candidate | null {
  const first = keywordFirst.exec(line)
  const ordinal = first ? null : ordinalFirst.exec(line)
  const [keyword, number, between, rest] = first ? [first[1], first[2], first[3], first[4]] : ordinal ? [ordinal[2], ordinal[1], ordinal[3], ordinal[4]] : []
  if (keyword === undefined || number === undefined || !startsLikeHeading(line) || !restIsTitle(rest ?? '', between ?? '')) return null
  const value = numberOf(number)
  return value === null ? null : { rank: isPart(keyword) ? 'part' : 'chapter', shape: 'keyword', keyword: keyword.toLowerCase(), number: value, rest: rest ?? '' }
}

const startsLikeHeading = (line: string): boolean => /^[\p{Lu}\d]/u.test(line)

/** "Chapter 3 was the best" is prose: a title starts with a capital, and prose has a full stop in it. */
function restIsTitle(rest: string, between: string): boolean {
  if (rest === '') return true
  if (!/^[\p{Lu}\d"“«‘'’_([]/u.test(rest)) return false
  return isUpper(rest) || /[.:)—–-]/.test(between) ? rest.length <= 140 : rest.length <= 100 && !/[.!?]["”»]?\s+\p{Lu}/u.test(rest.replace(/\b(?:M|MM|Mme|Mr|Mrs|Dr|St)\./g, ''))
}

export const isUpper = (text: string): boolean => /\p{Lu}/u.test(text) && !/\p{Ll}{2}/u.test(text.replace(/\b\p{Lu}\p{Ll}+\./gu, ''))

function namedCandidate(line: string): Candidate | null {
  const match = line.length <= 80 ? namedAlone.exec(line) : null
  if (!match || !startsLikeHeading(line) || (match[2] ?? '').length > 60 || /[a-z,;]$/.test(match[1] ?? '') && /^\s*\p{Ll}/u.test(match[2] ?? '')) return null
  return { rank: 'chapter', shape: 'named', keyword: (match[1] ?? '').toLowerCase(), number: null, rest: (match[2] ?? '').trim() }
}

function numeralCandidate(line: string): Candidate | null {
  const bare = bareNumeral.exec(line)
  if (bare) return numbered(bare[1] ? 'roman' : 'arabic', bare[1] ?? bare[2] ?? '', '')
  const titled = titledNumeral.exec(line)
  if (!titled || !/^[\p{Lu}\d"“«‘'’(_À-Ý]/u.test(titled[3] ?? '') || (titled[3] ?? '').length > 100) return null
  return numbered(titled[1] ? 'roman-titled' : 'arabic-titled', titled[1] ?? titled[2] ?? '', titled[3] ?? '')
}

function numbered(shape: Candidate['shape'], numeralText: string, rest: string): Candidate | null {
  const number = numberOf(numeralText)
  return number === null || number === 0 ? null : { rank: 'chapter', shape, keyword: '', number, rest }
}
