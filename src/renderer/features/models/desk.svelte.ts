// The models to be had: the catalogue, one found by its id, what each needs here, the token. Knows no markup.
import { SvelteMap } from 'svelte/reactivity'
import type { Catalogue, FoundModel, Needs, TokenState } from '#shared/contract/models.ts'
import type { ModelId } from '#shared/ids.ts'
import { api } from '../../lib/api/index.ts'
import { failureOf, type Failure } from '../../lib/api/failure.ts'
import { formatBytes } from '../../lib/i18n/format.ts'
import { t } from '../../lib/i18n/index.ts'
import { toasts } from '../../state/toasts.svelte.ts'

export class ModelDesk {
  catalogue = $state.raw<Catalogue | null>(null)
  failure = $state.raw<Failure | null>(null)
  token = $state.raw<TokenState | null>(null)
  found = $state.raw<FoundModel | null>(null)
  finding = $state(false)
  findFailure = $state.raw<Failure | null>(null)
  readonly #needs = new SvelteMap<string, Needs>()

  async load(): Promise<void> {
    try {
      [this.catalogue, this.token] = await Promise.all([api.models.catalogue(), api.models.token()])
      this.failure = null
      await this.#workOutNeeds()
    } catch (error) {
      this.failure = failureOf(error)
    }
  }

  /** Null while the engine works it out. */
  needs(repo: string): Needs | null {
    return this.#needs.get(repo) ?? null
  }

  /** Asks the hub for a list of files and a configuration: she pressed the button. */
  async look(typed: string): Promise<void> {
    const [repo = '', revision] = typed.trim().replace(/^https?:\/\/[^/]+\//, '').split('@')
    this.finding = true
    this.findFailure = null
    this.found = null
    try {
      this.found = await api.models.look({ repo, ...(revision && { revision }) })
      this.#needs.set(repo, this.found.needs)
    } catch (error) {
      this.findFailure = failureOf(error)
    } finally {
      this.finding = false
    }
  }

  /** Throws what the app answered: the form says it beside the field. */
  async keepToken(token: string | null): Promise<void> {
    this.token = await api.models.setToken({ token })
  }

  async discard(id: ModelId, name: string, changed: () => void): Promise<void> {
    try {
      const { bytes } = await api.models.discard({ id })
      changed()
      toasts.say(t('models.deleted', { name, size: formatBytes(bytes) }), () => void this.#restore(id, changed))
    } catch (error) {
      toasts.fail(error)
    }
  }

  async #restore(id: ModelId, changed: () => void): Promise<void> {
    try {
      await api.models.restore({ id })
      changed()
    } catch (error) {
      toasts.fail(error)
    }
  }

  /** One after another: the engine that works them out also writes. */
  async #workOutNeeds(): Promise<void> {
    for (const { repo } of this.catalogue?.entries ?? []) {
      if (!this.#needs.has(repo)) this.#needs.set(repo, await api.models.needs({ repo }))
    }
  }
}
