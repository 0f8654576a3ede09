// Where words that were filled in meet the text that follows them: no double space, no space missing, no second full stop. Knows text only; the page and the
// weighing of suggestions must agree on it.

const mark = /^[.,;:!?…]/u
const startsWithGap = /^\s/u
/** Closes behind what it follows, without a gap. */
const closing = /^[)\]”’»]/u
/** A full stop alone: an ellipsis or another mark may stand in the middle of a sentence. */
const loneStop = /(?<![.…])\.$/u

/** `text` as it should stand before `after`, the rest of the cursor's paragraph; nothing behind it: as it is. A new paragraph cannot begin inside one. */
export function closeSeam(text: string, after: string): string {
  if (after.trim() === '' || after.startsWith('\n')) return text
  const bare = (text.replace(/^\n+/, '').split('\n')[0] ?? '').trimEnd()
  if (mark.test(after)) return bare.replace(/[.,;:!?…\s]+$/u, '')
  const whole = /^\p{Ll}/u.test(after.trimStart()) ? bare.replace(loneStop, '').trimEnd() : bare
  return whole === '' || startsWithGap.test(after) || closing.test(after) ? whole : `${whole} `
}

const letter = /[\p{L}\p{M}\p{N}]/u

/** Whether a place between two texts lies inside a word: nothing can be filled in there. */
export const insideWord = (before: string, after: string): boolean => letter.test(Array.from(before.slice(-2)).at(-1) ?? '') && letter.test(Array.from(after.slice(0, 2))[0] ?? '')
