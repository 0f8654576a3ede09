// The words of settings, in French: exactly the keys of English.
import type { settings as english } from '../en/settings.ts'
import type { Translation } from '../messages.ts'

export const settings: Translation<typeof english> = {
}
