// What she told the muse of a book: memory, note, lorebook, summaries. Each act is one transaction. Knows no prompt and no engine.
import type { ContextNotes, LoreEntry, LoreText, Summary } from '#shared/contract/context.ts'
import { newLore } from '#shared/contract/context.ts'
import { AuroreError } from '#shared/errors/index.ts'
import { LoreId, type NodeId, type ProjectId } from '#shared/ids.ts'
import type { Library } from '../../database/library.ts'
import type { Projects } from '../../projects/service.ts'
import { contextRows, type ContextRows, type KeptEntry } from './rows.ts'

type Some<T> = { readonly [K in keyof T]?: T[K] | undefined }
type NotesChange = Some<Omit<ContextNotes, 'projectId'>> & Pick<ContextNotes, 'projectId'>
type NewEntry = Some<LoreText> & { readonly projectId: ProjectId }
type EntryChange = Some<LoreText> & { readonly id: LoreId }

export function contextBook(library: Library, projects: Projects) {
  const rows = contextRows(library.database)
  const act = <T>(work: () => T): T => library.database.transaction(work).immediate()
  return {
    notes: (projectId: ProjectId): ContextNotes => rows.notes(projects.get(projectId).id),
    setNotes: (change: NotesChange): ContextNotes => act(() => {
      const projectId = projects.get(change.projectId).id
      rows.setNotes(merged(rows.notes(projectId), change), library.now())
      return rows.notes(projectId)
    }),
    summaries: (projectId: ProjectId): Summary[] => rows.summaries(projects.get(projectId).id),
    setSummary(nodeId: NodeId, text: string): void {
      const { id } = projects.node(nodeId)
      if (text.trim() === '') rows.dropSummary(id)
      else rows.setSummary(id, text, library.now())
    },
    ...loreActs(library, projects, rows, act)
  }
}
export type ContextBook = ReturnType<typeof contextBook>

function loreActs(library: Library, projects: Projects, rows: ContextRows, act: <T>(work: () => T) => T) {
  function living(id: LoreId): KeptEntry {
    const found = rows.entry(id)
    if (!found || found.deletedAt !== null) throw missing()
    return found
  }
  const shown = ({ deletedAt: _, ...entry }: KeptEntry): LoreEntry => entry
  return {
    entries: (projectId: ProjectId): LoreEntry[] => rows.entries(projects.get(projectId).id),
    addEntry({ projectId, ...text }: NewEntry): LoreEntry {
      const id = LoreId.parse(library.newId())
      rows.insertEntry({ ...merged(newLore, text), id, projectId: projects.get(projectId).id, updatedAt: library.now() })
      return shown(living(id))
    },
    changeEntry: ({ id, ...change }: EntryChange): LoreEntry => act(() => {
      rows.updateEntry({ ...merged(shown(living(id)), change), updatedAt: library.now() })
      return shown(living(id))
    }),
    removeEntry(id: LoreId): void {
      rows.binEntry(living(id).id, library.now())
    },
    restoreEntry: (id: LoreId): LoreEntry => act(() => {
      rows.binEntry(id, null)
      return shown(living(id))
    })
  }
}

const missing = (): AuroreError => new AuroreError('general.not-found', { what: 'entry' })

/** What the change does not name stays as it was. */
function merged<T extends object>(old: T, change: Some<T>): T {
  const named = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as Partial<T>
  return { ...old, ...named }
}
