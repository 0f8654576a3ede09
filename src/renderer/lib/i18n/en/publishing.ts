// The words of publishing, in English.
import type { MessageTable } from '../messages.ts'

export const publishing = {
} as const satisfies MessageTable
