// The parrot check: what of a text stands word for word in the books, and where.
import { z } from 'zod'
import { DocumentId, GenerationId, NodeId, ProjectId } from '../ids.ts'
import { procedure } from './base.ts'

/** `notice`: a copy is told. `avoid`: it is not written, and what still is one is told. */
export const ParrotMode = z.enum(['off', 'notice', 'avoid'])
export type ParrotMode = z.infer<typeof ParrotMode>

/** More words than held-back chapters of most novels share in a row with the rest of their book: see docs/performance.md. */
export const usualRun = 9

export const ParrotChoice = z.object({
  mode: ParrotMode, words: z.number().int().min(3).max(40).describe('this many in a row are a copy'),
  /** Quotations that are never called a copy. */
  allowed: z.array(z.string().trim().min(1).max(2000)).max(500)
})
export type ParrotChoice = z.infer<typeof ParrotChoice>

/** The passage with its sentence's words before and after. */
export const CopiedPlace = z.object({
  projectId: ProjectId, documentId: DocumentId, document: z.string(), chapter: z.string(), chapterIndex: z.number().int(),
  /** UTF-16 places of the passage in the chapter's text. */
  start: z.number().int(), end: z.number().int(), before: z.string(), passage: z.string(), after: z.string()
})
export type CopiedPlace = z.infer<typeof CopiedPlace>

/** `start` and `end` are UTF-16 places in the text that was checked; below 0 lie the author's own words before it. */
export const Copied = z.object({
  start: z.number().int(), end: z.number().int(), words: z.number().int(), text: z.string(), occurrences: z.number().int(), places: z.array(CopiedPlace)
})
export type Copied = z.infer<typeof Copied>

export const ParrotReport = z.object({
  /** From how many words a run was counted. */
  least: z.number().int(),
  /** Words of the longest run, below the threshold too. */
  longest: z.number().int(),
  /** In the order of the text. */
  copies: z.array(Copied)
})
export type ParrotReport = z.infer<typeof ParrotReport>

/** This project's books, the books of all others, or both. */
export const Against = z.enum(['here', 'others', 'everywhere'])
export type Against = z.infer<typeof Against>

const least = z.number().int().min(1).max(1000).optional().describe('without it, as in the settings')

export const parrot = {
  check: procedure.input(z.object({ text: z.string().max(5_000_000), projectId: ProjectId, against: Against.default('here'), least })).output(ParrotReport),
  /** A part, chapter or scene of the binder, as it is saved. */
  checkNode: procedure.input(z.object({ id: NodeId, against: Against.default('others'), least })).output(ParrotReport),
  /** What was found when this was written; null when nothing was checked. */
  ofGeneration: procedure.input(z.object({ id: GenerationId })).output(ParrotReport.nullable()),
  /** Makes the index of a project's books, so that the first suggestion does not wait for it. */
  prepare: procedure.input(z.object({ projectId: ProjectId })).output(z.object({ documents: z.number().int(), words: z.number().int() }))
}
