// The words of editor, in English.
import type { MessageTable } from '../messages.ts'

export const editor = {
} as const satisfies MessageTable
