// The words of settings, in English.
import type { MessageTable } from '../messages.ts'

export const settings = {
} as const satisfies MessageTable
