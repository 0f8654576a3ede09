// An index of passages by their words, with the way back to their characters. Knows texts and suffixes; knows no book and no file.
import { find, indexTexts, isEmpty, positionsOf, type Span, type SuffixIndex } from '../suffixes/index.ts'
import { folded, surfacesOf } from './words.ts'

export interface TextIndex {
  /** Each form's number, in the order they were met. */
  readonly vocabulary: ReadonlyMap<string, number>
  readonly index: SuffixIndex
  /** Where each passage's words begin among the symbols, and, as one more, where the last one's border ends. */
  readonly passages: Int32Array
  /** For each symbol, the UTF-16 place in its passage where the word begins. */
  readonly starts: Uint32Array
}

/** A place in the passages: words from..to of one of them, and the character where the first begins and where the last begins. */
export interface Place { readonly passage: number; readonly word: number; readonly start: number; readonly lastStart: number }

/** No run goes from one passage into another. */
export function indexPassages(texts: readonly string[]): TextIndex {
  const vocabulary = new Map<string, number>()
  const known = new Map<string, number>()
  const idOf = (surface: string): number => {
    const id = known.get(surface) ?? numberOf(vocabulary, folded(surface))
    known.set(surface, id)
    return id
  }
  const read = texts.map((text) => readPassage(text, idOf))
  const passages = new Int32Array(texts.length + 1)
  for (const [i, { ids }] of read.entries()) passages[i + 1] = (passages[i] as number) + ids.length + 1
  const starts = new Uint32Array((passages[texts.length] as number) + 1)
  for (const [i, passage] of read.entries()) starts.set(passage.starts, passages[i] as number)
  return { vocabulary, index: indexTexts(read.map(({ ids }) => ids)), passages, starts }
}

function numberOf(vocabulary: Map<string, number>, form: string): number {
  const id = vocabulary.get(form) ?? vocabulary.size
  vocabulary.set(form, id)
  return id
}

/** Surfaces are looked up before they are folded: a novel has few of them. */
function readPassage(text: string, idOf: (surface: string) => number): { readonly ids: Int32Array; readonly starts: Uint32Array } {
  const [ids, starts]: [number[], number[]] = [[], []]
  for (const { surface, start } of surfacesOf(text)) {
    ids.push(idOf(surface))
    starts.push(start)
  }
  return { ids: Int32Array.from(ids), starts: Uint32Array.from(starts) }
}

/** The number of a form; -1 for one that stands nowhere. */
export const idOf = ({ vocabulary }: Pick<TextIndex, 'vocabulary'>, form: string): number => vocabulary.get(form) ?? -1

export const countWordsIn = ({ passages }: TextIndex): number => Math.max(0, (passages.at(-1) ?? 0) - (passages.length - 1))

/** Whether these forms stand somewhere in this order. */
export const stands = (texts: TextIndex, forms: readonly string[]): boolean => !isEmpty(find(texts.index, forms.map((form) => idOf(texts, form))))

/** Where a span's words stand, in the order of the passages. */
export function placesOf(texts: TextIndex, span: Span, most: number): Place[] {
  return [...positionsOf(texts.index, span, most)].map((position) => {
    const passage = passageAt(texts.passages, position)
    return { passage, word: position - (texts.passages[passage] as number), start: texts.starts[position] as number, lastStart: texts.starts[position + span.length - 1] as number }
  })
}

function passageAt(passages: Int32Array, position: number): number {
  let [low, high] = [0, passages.length - 2]
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if ((passages[middle] as number) <= position) low = middle
    else high = middle - 1
  }
  return low
}
