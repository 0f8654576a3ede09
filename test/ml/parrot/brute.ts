// The parrot check's answers by the plainest search there is: every stretch of the text at every place of the books. Shares nothing with the index.
import { folded } from '#ml/parrot/index.ts'

/** Words cut at blanks and folded: right for texts of words and blanks alone. */
export const plainWords = (text: string): string[] => text.split(' ').filter((word) => word !== '').map(folded)

const standsAt = (book: readonly string[], words: readonly string[], at: number): boolean => words.every((word, i) => book[at + i] === word)

export const timesIn = (books: readonly (readonly string[])[], words: readonly string[]): number =>
  books.reduce((sum, book) => sum + book.filter((_, at) => at + words.length <= book.length && standsAt(book, words, at)).length, 0)

export interface PlainRun { readonly start: number; readonly end: number; readonly times: number }

/** All stretches that stand in a book and could not be a word longer on either side, of at least `least` words. */
export function plainRuns(books: readonly (readonly string[])[], text: readonly string[], least: number): PlainRun[] {
  const stands = (start: number, end: number): boolean => start >= 0 && end <= text.length && timesIn(books, text.slice(start, end)) > 0
  const runs: PlainRun[] = []
  for (let start = 0; start < text.length; start++) {
    for (let end = start + Math.max(1, least); end <= text.length; end++) {
      if (stands(start, end) && !stands(start - 1, end) && !stands(start, end + 1)) runs.push({ start, end, times: timesIn(books, text.slice(start, end)) })
    }
  }
  return runs
}
