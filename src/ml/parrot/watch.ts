// Watches a text that comes as text, from a model whose tokens cannot be steered: where it would become a copy of the books. Knows texts; knows no token.
import { stands, type TextIndex } from './text-index.ts'
import { openExcuse } from './allowed.ts'
import { contextOf } from './seam.ts'
import { wordsOf, type Word } from './words.ts'

export interface CopyWatch {
  readonly any: boolean
  /** Where the word begins that makes a copy, behind `from`; null: none does. `final`: nothing follows, so that the last word is whole. */
  find(text: string, from: number, final: boolean): number | null
  /** Length of the text that no later letter can make a copy of. */
  clear(text: string, from: number): number
}

/** What may still grow at the end of a text: a word, with what may join two to one. */
const growing = /[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}'’‐‑.,-]*$/u

/** More characters than two words of prose take, for words that are looked at twice over. */
const reach = 64

/** `before`: her text before it; its last words count as `contextOf` has them. `least`: words that make a copy. */
export function watchCopies(indices: readonly TextIndex[], { least, allowed, before }: { readonly least: number; readonly allowed: readonly string[]; readonly before: string }): CopyWatch {
  const excuse = openExcuse(allowed, least)
  const context = contextOf(before, least)
  const clear = (text: string): number => growing.exec(context + text)?.index ?? context.length + text.length

  function isCopy(words: readonly Word[], end: number): boolean {
    const run = words.slice(end - least, end).map(({ form }) => form)
    return run.length === least && indices.some((texts) => stands(texts, run)) && !excuse(words.slice(Math.max(0, end - 2 * least), end).map(({ form }) => form)).slice(-least).includes(1)
  }

  return {
    any: indices.length > 0,
    find(text, from, final) {
      const whole = context + text
      const known = final ? whole.length : clear(text)
      // Of what was looked at before, only so much can belong to a copy.
      const start = Math.max(0, whole.lastIndexOf(' ', context.length + from - reach * least))
      const words = wordsOf(whole.slice(start, known))
      const found = words.findIndex(({ end }, i) => start + end > context.length + from && isCopy(words, i + 1))
      return found < 0 ? null : Math.max(0, start + (words[found]?.start ?? 0) - context.length)
    },
    clear: (text) => Math.max(0, clear(text) - context.length)
  }
}
