// The words of corpora, in French: exactly the keys of English.
import type { corpora as english } from '../en/corpora.ts'
import type { Translation } from '../messages.ts'

export const corpora: Translation<typeof english> = {
}
