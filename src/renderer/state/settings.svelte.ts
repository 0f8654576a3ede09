// The author's choices, applied to the page as they change: language, theme, size of the text.
import type { Settings } from '#shared/contract/settings.ts'
import { api } from '../lib/api/index.ts'
import { useLanguage } from '../lib/i18n/index.ts'
import { toasts } from './toasts.svelte.ts'

const night = window.matchMedia('(prefers-color-scheme: dark)')

class SettingsState {
  /** Null until the app has answered once. */
  value = $state.raw<Settings | null>(null)

  constructor() {
    night.addEventListener('change', () => this.#apply())
  }

  async load(): Promise<void> {
    this.value = await api.settings.get()
    this.#apply()
  }

  /** Shown at once, kept by the app; taken back if it cannot be kept. */
  async set(change: Partial<Settings>): Promise<void> {
    const before = this.value
    if (before === null) return
    this.value = { ...before, ...change }
    this.#apply()
    try {
      await api.settings.set(change)
    } catch (error) {
      this.value = before
      this.#apply()
      toasts.fail(error)
    }
  }

  #apply(): void {
    if (this.value === null) return
    const { theme, fontSize, language } = this.value
    const root = document.documentElement
    root.dataset['theme'] = theme === 'system' ? (night.matches ? 'night' : 'paper') : theme
    root.style.setProperty('--size-page', `${fontSize}px`)
    useLanguage(language)
  }
}

export const settings = new SettingsState()
