// The words of editor, in French: exactly the keys of English.
import type { editor as english } from '../en/editor.ts'
import type { Translation } from '../messages.ts'

export const editor: Translation<typeof english> = {
}
