// Rows of memory, lorebook and summaries. Knows SQL; knows no rule of what is shown.
import { ContextBudget, type ContextNotes, type LoreEntry, type LoreText, type Summary } from '#shared/contract/context.ts'
import type { LoreId, NodeId, ProjectId } from '#shared/ids.ts'
import type { Database } from '../../database/open.ts'

type NotesRow = { readonly memory: string, readonly note: string, readonly noteDepth: number, readonly budget: string | null }
type Flags = 'matchCase' | 'wholeWords' | 'alwaysOn' | 'cascade' | 'enabled'
type LoreRow = Omit<LoreEntry, Flags | 'keys'> & Readonly<Record<Flags, number>> & { readonly keys: string, readonly deletedAt: number | null }
/** An entry in the bin has one. */
export type KeptEntry = LoreEntry & { readonly deletedAt: number | null }

const notesSelect = 'SELECT memory, note, note_depth AS noteDepth, budget FROM context_notes WHERE project_id = ?'
const loreSelect = `
  SELECT id, project_id AS projectId, title, keys, text, match_case AS matchCase, whole_words AS wholeWords, scan_depth AS scanDepth,
    always_on AS alwaysOn, cascade, priority, enabled, updated_at AS updatedAt, deleted_at AS deletedAt FROM lore`

export function contextRows(database: Database) {
  const notes = database.prepare<[string], NotesRow>(notesSelect)
  const setNotes = database.prepare(`
    INSERT INTO context_notes (project_id, memory, note, note_depth, budget, updated_at) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (project_id) DO UPDATE SET memory = excluded.memory, note = excluded.note, note_depth = excluded.note_depth, budget = excluded.budget, updated_at = excluded.updated_at`)
  const summaries = database.prepare<[string], Summary>(`
    SELECT s.node_id AS nodeId, s.text, s.updated_at AS updatedAt FROM summaries s JOIN nodes n ON n.id = s.node_id WHERE n.project_id = ?`)
  const setSummary = database.prepare(`
    INSERT INTO summaries (node_id, text, updated_at) VALUES (?, ?, ?) ON CONFLICT (node_id) DO UPDATE SET text = excluded.text, updated_at = excluded.updated_at`)
  const dropSummary = database.prepare('DELETE FROM summaries WHERE node_id = ?')
  return {
    ...loreRows(database),
    notes: (projectId: ProjectId): ContextNotes => read(projectId, notes.get(projectId)),
    setNotes: ({ projectId, memory, note, noteDepth, budget }: ContextNotes, at: number) => {
      setNotes.run(projectId, memory, note, noteDepth, budget && JSON.stringify(budget), at)
    },
    summaries: (projectId: ProjectId): Summary[] => summaries.all(projectId),
    setSummary: (nodeId: NodeId, text: string, at: number) => { setSummary.run(nodeId, text, at) },
    dropSummary: (nodeId: NodeId) => { dropSummary.run(nodeId) }
  }
}
export type ContextRows = ReturnType<typeof contextRows>

/** A budget of another time that is no longer understood is none. */
function read(projectId: ProjectId, row: NotesRow | undefined): ContextNotes {
  if (!row) return { projectId, memory: '', note: '', noteDepth: 3, budget: null }
  const budget = ContextBudget.safeParse(JSON.parse(row.budget ?? 'null'))
  return { projectId, memory: row.memory, note: row.note, noteDepth: row.noteDepth, budget: budget.success ? budget.data : null }
}

function loreRows(database: Database) {
  const all = database.prepare<[string], LoreRow>(`${loreSelect} WHERE project_id = ? AND deleted_at IS NULL ORDER BY always_on DESC, title, rowid`)
  const one = database.prepare<[string], LoreRow>(`${loreSelect} WHERE id = ?`)
  const insert = database.prepare(`
    INSERT INTO lore (id, project_id, title, keys, text, match_case, whole_words, scan_depth, always_on, cascade, priority, enabled, updated_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  const update = database.prepare(`
    UPDATE lore SET title = ?, keys = ?, text = ?, match_case = ?, whole_words = ?, scan_depth = ?, always_on = ?, cascade = ?, priority = ?, enabled = ?, updated_at = ?
    WHERE id = ?`)
  const bin = database.prepare('UPDATE lore SET deleted_at = ? WHERE id = ?')
  return {
    entries: (projectId: ProjectId): LoreEntry[] => all.all(projectId).map((row) => { const { deletedAt: _, ...living } = entry(row); return living }),
    entry: (id: LoreId): KeptEntry | null => { const row = one.get(id); return row ? entry(row) : null },
    insertEntry: (e: LoreEntry) => { insert.run(e.id, e.projectId, ...columns(e), e.updatedAt) },
    updateEntry: (e: LoreEntry) => { update.run(...columns(e), e.updatedAt, e.id) },
    binEntry: (id: LoreId, at: number | null) => { bin.run(at, id) }
  }
}

const columns = (e: LoreText): (string | number)[] =>
  [e.title, JSON.stringify(e.keys), e.text, +e.matchCase, +e.wholeWords, e.scanDepth, +e.alwaysOn, +e.cascade, e.priority, +e.enabled]

const entry = (row: LoreRow): KeptEntry => ({
  ...row, keys: JSON.parse(row.keys) as string[], matchCase: row.matchCase === 1, wholeWords: row.wholeWords === 1, alwaysOn: row.alwaysOn === 1,
  cascade: row.cascade === 1, enabled: row.enabled === 1
})
