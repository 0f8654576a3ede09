// What she tells the muse of this book: loaded once, kept a moment after each key, and never lost by leaving. Knows no component.
import type { ContextBudget, ContextNotes, LoreEntry, LoreText, Summary } from '#shared/contract/context.ts'
import type { LoreId, NodeId, ProjectId } from '#shared/ids.ts'
import { api } from '../../../lib/api/index.ts'
import { failureOf, type Failure } from '../../../lib/api/failure.ts'
import { t } from '../../../lib/i18n/index.ts'
import { toasts } from '../../../state/toasts.svelte.ts'

/** Milliseconds of rest before a text is kept. */
const rest = 400

interface Waiting { readonly timer: ReturnType<typeof setTimeout>; readonly keep: () => Promise<unknown> }

export class ContextDesk {
  readonly #projectId: ProjectId
  notes = $state.raw<ContextNotes | null>(null)
  entries = $state.raw<readonly LoreEntry[]>([])
  summaries = $state.raw<readonly Summary[]>([])
  failure = $state.raw<Failure | null>(null)
  /** Grows when what the model sees may have changed. */
  changes = $state(0)
  /** By what is to be kept: only the last text counts. */
  #waiting: Readonly<Record<string, Waiting>> = {}

  constructor(projectId: ProjectId) {
    this.#projectId = projectId
  }

  async load(): Promise<void> {
    const projectId = this.#projectId
    try {
      [this.notes, this.entries, this.summaries] = await Promise.all([api.context.notes({ projectId }), api.context.entries({ projectId }), api.context.summaries({ projectId })])
      this.failure = null
    } catch (error) {
      this.failure = failureOf(error)
    }
  }

  note(change: Partial<Omit<ContextNotes, 'projectId'>>): void {
    if (this.notes === null) return
    this.notes = { ...this.notes, ...change }
    for (const [name, value] of Object.entries(change)) this.#later(`notes.${name}`, () => api.context.setNotes({ projectId: this.#projectId, [name]: value }))
  }

  setBudget(budget: ContextBudget | null): void {
    this.note({ budget })
  }

  summaryOf(nodeId: NodeId): string {
    return this.summaries.find((summary) => summary.nodeId === nodeId)?.text ?? ''
  }

  sumUp(nodeId: NodeId, text: string): void {
    this.summaries = [...this.summaries.filter((summary) => summary.nodeId !== nodeId), { nodeId, text, updatedAt: Date.now() }]
    this.#later(`summary.${nodeId}`, () => api.context.setSummary({ nodeId, text }))
  }

  async add(): Promise<LoreEntry | null> {
    try {
      const entry = await api.context.addEntry({ projectId: this.#projectId })
      this.entries = [...this.entries, entry]
      return entry
    } catch (error) {
      toasts.fail(error)
      return null
    }
  }

  change(id: LoreId, change: Partial<LoreText>): void {
    this.entries = this.entries.map((entry) => (entry.id === id ? { ...entry, ...change } : entry))
    for (const [name, value] of Object.entries(change)) this.#later(`lore.${id}.${name}`, () => api.context.changeEntry({ id, [name]: value }))
  }

  async remove(entry: LoreEntry): Promise<void> {
    try {
      await this.flush()
      await api.context.removeEntry({ id: entry.id })
      this.entries = this.entries.filter(({ id }) => id !== entry.id)
      this.changes++
      toasts.say(t('context.entryRemoved', { title: nameOf(entry) }), () => void this.#bringBack(entry.id))
    } catch (error) {
      toasts.fail(error)
    }
  }

  async #bringBack(id: LoreId): Promise<void> {
    try {
      const entry = await api.context.restoreEntry({ id })
      this.entries = [...this.entries, entry].toSorted((a, b) => a.title.localeCompare(b.title))
      this.changes++
    } catch (error) {
      toasts.fail(error)
    }
  }

  /** What waits is kept now. */
  async flush(): Promise<void> {
    const waiting = Object.values(this.#waiting)
    this.#waiting = {}
    for (const { timer } of waiting) clearTimeout(timer)
    await Promise.all(waiting.map(({ keep }) => keep().catch((error: unknown) => toasts.fail(error))))
    if (waiting.length > 0) this.changes++
  }

  #later(name: string, keep: () => Promise<unknown>): void {
    clearTimeout(this.#waiting[name]?.timer)
    this.#waiting = { ...this.#waiting, [name]: { timer: setTimeout(() => void this.flush(), rest), keep } }
  }
}

export const nameOf = ({ title, keys }: Pick<LoreText, 'title' | 'keys'>): string => title || keys[0] || t('context.untitled')

/** Keys as she writes them: commas between, but none inside an expression. */
export const keysFrom = (text: string): string[] =>
  (text.match(/\s*\/(?:\\.|[^/\\])+\/[a-z]*\s*(?=,|$)|[^,]+/g) ?? []).map((key) => key.trim()).filter((key) => key !== '')
