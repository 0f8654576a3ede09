// Out of the house: the book, or a chapter of it, as a file.
import { z } from 'zod'
import { NodeId, ProjectId } from '../ids.ts'
import { procedure } from './base.ts'

export const ExportFormat = z.enum(['docx', 'epub', 'md', 'txt'])
export type ExportFormat = z.infer<typeof ExportFormat>

export const publishing = {
  /** The whole book, or one part, chapter or scene. The file's name comes with it. */
  export: procedure.input(z.object({ projectId: ProjectId, nodeId: NodeId.nullable(), format: ExportFormat })).output(z.file())
}
