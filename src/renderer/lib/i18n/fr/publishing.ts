// The words of publishing, in French: exactly the keys of English.
import type { publishing as english } from '../en/publishing.ts'
import type { Translation } from '../messages.ts'

export const publishing: Translation<typeof english> = {
}
