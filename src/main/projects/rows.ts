// Project rows. Knows SQL; knows no rule.
import type { Project } from '#shared/contract/projects.ts'
import type { ProjectId } from '#shared/ids.ts'
import type { Language } from '#shared/language.ts'
import type { Database } from '../database/open.ts'

type Row = {
  id: ProjectId, title: string, author: string, language: Language, created_at: number, updated_at: number
  words: number, chapters: number, documents: number, voices: number
}

/** A node counts only when neither it nor anything above it lies in the bin. */
const select = `
  WITH RECURSIVE living (id, project_id, kind) AS (
    SELECT id, project_id, kind FROM nodes WHERE parent_id IS NULL AND deleted_at IS NULL
    UNION ALL
    SELECT child.id, child.project_id, child.kind FROM nodes child JOIN living ON child.parent_id = living.id WHERE child.deleted_at IS NULL)
  SELECT p.id, p.title, p.author, p.language, p.created_at, p.updated_at,
    (SELECT coalesce(sum(s.words), 0) FROM living l JOIN scenes s ON s.node_id = l.id WHERE l.project_id = p.id) AS words,
    (SELECT count(*) FROM living l WHERE l.project_id = p.id AND l.kind = 'chapter') AS chapters,
    (SELECT count(*) FROM documents d WHERE d.project_id = p.id AND d.deleted_at IS NULL) AS documents,
    (SELECT count(*) FROM voices v WHERE v.project_id = p.id AND v.deleted_at IS NULL) AS voices
  FROM projects p`

export function projectRows(database: Database) {
  const all = database.prepare<[], Row>(`${select} WHERE p.deleted_at IS NULL ORDER BY p.updated_at DESC, p.rowid DESC`)
  const one = database.prepare<[string], Row>(`${select} WHERE p.id = ? AND p.deleted_at IS NULL`)
  const insert = database.prepare('INSERT INTO projects (id, title, author, language, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)')
  const update = database.prepare('UPDATE projects SET title = ?, author = ?, language = ?, updated_at = ? WHERE id = ?')
  const touch = database.prepare('UPDATE projects SET updated_at = ? WHERE id = ?')
  const bin = database.prepare('UPDATE projects SET deleted_at = ? WHERE id = ?')
  return {
    all: (): Project[] => all.all().map(project),
    one: (id: ProjectId): Project | null => { const row = one.get(id); return row ? project(row) : null },
    insert: (id: string, title: string, author: string, language: Language, at: number) => { insert.run(id, title, author, language, at, at) },
    update: ({ id, title, author, language }: Project, at: number) => { update.run(title, author, language, at, id) },
    touch: (id: ProjectId, at: number) => { touch.run(at, id) },
    /** Returns whether there is such a project, in the bin or not. */
    bin: (id: ProjectId, at: number | null): boolean => bin.run(at, id).changes === 1
  }
}
export type ProjectRows = ReturnType<typeof projectRows>

const project = ({ created_at, updated_at, ...row }: Row): Project => ({ ...row, createdAt: created_at, updatedAt: updated_at })
