// The language of the command line: asked for, or the system's. Each text stands in both languages where it is said.
import { Language } from '#shared/language.ts'

export type Say = (en: string, fr: string) => string

export const speak = (language: Language): Say => (en, fr) => (language === 'fr' ? fr : en)

/** `--lang` first, then the system's locale; anything but French is English. */
export function chooseLanguage(args: readonly string[], env: NodeJS.ProcessEnv): Language {
  const at = args.findIndex((arg) => arg === '--lang' || arg.startsWith('--lang='))
  const asked = at < 0 ? undefined : args[at]?.includes('=') ? args[at].slice('--lang='.length) : args[at + 1]
  const locale = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || Intl.DateTimeFormat().resolvedOptions().locale
  const known = Language.safeParse(asked ?? locale.slice(0, 2).toLowerCase())
  return known.success ? known.data : 'en'
}
