// The words of library, in English.
import type { MessageTable } from '../messages.ts'

export const library = {
} as const satisfies MessageTable
