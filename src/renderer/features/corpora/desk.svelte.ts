// The corpus of one project on screen: its manuscripts, what is held back, files being brought in. Knows no markup.
import type { CleaningStep, CorpusDocument, HoldOut, Split } from '#shared/contract/corpora.ts'
import type { DocumentId, ProjectId } from '#shared/ids.ts'
import { isErrorCode } from '#shared/errors/index.ts'
import type { Language } from '#shared/language.ts'
import { api } from '../../lib/api/index.ts'
import { failureOf, type Failure } from '../../lib/api/failure.ts'
import { t } from '../../lib/i18n/index.ts'
import { projects } from '../../state/projects.svelte.ts'
import { toasts } from '../../state/toasts.svelte.ts'

export type Arrival = {
  readonly key: number, readonly name: string, readonly state: 'waiting' | 'reading' | 'read' | 'known' | 'failed'
  readonly document: CorpusDocument | null, readonly failure: Failure | null
}

export class CorpusDesk {
  readonly #projectId: ProjectId
  #nextKey = 0
  /** Null until read once. */
  documents = $state.raw<readonly CorpusDocument[] | null>(null)
  split = $state.raw<Split | null>(null)
  /** A way of holding back that her corpus is too small for: another was used instead. */
  impossible = $state<HoldOut | null>(null)
  failure = $state.raw<Failure | null>(null)
  arrivals = $state.raw<readonly Arrival[]>([])
  readonly busy = $derived(this.arrivals.some((file) => file.state === 'waiting' || file.state === 'reading'))

  constructor(projectId: ProjectId) {
    this.#projectId = projectId
  }

  async load(): Promise<void> {
    try {
      [this.documents, this.split] = await Promise.all([api.corpora.list({ projectId: this.#projectId }), api.corpora.split({ projectId: this.#projectId })])
      this.failure = null
    } catch (error) {
      this.failure = failureOf(error)
    }
  }

  /** One file after the other, so that each says at once how it went and none stops another. */
  async bring(files: readonly File[], alsoManuscript: boolean): Promise<void> {
    const arriving = files.map((file) => ({ key: this.#nextKey++, file }))
    this.arrivals = [...(this.busy ? this.arrivals : []), ...arriving.map(({ key, file }): Arrival => ({ key, name: file.name, state: 'waiting', document: null, failure: null }))]
    for (const { key, file } of arriving) await this.#bringOne(key, file, alsoManuscript)
    await this.#changed()
  }

  async #bringOne(key: number, file: File, alsoManuscript: boolean): Promise<void> {
    this.#arrive(key, { state: 'reading' })
    try {
      const answer = await api.corpora.import({ projectId: this.#projectId, files: [file], into: alsoManuscript ? 'both' : 'corpus' })
      const [document] = answer.documents
      if (document !== undefined) this.#arrive(key, { state: this.#has(document.id) ? 'known' : 'read', document })
      for (const added of answer.documents) this.#put(added)
      const [refused] = answer.failures
      if (refused !== undefined) this.#arrive(key, { state: 'failed', failure: { code: codeOf(refused.code), params: refused.params } })
    } catch (error) {
      this.#arrive(key, { state: 'failed', failure: failureOf(error) })
    }
  }

  hideArrivals(): void {
    this.arrivals = []
  }

  async bringSample(language: Language): Promise<void> {
    await this.#tell(async () => {
      for (const document of await api.corpora.importSample({ projectId: this.#projectId, language })) this.#put(document)
      await this.#changed()
    })
  }

  /** Shown at once; taken back if it cannot be done. */
  async setCleaning(document: CorpusDocument, step: CleaningStep, enabled: boolean): Promise<void> {
    this.#put({ ...document, cleaning: document.cleaning.map((entry) => (entry.step === step ? { ...entry, enabled } : entry)) })
    try {
      this.#put(await api.corpora.setCleaning({ id: document.id, step, enabled }))
      await this.#changed()
    } catch (error) {
      this.#put(document)
      toasts.fail(error)
    }
  }

  async setHoldOut(strategy: HoldOut): Promise<void> {
    const before = this.split
    if (before !== null) this.split = { ...before, strategy }
    try {
      this.split = await api.corpora.setHoldOut({ projectId: this.#projectId, strategy })
      this.impossible = this.split.strategy === strategy ? null : strategy
      this.documents = await api.corpora.list({ projectId: this.#projectId })
    } catch (error) {
      this.split = before
      toasts.fail(error)
    }
  }

  async remove(document: CorpusDocument): Promise<void> {
    await this.#tell(async () => {
      await api.corpora.remove({ id: document.id })
      this.documents = (this.documents ?? []).filter((other) => other.id !== document.id)
      toasts.say(t('corpora.removed', { title: document.title }), () => void this.#restore(document.id))
      await this.#changed()
    })
  }

  async #restore(id: DocumentId): Promise<void> {
    await this.#tell(async () => {
      this.#put(await api.corpora.restore({ id }))
      await this.#changed()
    })
  }

  #has(id: DocumentId): boolean {
    return this.documents?.some((document) => document.id === id) ?? false
  }

  #put(document: CorpusDocument): void {
    const list = this.documents ?? []
    this.documents = this.#has(document.id) ? list.map((other) => (other.id === document.id ? document : other)) : [...list, document]
  }

  #arrive(key: number, change: Partial<Arrival>): void {
    this.arrivals = this.arrivals.map((file) => (file.key === key ? { ...file, ...change } : file))
  }

  /** What is held back, and the book's counts, follow every change of the corpus; so do the chapters marked as held back. */
  async #changed(): Promise<void> {
    await this.load()
    await projects.refresh(this.#projectId)
  }

  async #tell(act: () => Promise<void>): Promise<void> {
    try {
      await act()
    } catch (error) {
      toasts.fail(error)
    }
  }
}

const codeOf = (code: string): Failure['code'] => (isErrorCode(code) ? code : 'general.unexpected')
