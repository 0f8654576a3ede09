// The corpus of a project: the manuscripts a voice is learned from, how they were read and cleaned, what is held back.
import { z } from 'zod'
import { DocumentId, ProjectId } from '../ids.ts'
import { Language } from '../language.ts'
import { procedure, Timestamp } from './base.ts'

/** Each cleaning step can be switched off for a document; the original bytes always stay. */
export const CleaningStep = z.enum(['gutenberg', 'catalogue', 'transcriber-notes', 'unwrap', 'dehyphenate', 'page-furniture', 'contents', 'markup'])
export type CleaningStep = z.infer<typeof CleaningStep>

export const CleaningEntry = z.object({
  step: CleaningStep, enabled: z.boolean(),
  /** How many places it changed, and how many characters it took away. */
  places: z.number().int(), removedCharacters: z.number().int(),
  /** A few of those places, shortened, as they were and as they are. */
  examples: z.array(z.object({ before: z.string(), after: z.string() })).max(5)
})
export type CleaningEntry = z.infer<typeof CleaningEntry>

export const CorpusChapter = z.object({
  index: z.number().int(), title: z.string(), part: z.string().nullable(), words: z.number().int(), sentences: z.number().int(), heldOut: z.boolean()
})
export type CorpusChapter = z.infer<typeof CorpusChapter>

export const DocumentFormat = z.enum(['txt', 'md', 'docx'])
export type DocumentFormat = z.infer<typeof DocumentFormat>

export const CorpusDocument = z.object({
  id: DocumentId, projectId: ProjectId, name: z.string(), title: z.string(), format: DocumentFormat, encoding: z.string().nullable(),
  language: Language.nullable(), bytes: z.number().int(), words: z.number().int(), sentences: z.number().int(), chapters: z.array(CorpusChapter),
  cleaning: z.array(CleaningEntry), warnings: z.array(z.string()), importedAt: Timestamp
})
export type CorpusDocument = z.infer<typeof CorpusDocument>

/** What is never trained on: whole chapters (default), whole documents, or every tenth sentence. Chosen before any windowing. */
export const HoldOut = z.enum(['chapters', 'documents', 'sentences'])
export type HoldOut = z.infer<typeof HoldOut>

export const Split = z.object({
  strategy: HoldOut,
  trainWords: z.number().int(), heldOutWords: z.number().int(),
  heldOut: z.array(z.object({ documentId: DocumentId, chapter: z.number().int().nullable(), title: z.string(), words: z.number().int() }))
})
export type Split = z.infer<typeof Split>

export const ImportTarget = z.enum(['corpus', 'manuscript', 'both'])
export type ImportTarget = z.infer<typeof ImportTarget>

export const corpora = {
  list: procedure.input(z.object({ projectId: ProjectId })).output(z.array(CorpusDocument)),
  /** Files are read one by one; one that cannot be read is reported and stops no other. The same bytes twice are one document. */
  import: procedure.input(z.object({ projectId: ProjectId, files: z.array(z.file()).min(1).max(200), into: ImportTarget.default('both') }))
    .output(z.object({
      documents: z.array(CorpusDocument),
      failures: z.array(z.object({ name: z.string(), code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) }))
    })),
  importSample: procedure.input(z.object({ projectId: ProjectId, language: Language })).output(z.array(CorpusDocument)),
  /** Reads and cleans a file as an import would, and keeps nothing: to measure a voice on it. */
  read: procedure.input(z.object({ file: z.file() })).output(z.object({ title: z.string(), text: z.string(), words: z.number().int() })),
  text: procedure.input(z.object({ id: DocumentId })).output(z.object({ original: z.string(), cleaned: z.string() })),
  setCleaning: procedure.input(z.object({ id: DocumentId, step: CleaningStep, enabled: z.boolean() })).output(CorpusDocument),
  sampleSentences: procedure.input(z.object({ projectId: ProjectId, count: z.number().int().min(1).max(50), seed: z.number().int() })).output(z.array(z.string())),
  remove: procedure.input(z.object({ id: DocumentId })).output(z.void()),
  restore: procedure.input(z.object({ id: DocumentId })).output(CorpusDocument),
  split: procedure.input(z.object({ projectId: ProjectId })).output(Split),
  setHoldOut: procedure.input(z.object({ projectId: ProjectId, strategy: HoldOut })).output(Split)
}
