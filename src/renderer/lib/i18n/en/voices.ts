// The words of voices, in English.
import type { MessageTable } from '../messages.ts'

export const voices = {
} as const satisfies MessageTable
