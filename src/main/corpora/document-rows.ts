// Rows of the corpus: originals, documents, chapters, what is held back. Knows SQL; knows no file format.
import type { CleaningEntry, CorpusDocument, HoldOut } from '#shared/contract/corpora.ts'
import type { DocumentId, ProjectId } from '#shared/ids.ts'
import type { Database } from '../database/open.ts'

export type ChapterRow = { readonly title: string, readonly part: string | null, readonly words: number, readonly sentences: number, readonly text: string }
export type DocumentRow = Omit<CorpusDocument, 'chapters'> & {
  readonly original: string, readonly inBinder: boolean, readonly revision: number, readonly deletedAt: number | null
}
type Stored = Omit<DocumentRow, 'cleaning' | 'warnings' | 'inBinder'> & { readonly cleaning: string, readonly warnings: string, readonly inBinder: number }

const select = `
  SELECT id, project_id AS projectId, original, name, title, format, encoding, language, size AS bytes, words, sentences, cleaning, warnings,
    in_binder AS inBinder, revision, imported_at AS importedAt, deleted_at AS deletedAt FROM documents`

export function documentRows(database: Database) {
  const all = database.prepare<[string], Stored>(`${select} WHERE project_id = ? AND deleted_at IS NULL ORDER BY imported_at, rowid`)
  const one = database.prepare<[string], Stored>(`${select} WHERE id = ?`)
  const same = database.prepare<[string, string], Stored>(`${select} WHERE project_id = ? AND original = ?`)
  const insert = database.prepare(`
    INSERT INTO documents (id, project_id, original, name, title, format, encoding, language, size, words, sentences, cleaning, warnings, in_binder, revision, imported_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 1, ?)`)
  const reread = database.prepare('UPDATE documents SET language = ?, words = ?, sentences = ?, cleaning = ?, warnings = ?, revision = revision + 1 WHERE id = ?')
  const bound = database.prepare('UPDATE documents SET in_binder = 1 WHERE id = ?')
  const bin = database.prepare('UPDATE documents SET deleted_at = ? WHERE id = ?')
  return {
    all: (projectId: ProjectId): DocumentRow[] => all.all(projectId).map(document),
    one: (id: DocumentId): DocumentRow | null => { const row = one.get(id); return row ? document(row) : null },
    same: (projectId: ProjectId, original: string): DocumentRow | null => { const row = same.get(projectId, original); return row ? document(row) : null },
    insert: (d: Omit<DocumentRow, 'inBinder' | 'revision' | 'deletedAt'>) => {
      insert.run(d.id, d.projectId, d.original, d.name, d.title, d.format, d.encoding, d.language, d.bytes, d.words, d.sentences,
        JSON.stringify(d.cleaning), JSON.stringify(d.warnings), d.importedAt)
    },
    reread: (id: DocumentId, d: Pick<DocumentRow, 'language' | 'words' | 'sentences' | 'cleaning' | 'warnings'>) => {
      reread.run(d.language, d.words, d.sentences, JSON.stringify(d.cleaning), JSON.stringify(d.warnings), id)
    },
    bound: (id: DocumentId) => { bound.run(id) },
    bin: (id: DocumentId, at: number | null) => { bin.run(at, id) }
  }
}

const document = ({ cleaning, warnings, inBinder, ...row }: Stored): DocumentRow =>
  ({ ...row, cleaning: JSON.parse(cleaning) as CleaningEntry[], warnings: JSON.parse(warnings) as string[], inBinder: inBinder === 1 })

/** What lies inside a document: the author's bytes, untouched, and the text read from them. */
export function contentRows(database: Database) {
  const keep = database.prepare('INSERT INTO originals (sha256, bytes) VALUES (?, ?) ON CONFLICT (sha256) DO NOTHING')
  const original = database.prepare<[string], { bytes: Buffer }>('SELECT bytes FROM originals WHERE sha256 = ?')
  const chapters = database.prepare<[string], ChapterRow>('SELECT title, part, words, sentences, text FROM document_chapters WHERE document_id = ? ORDER BY position')
  const clear = database.prepare('DELETE FROM document_chapters WHERE document_id = ?')
  const insert = database.prepare('INSERT INTO document_chapters (document_id, position, title, part, words, sentences, text) VALUES (?, ?, ?, ?, ?, ?, ?)')
  const strategy = database.prepare<[string], { strategy: HoldOut }>('SELECT strategy FROM hold_outs WHERE project_id = ?')
  const choose = database.prepare('INSERT INTO hold_outs (project_id, strategy) VALUES (?, ?) ON CONFLICT (project_id) DO UPDATE SET strategy = excluded.strategy')
  return {
    keepOriginal: (sha256: string, bytes: Uint8Array) => { keep.run(sha256, bytes) },
    original: (sha256: string): Uint8Array => original.get(sha256)?.bytes ?? new Uint8Array(),
    chapters: (id: DocumentId): ChapterRow[] => chapters.all(id),
    replaceChapters: (id: DocumentId, rows: readonly ChapterRow[]) => {
      clear.run(id)
      rows.forEach((row, position) => insert.run(id, position, row.title, row.part, row.words, row.sentences, row.text))
    },
    strategy: (projectId: ProjectId): HoldOut => strategy.get(projectId)?.strategy ?? 'chapters',
    choose: (projectId: ProjectId, chosen: HoldOut) => { choose.run(projectId, chosen) }
  }
}

export const corpusRows = (database: Database) => ({ documents: documentRows(database), content: contentRows(database) })
export type CorpusRows = ReturnType<typeof corpusRows>
