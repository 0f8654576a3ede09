// Sets a document as it was beside the document as it is, paragraph by paragraph. Knows no screen and no cleaning step.
import { diffArrays, diffWordsWithSpace } from 'diff'

/** `same` stands on both sides; `removed` only before; `added` only after; `changed` differs inside. */
export type ComparedRow = { readonly kind: 'same' | 'removed' | 'added' | 'changed', readonly before: string, readonly after: string }
/** A folded stretch of rows that are the same on both sides. */
export type Fold = { readonly kind: 'fold', readonly rows: readonly ComparedRow[] }
export type Passage = { readonly text: string, readonly kind: 'same' | 'removed' | 'added' }

/** Milliseconds after which two texts that have too little in common are shown one after the other. */
const patience = 3000
const spaceless = (paragraph: string): string => paragraph.replace(/\s+/g, ' ').trim()
const blankLine = /\n(?:[^\S\n]*\n)+/
/** Few blank lines for many lines: every line is a paragraph of its own. */
const linesArePara = (text: string, blocks: readonly string[]): boolean => blocks.length * 40 < text.split('\n').length

export function paragraphs(text: string): readonly string[] {
  const plain = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n')
  const blocks = plain.split(blankLine)
  const found = linesArePara(plain, blocks) ? plain.split('\n') : blocks
  return found.map((part) => part.replace(/^\n+|\s+$/g, '')).filter((part) => part.trim() !== '')
}

/** Line breaks inside a paragraph are no difference: joining them is seen in the text itself. */
export function compare(original: string, cleaned: string): readonly ComparedRow[] {
  const [before, after] = [paragraphs(original), paragraphs(cleaned)]
  const changes = diffArrays(before.map(spaceless), after.map(spaceless), { timeout: patience })
  if (changes === undefined) return [...before.map(gone), ...after.map(fresh)]
  const rows: ComparedRow[] = []
  let [i, j] = [0, 0]
  let waiting: readonly string[] = []
  for (const change of changes) {
    const length = change.value.length
    if (change.removed) {
      waiting = before.slice(i, i + length)
      i += length
      continue
    }
    const mine = after.slice(j, j + length)
    j += length
    if (change.added) rows.push(...paired(waiting, mine))
    else {
      rows.push(...waiting.map(gone), ...mine.map((text, k): ComparedRow => ({ kind: 'same', before: before[i + k] ?? text, after: text })))
      i += length
    }
    waiting = []
  }
  return [...rows, ...waiting.map(gone)]
}

const gone = (text: string): ComparedRow => ({ kind: 'removed', before: text, after: '' })
const fresh = (text: string): ComparedRow => ({ kind: 'added', before: '', after: text })

/** How far ahead a paragraph's old self is looked for. */
const reach = 300

/** A run of paragraphs replaced by another: each new one beside the next old one it resembles; the old ones passed over were removed. */
function paired(before: readonly string[], after: readonly string[]): readonly ComparedRow[] {
  const rows: ComparedRow[] = []
  const vocabulary = before.map(words)
  let from = 0
  for (const text of after) {
    const mine = words(text)
    const ahead = vocabulary.slice(from, from + reach).findIndex((theirs) => likeness(theirs, mine) > 0.5)
    if (ahead < 0) {
      rows.push(fresh(text))
      continue
    }
    const at = from + ahead
    rows.push(...before.slice(from, at).map(gone), { kind: 'changed', before: before[at] ?? '', after: text })
    from = at + 1
  }
  return [...rows, ...before.slice(from).map(gone)]
}

/** Share of the smaller vocabulary's words that the other also has, 0 to 1. */
function likeness(left: ReadonlySet<string>, right: ReadonlySet<string>): number {
  const [shorter, longer] = left.size < right.size ? [left, right] : [right, left]
  let common = 0
  for (const word of shorter) if (longer.has(word)) common++
  return shorter.size === 0 ? 0 : common / shorter.size
}

const words = (text: string): ReadonlySet<string> => new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])

/** Stretches of more than `keep` × 2 unchanged rows fold, leaving `keep` rows of context on either side. */
export function foldUnchanged(rows: readonly ComparedRow[], keep = 1): readonly (ComparedRow | Fold)[] {
  const shown: (ComparedRow | Fold)[] = []
  let stretch: ComparedRow[] = []
  const close = (last: boolean): void => {
    const head = shown.length === 0 ? 0 : keep
    const tail = last ? 0 : keep
    if (stretch.length <= head + tail + 1) shown.push(...stretch)
    else shown.push(...stretch.slice(0, head), { kind: 'fold', rows: stretch.slice(head, stretch.length - tail) }, ...stretch.slice(stretch.length - tail))
    stretch = []
  }
  for (const row of rows) {
    if (row.kind === 'same') stretch.push(row)
    else {
      close(false)
      shown.push(row)
    }
  }
  close(true)
  return shown
}

/** What changed inside one paragraph, word by word, for one of its two sides. */
export function passages(row: ComparedRow, side: 'before' | 'after'): readonly Passage[] {
  if (row.kind !== 'changed') return [{ text: row[side], kind: row.kind }]
  const drop = side === 'before' ? 'added' : 'removed'
  return diffWordsWithSpace(spaceless(row.before), spaceless(row.after))
    .map((part): Passage => ({ text: part.value, kind: part.added ? 'added' : part.removed ? 'removed' : 'same' }))
    .filter((part) => part.kind !== drop)
}
