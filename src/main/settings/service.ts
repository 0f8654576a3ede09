// The author's choices, with defaults for all she has not chosen. Knows no shell.
import { Endpoint } from '#shared/contract/endpoint.ts'
import { Working } from '#shared/contract/manner.ts'
import { usualRun } from '#shared/contract/parrot.ts'
import { Sampling } from '#shared/contract/sampling.ts'
import { Settings } from '#shared/contract/settings.ts'
import { Language } from '#shared/language.ts'
import type { Library } from '../database/library.ts'

/** `locale`: as the system names it, "fr-CA" or "en_GB.UTF-8". A language Aurore does not speak becomes English. */
export const defaultSettings = (locale: string): Settings => ({
  language: Language.safeParse(locale.slice(0, 2).toLowerCase()).data ?? 'en',
  theme: 'system', fontSize: 19, ghostText: true, ghostDelay: 700, ghostTokens: 24, binder: true, muse: true, voiceId: null, parrot: { mode: 'notice', words: usualRun, allowed: [] },
  sampling: Sampling.parse({}), manner: Working.parse({}), endpoint: Endpoint.parse({})
})

const systemLocale = () => Intl.DateTimeFormat().resolvedOptions().locale

export function createSettings({ database }: Library, locale: string = systemLocale()) {
  const all = database.prepare<[], { name: string, value: string }>('SELECT name, value FROM settings')
  const put = database.prepare('INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value')
  const defaults = defaultSettings(locale)

  /** A stored value that this version no longer understands falls back to its default; it stays in the file. */
  function get(): Settings {
    const stored = Object.fromEntries(all.all().map(({ name, value }): [string, unknown] => [name, JSON.parse(value)]))
    const understood = Object.entries(Settings.shape).flatMap(([name, kind]) => {
      const parsed = kind.safeParse(stored[name])
      return name in stored && parsed.success ? [[name, parsed.data] as const] : []
    })
    return { ...defaults, ...Object.fromEntries(understood) }
  }

  const store = database.transaction((entries: readonly (readonly [string, unknown])[]) => {
    for (const [name, value] of entries) put.run(name, JSON.stringify(value))
  })

  return {
    get,
    set(change: Partial<{ [K in keyof Settings]: Settings[K] | undefined }>): Settings {
      store.immediate(Object.entries(change).filter(([, value]) => value !== undefined))
      return get()
    }
  }
}
export type SettingsService = ReturnType<typeof createSettings>
