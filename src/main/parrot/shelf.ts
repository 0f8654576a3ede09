// What stands on a project's shelf: the chapters of its documents, and a key that changes with every import, cleaning and removal. Knows rows, no index.
import type { DocumentId, ProjectId } from '#shared/ids.ts'
import { contentRows, documentRows } from '../corpora/document-rows.ts'
import type { Database } from '../database/open.ts'

/** A chapter, named; its text is read when it is wanted. */
export type Passage = { readonly documentId: DocumentId, readonly document: string, readonly chapter: string, readonly chapterIndex: number }

export function openShelf(database: Database) {
  const [documents, content] = [documentRows(database), contentRows(database)]
  return {
    key: (projectId: ProjectId): string => JSON.stringify(documents.all(projectId).map(({ id, revision }) => [id, revision])),
    passages: (projectId: ProjectId): (Passage & { readonly text: string })[] => documents.all(projectId).flatMap(({ id, title }) =>
      content.chapters(id).map(({ title: chapter, text }, chapterIndex) => ({ documentId: id, document: title, chapter, chapterIndex, text }))),
    text: ({ documentId, chapterIndex }: Passage): string => content.chapters(documentId)[chapterIndex]?.text ?? ''
  }
}
export type Shelf = ReturnType<typeof openShelf>
