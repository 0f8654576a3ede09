// A scene's text, opened and saved by revision: two windows never overwrite one another unasked. Knows no outline rule.
import type { Scene } from '#shared/contract/projects.ts'
import { AuroreError } from '#shared/errors/index.ts'
import type { NodeId } from '#shared/ids.ts'
import { ManuscriptDoc, plainText } from '#shared/manuscript.ts'
import { countWords } from '#shared/text.ts'
import type { NodeRow, SceneRow, SceneRows } from './node-rows.ts'

export type Saved = { readonly revision: number, readonly words: number, readonly savedAt: number }

export const sceneRow = (doc: ManuscriptDoc, revision: number, savedAt: number): SceneRow => {
  const text = plainText(doc)
  return { doc: JSON.stringify(doc), text, words: countWords(text), revision, savedAt }
}

export function openedScene(node: NodeRow, row: SceneRow | null): Scene {
  if (!row) throw new AuroreError('general.not-found', { what: 'scene' })
  const { id, projectId, title } = node
  return { id, projectId, title, doc: ManuscriptDoc.parse(JSON.parse(row.doc)), revision: row.revision, words: row.words, savedAt: row.savedAt }
}

/** Must run inside a writing transaction: between the look and the save no other program may come. */
export function saveOver(rows: SceneRows, id: NodeId, doc: ManuscriptDoc, baseRevision: number, at: number): Saved {
  const stored = rows.one(id)
  if (!stored) throw new AuroreError('general.not-found', { what: 'scene' })
  if (stored.revision !== baseRevision) throw new AuroreError('projects.stale-scene', { stored: stored.revision, base: baseRevision })
  const { revision, words, savedAt, ...row } = sceneRow(doc, baseRevision + 1, at)
  rows.update(id, { ...row, revision, words, savedAt })
  return { revision, words, savedAt }
}
