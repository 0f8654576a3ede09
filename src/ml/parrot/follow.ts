// Follows a text as it is written: how many words of its end stand in the books. Each word costs a few halvings. Knows no threshold.
import { followTail } from '../suffixes/index.ts'
import { idOf, type TextIndex } from './text-index.ts'
import { wordsOf } from './words.ts'

export interface Following {
  /** Takes what was written next, and gives the length in words of the longest ending that stands in one of the indices. The last word counts once it is complete. */
  push(piece: string): number
}

export function followText(indices: readonly TextIndex[], context: string): Following {
  const tails = indices.map((texts) => ({ texts, tail: followTail(texts.index) }))
  let rest = ''
  const longest = (): number => Math.max(0, ...tails.map(({ tail }) => tail.span().length))
  const push = (piece: string): number => {
    rest += piece
    const words = wordsOf(rest)
    const last = words.at(-1)
    if (last === undefined) return longest()
    // A word goes on until something follows that cannot belong to it: an apostrophe or a hyphen may.
    const complete = /[^\p{L}\p{M}\p{N}]{2}|[\s.,;:!?…»”)\]]/u.test(rest.slice(last.end)) ? words : words.slice(0, -1)
    for (const { form } of complete) for (const { texts, tail } of tails) tail.push(idOf(texts, form))
    rest = complete === words ? '' : rest.slice(last.start)
    return longest()
  }
  push(context)
  return { push }
}
