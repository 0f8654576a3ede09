// What the model sees, as the contract names it.
import type { Contexts } from '../writing/context/service.ts'
import { api } from './base.ts'

const on = api.context

export const contextApi = (service: Contexts) => ({
  notes: on.notes.handler(({ input }) => service.notes(input.projectId)),
  setNotes: on.setNotes.handler(({ input }) => service.setNotes(input)),
  entries: on.entries.handler(({ input }) => service.entries(input.projectId)),
  addEntry: on.addEntry.handler(({ input }) => service.addEntry(input)),
  changeEntry: on.changeEntry.handler(({ input }) => service.changeEntry(input)),
  removeEntry: on.removeEntry.handler(({ input }) => service.removeEntry(input.id)),
  restoreEntry: on.restoreEntry.handler(({ input }) => service.restoreEntry(input.id)),
  summaries: on.summaries.handler(({ input }) => service.summaries(input.projectId)),
  setSummary: on.setSummary.handler(({ input }) => service.setSummary(input.nodeId, input.text)),
  see: on.see.handler(({ input }) => service.see(input))
})
