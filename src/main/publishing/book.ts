// A book to be printed, as the manuscript holds it. Knows no format and no database.
import type { Language } from '#shared/language.ts'
import type { ManuscriptDoc } from '#shared/manuscript.ts'

/** `number` counts chapters through the whole book, so that a chapter taken out alone still knows which it is. */
export type BookChapter = { readonly number: number, readonly title: string, readonly scenes: readonly ManuscriptDoc[] }

/** Chapters that stand in no part make a part whose title is null. */
export type BookPart = { readonly number: number, readonly title: string | null, readonly chapters: readonly BookChapter[] }

export type Book = {
  /** Stays the same through every edit: the e-book's identifier is made from it. */
  readonly id: string
  readonly title: string
  readonly author: string
  readonly language: Language
  readonly parts: readonly BookPart[]
}

/** When it is made, in milliseconds since 1970, UTC: files that carry a date carry this one. */
export type PrintedAt = number
