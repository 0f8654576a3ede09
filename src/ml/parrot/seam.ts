// How much of the author's own text counts with what is written after it. Knows text alone.
import { wordsOf } from './words.ts'

/**
 * The last words before the cursor, half as many as make a copy: a run may begin in her words, but half of it at least must be the machine's.
 * Else her own pages, which stand in her corpus, would make a copy of every next word. Ends as `before` ends, in the middle of a word too.
 */
export function contextOf(before: string, least: number): string {
  const count = Math.floor(least / 2)
  for (let back = 32 * (count + 1); ; back *= 2) {
    const cut = Math.max(0, before.length - back)
    const words = wordsOf(before.slice(cut))
    // The first word of a cut text may be the end of one.
    if (cut > 0 && words.length <= count + 1) continue
    const first = words.at(-Math.min(count, words.length))
    return count === 0 || first === undefined ? '' : before.slice(cut + first.start)
  }
}
