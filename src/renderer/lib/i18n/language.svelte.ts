// The language of the interface, live: whatever reads it while rendering is drawn again when it changes.
import type { Language } from '#shared/language.ts'

const initial: Language = navigator.language.toLowerCase().startsWith('fr') ? 'fr' : 'en'
let language = $state<Language>(initial)

export const currentLanguage = (): Language => language

export function useLanguage(next: Language): void {
  language = next
  document.documentElement.lang = next
}
