// The e-book's pages in reading order, each with the name that the package, the contents and the page itself must agree on.
import type { TypesetBook, TypesetChapter } from '../typeset.ts'

export type PlannedChapter = { readonly id: string, readonly file: string, readonly title: string, readonly chapter: TypesetChapter }
export type PlannedPart = { readonly page: { readonly id: string, readonly file: string, readonly title: string } | null, readonly chapters: readonly PlannedChapter[] }
export type Plan = { readonly book: TypesetBook, readonly parts: readonly PlannedPart[], readonly urn: string, readonly moment: string }

const named = (kind: string, number: number) => {
  const id = `${kind}-${String(number).padStart(4, '0')}`
  return { id, file: `${id}.xhtml` }
}

export function planned(book: TypesetBook, urn: string, moment: string): Plan {
  let chapters = 0
  let titled = 0
  const parts = book.parts.map((part): PlannedPart => ({
    page: part.title === null ? null : { ...named('part', ++titled), title: part.title },
    chapters: part.chapters.map((chapter) => ({ ...named('chapter', ++chapters), title: chapter.title, chapter }))
  }))
  return { book, parts, urn, moment }
}

export type PageEntry = { readonly id: string, readonly file: string, readonly title: string }

/** Part pages and chapters, one after the other. */
export const pagesInOrder = ({ parts }: Plan): PageEntry[] => parts.flatMap(({ page, chapters }) => [...(page ? [page] : []), ...chapters])
