// The words of library, in French: exactly the keys of English.
import type { library as english } from '../en/library.ts'
import type { Translation } from '../messages.ts'

export const library: Translation<typeof english> = {
}
