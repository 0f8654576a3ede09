// What reading a manuscript yields: chapters of scenes of blocks, with the numbers a novelist wants. Knows no file format and no database.
import type { CleaningEntry, DocumentFormat } from '#shared/contract/corpora.ts'
import type { ErrorCode } from '#shared/errors/index.ts'
import type { Language } from '#shared/language.ts'

export type WarningCode = Extract<ErrorCode, `corpora.warning-${string}`>

/** A stretch of one look. Text may hold "\n": a line break inside a paragraph, as in verse. */
export type Run = { readonly text: string, readonly italic: boolean, readonly bold: boolean }

export type TextBlock =
  | { readonly kind: 'paragraph', readonly runs: readonly Run[] }
  | { readonly kind: 'heading', readonly level: number, readonly runs: readonly Run[] }
  | { readonly kind: 'sceneBreak' }

export type Scene = { readonly blocks: readonly TextBlock[] }

export type Chapter = {
  /** As written, numeral and title: "CHAPITRE PREMIER", "XII", "I. A Scandal in Bohemia". */
  readonly title: string
  readonly part: string | null
  readonly scenes: readonly Scene[]
  readonly words: number
  readonly sentences: number
}

export type Manuscript = {
  readonly format: DocumentFormat
  /** Null for formats that carry their own encoding (.docx). */
  readonly encoding: string | null
  readonly language: Language | null
  readonly title: string
  readonly author: string | null
  /** The text as read, before any cleaning. */
  readonly originalText: string
  /** The cleaned text: blank lines between paragraphs, "* * *" for a scene break. */
  readonly text: string
  readonly chapters: readonly Chapter[]
  readonly words: number
  readonly sentences: number
  readonly cleaning: readonly CleaningEntry[]
  /** Codes of #shared/errors, each with its sentence in both languages. */
  readonly warnings: readonly WarningCode[]
}

