// Who may speak in this book: the voices that are ready, and the base models as they came; and who was chosen.
import type { Model, Speaker, Voice } from '#shared/contract/voices.ts'
import { Manner, type VoiceManner } from '#shared/contract/manner.ts'
import { addressOf } from '#shared/endpoint.ts'
import type { ProjectId } from '#shared/ids.ts'
import { api } from '../lib/api/index.ts'
import { settings } from './settings.svelte.ts'
import { toasts } from './toasts.svelte.ts'

/** "voice:ID", "model:ID", or "remote:NAME" for another program's model: what a list of choices holds. */
export type SpeakerChoice = `${'voice' | 'model' | 'remote'}:${string}`

class Speakers {
  voices = $state.raw<readonly Voice[]>([])
  models = $state.raw<readonly Model[]>([])
  /** Models that can guess ahead for whoever speaks. */
  guessers = $state.raw<readonly Model[]>([])
  /** A base model, or another program's, chosen on purpose, for as long as the window lives. */
  #model = $state<SpeakerChoice | null>(null)
  #projectId = $state.raw<ProjectId | null>(null)

  #known: Promise<void> = Promise.resolve()

  /** Settled once it is known who may speak: she may ask, or rest, before the page has heard of any voice. */
  get known(): Promise<void> {
    return this.#known
  }

  load(projectId: ProjectId): Promise<void> {
    this.#projectId = projectId
    this.#known = this.#fetch()
    return this.#known
  }

  async #fetch(): Promise<void> {
    const [voices, models] = await Promise.all([api.voices.list({}), api.voices.models()])
    this.voices = voices.filter((voice) => voice.state === 'ready')
    this.models = models
    await this.#learnGuessers()
  }

  /** Who cannot be asked guesses for nobody. */
  async #learnGuessers(): Promise<void> {
    const speaker = this.speaker
    this.guessers = []
    const ids = speaker === null || 'remote' in speaker ? [] : await api.voices.guessers({ speaker }).catch(() => [])
    if (JSON.stringify(speaker) === JSON.stringify(this.speaker)) this.guessers = this.models.filter(({ id }) => ids.includes(id))
  }

  /** Her own choice, else this book's newest voice, else a base model; null while there is none at all. */
  get choice(): SpeakerChoice | null {
    const chosen = this.voices.find((voice) => voice.id === settings.value?.voiceId)
    const ofBook = this.voices.filter((voice) => voice.projectId === this.#projectId).sort((a, b) => b.createdAt - a.createdAt)[0]
    const voice = chosen ?? ofBook
    if (this.#model !== null && (this.#model === this.remote || !this.#model.startsWith('remote:'))) return this.#model
    return voice !== undefined ? `voice:${voice.id}` : this.models[0] !== undefined ? `model:${this.models[0].id}` : null
  }

  /** The model of another program that may be chosen; null: there is none. */
  get remote(): SpeakerChoice | null {
    const { on, address, model } = settings.value?.endpoint ?? { on: false, address: '', model: '' }
    return on && addressOf(address) !== null && model !== '' ? `remote:${model}` : null
  }

  /** The voice that speaks; null: a base model does. */
  get voice(): Voice | null {
    const choice = this.choice
    return this.voices.find(({ id }) => choice === `voice:${id}`) ?? null
  }

  get manner(): Manner {
    const { drafting = 'off' as const, ...working } = settings.value?.manner ?? {}
    const guesses = typeof drafting === 'string' || this.guessers.some(({ id }) => id === drafting.modelId)
    return Manner.parse({ ...working, drafting: guesses ? drafting : 'off', ...this.voice?.manner })
  }

  /** How the voice that speaks does so from now on. Shown at once, kept with it; taken back if it cannot be kept. */
  async setManner(change: Partial<VoiceManner>): Promise<void> {
    const voice = this.voice
    if (voice === null) return
    this.#put({ ...voice, manner: { ...voice.manner, ...change } })
    try {
      await api.voices.setManner({ id: voice.id, ...change })
    } catch (error) {
      this.#put(voice)
      toasts.fail(error)
    }
  }

  #put(voice: Voice): void {
    this.voices = this.voices.map((other) => (other.id === voice.id ? voice : other))
  }

  get speaker(): Speaker | null {
    const choice = this.choice
    if (choice !== null && choice === this.remote) return { remote: choice.slice('remote:'.length) }
    const voice = this.voice
    const model = this.models.find(({ id }) => choice === `model:${id}`)
    return voice !== null ? { voiceId: voice.id } : model !== undefined ? { modelId: model.id } : null
  }

  choose(choice: SpeakerChoice): void {
    const voice = this.voices.find(({ id }) => choice === `voice:${id}`)
    this.#model = voice === undefined ? choice : null
    if (voice !== undefined) void settings.set({ voiceId: voice.id })
    void this.#learnGuessers()
  }
}

export const speakers = new Speakers()
