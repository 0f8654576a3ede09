// What every reader hands on. Knows no format in particular.
import type { DocumentFormat } from '#shared/contract/corpora.ts'
import type { WarningCode } from '../manuscript.ts'

export type SourceFile = { readonly name: string, readonly bytes: Uint8Array }

export type Reading = {
  readonly format: DocumentFormat
  readonly encoding: string | null
  /** Marked text (see marks.ts): for .txt the raw lines, for the others paragraphs between blank lines. */
  readonly marked: string
  readonly title: string | null
  readonly author: string | null
  readonly warnings: readonly WarningCode[]
}
