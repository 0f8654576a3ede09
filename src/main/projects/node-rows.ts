// Rows of the binder and of its scenes. Knows SQL; knows no rule of what may stand where.
import type { NodeKind } from '#shared/contract/projects.ts'
import type { NodeId, ProjectId } from '#shared/ids.ts'
import type { Database } from '../database/open.ts'

export type NodeRow = {
  readonly id: NodeId, readonly projectId: ProjectId, readonly parentId: NodeId | null, readonly kind: NodeKind, readonly title: string
  readonly position: number, readonly updatedAt: number, readonly deletedAt: number | null, readonly words: number
}
export type SceneRow = { readonly doc: string, readonly text: string, readonly words: number, readonly revision: number, readonly savedAt: number }

const select = `
  SELECT n.id, n.project_id AS projectId, n.parent_id AS parentId, n.kind, n.title, n.position, n.updated_at AS updatedAt,
    n.deleted_at AS deletedAt, coalesce(s.words, 0) AS words
  FROM nodes n LEFT JOIN scenes s ON s.node_id = n.id`

export function nodeRows(database: Database) {
  const one = database.prepare<[string], NodeRow>(`${select} WHERE n.id = ?`)
  const living = database.prepare<[string], NodeRow>(`${select} WHERE n.project_id = ? AND n.deleted_at IS NULL ORDER BY n.position, n.rowid`)
  const children = database.prepare<[string, string | null], NodeRow>(
    `${select} WHERE n.project_id = ? AND n.parent_id IS ? AND n.deleted_at IS NULL ORDER BY n.position, n.rowid`)
  const insert = database.prepare('INSERT INTO nodes (id, project_id, parent_id, kind, title, position, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?)')
  const rename = database.prepare('UPDATE nodes SET title = ?, updated_at = ? WHERE id = ?')
  const place = database.prepare('UPDATE nodes SET parent_id = ?, position = ?, updated_at = ? WHERE id = ?')
  const number = database.prepare('UPDATE nodes SET position = ? WHERE id = ? AND position <> ?')
  const bin = database.prepare('UPDATE nodes SET deleted_at = ? WHERE id = ?')
  return {
    one: (id: NodeId): NodeRow | null => one.get(id) ?? null,
    living: (projectId: ProjectId): NodeRow[] => living.all(projectId),
    children: (projectId: ProjectId, parentId: NodeId | null): NodeRow[] => children.all(projectId, parentId),
    insert: (node: Omit<NodeRow, 'words' | 'deletedAt'>) => {
      insert.run(node.id, node.projectId, node.parentId, node.kind, node.title, node.position, node.updatedAt)
    },
    rename: (id: NodeId, title: string, at: number) => { rename.run(title, at, id) },
    place: (id: NodeId, parentId: NodeId | null, position: number, at: number) => { place.run(parentId, position, at, id) },
    number: (ids: readonly NodeId[]) => { ids.forEach((id, position) => number.run(position, id, position)) },
    bin: (id: NodeId, at: number | null) => { bin.run(at, id) }
  }
}
export type NodeRows = ReturnType<typeof nodeRows>

export function sceneRows(database: Database) {
  const one = database.prepare<[string], SceneRow>('SELECT doc, text, words, revision, saved_at AS savedAt FROM scenes WHERE node_id = ?')
  const insert = database.prepare('INSERT INTO scenes (node_id, doc, text, words, revision, saved_at) VALUES (?, ?, ?, ?, ?, ?)')
  const update = database.prepare('UPDATE scenes SET doc = ?, text = ?, words = ?, revision = ?, saved_at = ? WHERE node_id = ?')
  return {
    one: (id: NodeId): SceneRow | null => one.get(id) ?? null,
    insert: (id: NodeId, row: SceneRow) => { insert.run(id, row.doc, row.text, row.words, row.revision, row.savedAt) },
    update: (id: NodeId, row: SceneRow) => { update.run(row.doc, row.text, row.words, row.revision, row.savedAt, id) }
  }
}
export type SceneRows = ReturnType<typeof sceneRows>
