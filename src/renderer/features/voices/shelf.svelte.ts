// Every voice and every base model on this machine, with what can be done to them. Knows no markup.
import type { Model, Voice } from '#shared/contract/voices.ts'
import type { VoiceId } from '#shared/ids.ts'
import { api } from '../../lib/api/index.ts'
import { failureOf, type Failure } from '../../lib/api/failure.ts'
import { t } from '../../lib/i18n/index.ts'
import { toasts } from '../../state/toasts.svelte.ts'

export class VoiceShelf {
  /** Null until read once. */
  voices = $state.raw<readonly Voice[] | null>(null)
  models = $state.raw<readonly Model[]>([])
  failure = $state.raw<Failure | null>(null)

  async load(): Promise<void> {
    try {
      const [voices, models] = await Promise.all([api.voices.list({}), api.voices.models()])
      this.voices = [...voices].sort((a, b) => b.updatedAt - a.updatedAt)
      this.#offer(models)
      this.failure = null
    } catch (error) {
      this.failure = failureOf(error)
    }
  }

  async rename(voice: Voice, name: string): Promise<void> {
    if (name.trim() === '' || name.trim() === voice.name) return
    await this.#tell(async () => this.#put(await api.voices.rename({ id: voice.id, name: name.trim() })))
  }

  async remove(voice: Voice): Promise<void> {
    await this.#tell(async () => {
      await api.voices.remove({ id: voice.id })
      this.voices = (this.voices ?? []).filter((other) => other.id !== voice.id)
      toasts.say(t('voices.removed', { name: voice.name }), () => void this.#restore(voice.id))
    })
  }

  async #restore(id: VoiceId): Promise<void> {
    await this.#tell(async () => this.#put(await api.voices.restore({ id })))
  }

  /** Throws what the app answered: the form says it beside the field. */
  async addModel(folder: string): Promise<void> {
    const model = await api.voices.addModel({ folder })
    this.#offer([...this.models.filter((other) => other.id !== model.id), model])
    toasts.say(t('voices.added', { name: model.name }))
  }

  /** Only its line goes; the folder stays, so that undoing is adding it again. */
  async removeModel(model: Model): Promise<void> {
    await this.#tell(async () => {
      await api.voices.removeModel({ id: model.id })
      this.models = this.models.filter((other) => other.id !== model.id)
      toasts.say(t('voices.modelRemoved', { name: model.name }), () => void this.#tell(() => this.addModel(model.folder)))
    })
  }

  /** Where the library lies; null once the failure to ask was told. */
  async home(): Promise<string | null> {
    let home: string | null = null
    await this.#tell(async () => { home = (await api.settings.about()).home })
    return home
  }

  #offer(models: readonly Model[]): void {
    this.models = [...models].sort((a, b) => Number(b.builtIn) - Number(a.builtIn) || a.name.localeCompare(b.name))
  }

  #put(voice: Voice): void {
    const others = (this.voices ?? []).filter((other) => other.id !== voice.id)
    this.voices = [...others, voice].sort((a, b) => b.updatedAt - a.updatedAt)
  }

  async #tell(act: () => Promise<void>): Promise<void> {
    try {
      await act()
    } catch (error) {
      toasts.fail(error)
    }
  }
}
