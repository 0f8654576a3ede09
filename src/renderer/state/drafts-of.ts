// The drafts of each book, one desk a book, for as long as the window lives.
import type { ProjectId } from '#shared/ids.ts'
import { Drafts } from './drafts.svelte.ts'

const known = new Map<ProjectId, Drafts>()

export function draftsOf(projectId: ProjectId): Drafts {
  const drafts = known.get(projectId) ?? new Drafts(projectId)
  known.set(projectId, drafts)
  return drafts
}
