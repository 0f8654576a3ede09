// Models on their way here, for whichever screen or status bar wants to show them. Knows the treaty, no screen.
import { SvelteMap } from 'svelte/reactivity'
import type { Download, DownloadEvent } from '#shared/contract/models.ts'
import { api } from '../lib/api/index.ts'
import { t } from '../lib/i18n/index.ts'
import { keepListening } from './listening.ts'
import { toasts } from './toasts.svelte.ts'

export const isActive = ({ state }: Download): boolean => state === 'asking' || state === 'fetching' || state === 'checking'

/** Between 0 and 1; null while nobody can tell. */
export const shareOf = ({ bytes, total }: Download): number | null => (total === null || total === 0 ? null : bytes / total)

/** What a model is called, without its author. */
export const shortName = (repo: string): string => repo.split('/').at(-1) ?? repo

class Downloads {
  readonly #all = new SvelteMap<string, Download>()
  /** Grows when a model has arrived: lists of models are read again then. */
  arrived = $state(0)
  #ending: AbortController | null = null

  get list(): readonly Download[] {
    return [...this.#all.values()]
  }

  /** The one the status bar speaks of. */
  get current(): Download | null {
    return this.list.find(isActive) ?? null
  }

  of(repo: string): Download | null {
    return this.#all.get(repo) ?? null
  }

  listen(): void {
    this.#ending ??= new AbortController()
    void keepListening((signal) => api.models.watch(undefined, { signal }), (event) => this.#take(event), this.#ending.signal)
  }

  dispose(): void {
    this.#ending?.abort()
    this.#ending = null
  }

  start(repo: string, revision?: string): Promise<void> {
    return this.#tell(async () => this.#put(await api.models.download({ repo, ...(revision !== undefined && { revision }) })))
  }

  pause(repo: string): Promise<void> {
    return this.#tell(async () => this.#put(await api.models.pause({ repo })))
  }

  cancel(repo: string): Promise<void> {
    return this.#tell(() => api.models.cancel({ repo }))
  }

  #take(event: DownloadEvent): void {
    if (event.type === 'gone') this.#all.delete(event.repo)
    else this.#put(event.download)
  }

  #put(download: Download): void {
    if (download.state !== 'done') return void this.#all.set(download.repo, download)
    if (this.#all.delete(download.repo)) toasts.say(t('models.arrived', { name: shortName(download.repo) }))
    this.arrived++
  }

  async #tell(act: () => Promise<void>): Promise<void> {
    try {
      await act()
    } catch (error) {
      toasts.fail(error)
    }
  }
}

export const downloads = new Downloads()
