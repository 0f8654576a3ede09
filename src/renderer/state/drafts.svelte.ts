// Chapters drafted beside a book: the one being written, and those kept. Goes on while she is elsewhere. Knows no page.
import type { Speaker } from '#shared/contract/voices.ts'
import type { Generation, Manner, Sampling } from '#shared/contract/writing.ts'
import type { GenerationId, NodeId, ProjectId } from '#shared/ids.ts'
import { api } from '../lib/api/index.ts'
import { failureOf, failureTold, isAbort, type Failure } from '../lib/api/failure.ts'

export interface Brief {
  readonly speaker: Speaker
  readonly title: string
  readonly opening: string
  readonly words: number
  readonly sampling: Sampling
  readonly manner: Manner
  /** The chapter or scene it will follow; null: the last. */
  readonly afterId: NodeId | null
}

export class Drafts {
  readonly #projectId: ProjectId
  kept = $state.raw<readonly Generation[]>([])
  /** The title being written now, or null. */
  writing = $state<string | null>(null)
  text = $state('')
  failure = $state.raw<Failure | null>(null)
  /** The draft that has just ended: she asked for it, so it lies open. */
  justWritten = $state<GenerationId | null>(null)
  #call: AbortController | null = null

  constructor(projectId: ProjectId) {
    this.#projectId = projectId
  }

  async load(): Promise<void> {
    const all = await api.writing.generations({ projectId: this.#projectId, kind: 'chapter' })
    this.kept = all.filter(({ state }) => state === 'kept').sort((a, b) => b.createdAt - a.createdAt)
  }

  async start(brief: Brief): Promise<void> {
    this.#call = new AbortController()
    this.writing = brief.title
    this.text = ''
    this.failure = null
    try {
      const parts = await api.writing.draftChapter({ ...brief, projectId: this.#projectId }, { signal: this.#call.signal })
      for await (const part of parts) {
        this.text = part.type === 'text' ? this.text + part.text : part.text
        if (part.type !== 'done') continue
        this.justWritten = part.generationId
        if (part.problem) this.failure = failureTold(part.problem)
      }
    } catch (error) {
      if (!isAbort(error) && !this.#call.signal.aborted) this.failure = failureOf(error)
    }
    this.writing = null
    await this.load().catch(() => undefined)
  }

  stop(): void {
    this.#call?.abort()
  }

  async accept(id: GenerationId, afterId: NodeId | null): Promise<void> {
    await api.writing.accept({ id, afterId })
    await this.load()
  }

  async refuse(id: GenerationId): Promise<void> {
    await api.writing.refuse({ id })
    await this.load()
  }
}
