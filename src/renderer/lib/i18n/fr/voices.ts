// The words of voices, in French: exactly the keys of English.
import type { voices as english } from '../en/voices.ts'
import type { Translation } from '../messages.ts'

export const voices: Translation<typeof english> = {
}
