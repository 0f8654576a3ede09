// Keeps a model from repeating the books word for word: where the text is one word short of a copy, every token that would begin or finish that word is
// forbidden. Works on whatever the loop has said so far, so that it holds for drawing, beams and alternatives alike. Knows tokens' text; knows no model.
import type { LogitsProcessor } from '../generation/index.ts'
import { continuations } from '../suffixes/index.ts'
import type { Tokenizer } from '../tokenizer/index.ts'
import { openExcuse } from './allowed.ts'
import { idOf, stands, type TextIndex } from './text-index.ts'
import { wordsOf, type Word } from './words.ts'

export interface Avoidance {
  /** This many words in a row are a copy. Words of the author's before the cursor count like the machine's. */
  readonly least: number
  readonly allowed: readonly string[]
}

type Speech = Pick<Tokenizer, 'decode' | 'endOfText' | 'vocabularySize'>

/** Near a copy only the likeliest tokens that lead to none are left: so many, and the model's own end. */
const LEFT = 128

/** What a decoder puts where bytes make no character (yet). */
const unfinished = /\uFFFD+$/u

/** How many words one token can write, over the vocabulary: 1 for nearly every tokenizer, looked up once for each. */
const reaches = new WeakMap<Speech, number>()

function reachOf(tokenizer: Speech): number {
  const known = reaches.get(tokenizer)
  if (known !== undefined) return known
  let most = 1
  for (let id = 0; id < tokenizer.vocabularySize; id++) {
    const piece = tokenizer.decode([id])
    if (piece.length > 2) most = Math.max(most, wordsOf(piece).length)
  }
  reaches.set(tokenizer, most)
  return most
}

interface Said { readonly ids: readonly number[]; readonly text: string; readonly words: readonly Word[] }

/** The end of what was said: enough tokens for twice the words of a copy, and the first word left out, which may be cut. */
function endOf(tokenizer: Speech, said: readonly number[], least: number): Said {
  for (let count = 6 * least; ; count *= 2) {
    const ids = said.slice(-count)
    const text = tokenizer.decode(ids).replace(unfinished, '')
    const words = wordsOf(text)
    if (ids.length === said.length) return { ids, text, words }
    if (words.length > 2 * least + 1) return { ids, text, words: words.slice(1) }
  }
}

const formsOf = (words: readonly Word[]): string[] => words.map(({ form }) => form)

/** For each list of texts, its forms by their numbers. */
const spelled = new WeakMap<TextIndex, readonly string[]>()

function formBy(texts: TextIndex, id: number): string {
  const forms = spelled.get(texts) ?? [...texts.vocabulary.keys()]
  spelled.set(texts, forms)
  return forms[id] ?? ''
}

export function avoidCopies(indices: readonly TextIndex[], tokenizer: Speech, { least, allowed }: Avoidance): LogitsProcessor {
  const excuse = openExcuse(allowed, least)
  const reach = reachOf(tokenizer)
  const anywhere = (forms: readonly string[]): boolean => indices.some((texts) => stands(texts, forms))

  /** Whether one token more could complete a copy: all words of it but those the token can write stand there already. */
  function isNear(words: readonly Word[]): boolean {
    const known = least - reach
    if (known <= 0) return true
    const forms = formsOf(words.slice(-known - 1))
    return (forms.length >= known && anywhere(forms.slice(-known))) || (forms.length > known && anywhere(forms.slice(0, known)))
  }

  /** The words that would make a copy after these. */
  function copiesAfter(before: readonly string[]): string[] {
    if (before.length < least - 1) return []
    const last = before.slice(before.length - (least - 1))
    const next = indices.flatMap((texts) => continuations(texts.index, last.map((form) => idOf(texts, form))).map(({ id }) => formBy(texts, id)))
    return next.filter((form) => !excuse([...before, form]).slice(-least).includes(1))
  }

  /** An unfinished word that could become one of the forbidden is forbidden as they are: no way would lead out of it. */
  function offends(text: string, from: number, cut: boolean, known: Map<string, readonly string[]>): boolean {
    const words = wordsOf(text).slice(cut ? 1 : 0)
    return words.some(({ form, end }, at) => {
      if (end <= from) return false
      const before = formsOf(words.slice(Math.max(0, at - 2 * least), at))
      const key = before.join(' ')
      const copies = known.get(key) ?? copiesAfter(before)
      known.set(key, copies)
      return copies.some((copy) => (end === text.length ? copy.startsWith(form) : copy === form))
    })
  }

  function onlyClean(logits: Float32Array, said: Said, cut: boolean): Float32Array {
    const left = new Float32Array(logits.length).fill(-Infinity)
    const known = new Map<string, readonly string[]>()
    const order = Int32Array.from(logits.keys()).filter((id) => (logits[id] as number) > -Infinity).sort((a, b) => (logits[b] as number) - (logits[a] as number) || a - b)
    const { endOfText } = tokenizer
    if (endOfText !== null) left[endOfText] = logits[endOfText] ?? -Infinity
    let count = 0
    for (let i = 0; i < order.length && count < LEFT; i++) {
      const id = order[i] as number
      if (id === endOfText || offends(tokenizer.decode([...said.ids, id]).replace(unfinished, ''), said.text.length, cut, known)) continue
      left[id] = logits[id] as number
      count++
    }
    return left
  }

  return (logits, said) => {
    const end = endOf(tokenizer, said, least)
    return isNear(end.words) ? onlyClean(logits, end, end.ids.length < said.length) : logits
  }
}
