// Fits a measured text into a room: its beginning (notes, what comes after) or its end (what comes before the cursor). Whole paragraphs go first, then
// sentences, then words; never a part of a word. Pure.
import type { Border, Measured } from './measure.ts'

export type Kept = { readonly text: string, readonly tokens: number, readonly cut: boolean }

const nothing = (cut: boolean): Kept => ({ text: '', tokens: 0, cut })

/** The longest beginning that fits: to the end of a sentence where one fits, else of a word. */
export function fitHead({ text, words, tokens, tail }: Measured, room: number): Kept {
  if (tokens - tail <= room) return { text, tokens, cut: false }
  const ends: Record<'whole' | 'word', { at: number, tokens: number } | null> = { whole: null, word: null }
  let sum = 0
  for (const [i, word] of words.entries()) {
    sum += word.tokens
    if (sum > room) break
    const here = { at: word.end, tokens: sum }
    if (words[i + 1]?.border !== 'word') ends.whole = here
    ends.word = here
  }
  const end = ends.whole ?? ends.word
  return end === null ? nothing(true) : { text: text.slice(0, end.at), tokens: end.tokens, cut: true }
}

/**
 * An end that fits, counted from the text's beginning: while she types, the cut stays where it is, and moves by about `step` tokens when the room is full. What
 * was computed for the prompt's beginning can so be used again.
 */
export function fitTail({ text, words, tokens }: Measured, room: number, step: number): Kept & { readonly start: number } {
  if (tokens <= room) return { text, tokens, cut: false, start: 0 }
  const grain = Math.max(1, Math.min(step, Math.floor(room / 4)))
  const least = Math.ceil((tokens - room) / grain) * grain
  const cut = firstBorder(words, least, least + grain) ?? { at: text.length, dropped: tokens }
  return { text: text.slice(cut.at), tokens: tokens - cut.dropped, cut: true, start: cut.at }
}

type Cut = { readonly at: number, readonly dropped: number }

/** Between `least` and `most` tokens the first paragraph, else the first sentence, else the first word; farther off any word. */
function firstBorder(words: Measured['words'], least: number, most: number): Cut | null {
  const found: Record<Border, Cut | null> = { paragraph: null, sentence: null, word: null }
  let dropped = 0
  for (const word of words) {
    if (dropped >= least && (dropped <= most || found.word === null)) found[word.border] ??= { at: word.start, dropped }
    if (dropped >= least) found.word ??= { at: word.start, dropped }
    if (dropped > most && found.word !== null) break
    dropped += word.tokens
  }
  return found.paragraph ?? found.sentence ?? found.word
}
