// A voice about to be learned: over which model, by which method, with which settings, and what it will take. Knows no markup.
import type { Estimate, Run } from '#shared/contract/training.ts'
import type { Method, Model } from '#shared/contract/voices.ts'
import type { ModelId, ProjectId } from '#shared/ids.ts'
import { api } from '../../lib/api/index.ts'
import { failureOf, isAbort, type Failure } from '../../lib/api/failure.ts'
import { choicesOf, fieldNames, problemsOf, settingsOf, textsOf, type Choices, type FieldName, type FieldTexts } from './fields.ts'

export class LearningPlan {
  readonly #projectId: ProjectId
  /** Fields she wrote in: a change of method leaves them alone. */
  #written: readonly FieldName[] = []
  models = $state.raw<readonly Model[]>([])
  modelId = $state<ModelId | null>(null)
  name = $state('')
  method = $state<Method>('lora')
  choices = $state.raw<Choices | null>(null)
  texts = $state.raw<FieldTexts | null>(null)
  estimate = $state.raw<Estimate | null>(null)
  estimating = $state(false)
  failure = $state.raw<Failure | null>(null)
  starting = $state(false)
  readonly problems = $derived(this.texts === null ? null : problemsOf(this.texts))
  readonly settings = $derived(this.texts === null || this.choices === null ? null : settingsOf(this.texts, this.choices))

  constructor(projectId: ProjectId, name: string) {
    this.#projectId = projectId
    this.name = name
  }

  /** The built-in model first, and chosen. */
  offer(models: readonly Model[]): void {
    this.models = [...models].sort((a, b) => Number(b.builtIn) - Number(a.builtIn) || a.name.localeCompare(b.name))
    this.modelId ??= this.models[0]?.id ?? null
  }

  async addModel(folder: string): Promise<void> {
    const model = await api.voices.addModel({ folder })
    this.offer([...this.models.filter((other) => other.id !== model.id), model])
    this.modelId = model.id
  }

  async choose(method: Method): Promise<void> {
    this.method = method
    const defaults = await api.training.defaults({ method })
    const fresh = textsOf(defaults)
    this.choices ??= choicesOf(defaults)
    const old = this.texts
    const kept = old === null ? [] : this.#written.map((name) => [name, old[name]] as const)
    this.texts = { ...fresh, ...Object.fromEntries(kept) }
  }

  write(name: FieldName, text: string): void {
    if (this.texts === null || !fieldNames.includes(name)) return
    this.#written = [...this.#written.filter((other) => other !== name), name]
    this.texts = { ...this.texts, [name]: text }
  }

  decide(change: Partial<Choices>): void {
    if (this.choices !== null) this.choices = { ...this.choices, ...change }
  }

  async estimateNow(signal: AbortSignal): Promise<void> {
    const [modelId, settings] = [this.modelId, this.settings]
    if (modelId === null || settings === null) return
    this.estimating = true
    try {
      this.estimate = await api.training.estimate({ projectId: this.#projectId, modelId, method: this.method, settings }, { signal })
      this.failure = null
    } catch (error) {
      if (signal.aborted || isAbort(error)) return
      this.estimate = null
      this.failure = failureOf(error)
    } finally {
      if (!signal.aborted) this.estimating = false
    }
  }

  /** Null when it could not start: `failure` says why. */
  async start(): Promise<Run | null> {
    const [modelId, settings] = [this.modelId, this.settings]
    if (modelId === null || settings === null || this.name.trim() === '') return null
    this.starting = true
    try {
      this.failure = null
      return await api.training.start({ projectId: this.#projectId, modelId, method: this.method, settings, voiceName: this.name.trim() })
    } catch (error) {
      this.failure = failureOf(error)
      return null
    } finally {
      this.starting = false
    }
  }
}
