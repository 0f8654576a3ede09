// Takes one file into a project: read, kept with its bytes, and placed in the binder. A file that fails harms no other. Knows no list.
import { createHash } from 'node:crypto'
import type { CleaningStep, ImportTarget } from '#shared/contract/corpora.ts'
import { AuroreError, type ErrorParams } from '#shared/errors/index.ts'
import { DocumentId, type ProjectId } from '#shared/ids.ts'
import type { Library } from '../database/library.ts'
import type { Projects } from '../projects/service.ts'
import type { ChapterRow, CorpusRows, DocumentRow } from './document-rows.ts'
import { chapterText, manuscriptDocs, readManuscript, type Manuscript } from './index.ts'

export type Failure = { readonly name: string, readonly code: string, readonly params: ErrorParams }
/** `id` is null for a file that went into the manuscript alone. */
export type Taken = { readonly id: DocumentId | null, readonly failure: null } | { readonly id: null, readonly failure: Failure }

export function createIntake(library: Library, { documents, content }: CorpusRows, projects: Projects) {
  const { database, now, newId } = library
  const act = <T>(work: () => T): T => database.transaction(work).immediate()

  function insert(projectId: ProjectId, name: string, bytes: Uint8Array, original: string, manuscript: Manuscript): DocumentRow | null {
    const id = DocumentId.parse(newId())
    const { title, format, encoding } = manuscript
    content.keepOriginal(original, bytes)
    documents.insert({ id, projectId, original, name, title, format, encoding, bytes: bytes.length, importedAt: now(), ...readings(manuscript) })
    content.replaceChapters(id, chapterRows(manuscript))
    return documents.one(id)
  }

  /** The same bytes twice in a project are one document; from the bin it comes back. */
  function keep(projectId: ProjectId, name: string, bytes: Uint8Array, manuscript: Manuscript): DocumentRow | null {
    const original = sha256(bytes)
    const known = documents.same(projectId, original)
    if (known) documents.bin(known.id, null)
    return known ?? insert(projectId, name, bytes, original, manuscript)
  }

  async function read(projectId: ProjectId, file: File, into: ImportTarget): Promise<DocumentId | null> {
    const bytes = new Uint8Array(await file.arrayBuffer())
    const manuscript = await readManuscript({ name: file.name, bytes })
    return act(() => {
      const row = into === 'manuscript' ? null : keep(projectId, file.name, bytes, manuscript)
      if (into === 'corpus' || row?.inBinder) return row?.id ?? null
      projects.addManuscript(projectId, manuscriptDocs(manuscript))
      if (row) documents.bound(row.id)
      return row?.id ?? null
    })
  }

  return {
    take: async (projectId: ProjectId, file: File, into: ImportTarget): Promise<Taken> => {
      try {
        return { id: await read(projectId, file, into), failure: null }
      } catch (error) {
        return { id: null, failure: { name: file.name, ...failure(error) } }
      }
    },
    async reread(row: DocumentRow, steps: Partial<Record<CleaningStep, boolean>>): Promise<void> {
      const manuscript = await readManuscript({ name: row.name, bytes: content.original(row.original), steps })
      act(() => {
        documents.reread(row.id, readings(manuscript))
        content.replaceChapters(row.id, chapterRows(manuscript))
      })
    }
  }
}
export type Intake = ReturnType<typeof createIntake>

const readings = ({ language, words, sentences, cleaning, warnings }: Manuscript) =>
  ({ language, words, sentences, cleaning: [...cleaning], warnings: [...warnings] })

const chapterRows = (manuscript: Manuscript): ChapterRow[] => manuscript.chapters.map((chapter) =>
  ({ title: chapter.title, part: chapter.part, words: chapter.words, sentences: chapter.sentences, text: chapterText(chapter) }))

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

function failure(error: unknown): Pick<Failure, 'code' | 'params'> {
  if (error instanceof AuroreError) return { code: error.code, params: error.params }
  return { code: 'general.unexpected', params: { detail: error instanceof Error ? error.name : typeof error } }
}
