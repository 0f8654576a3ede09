// The words of corpora, in English.
import type { MessageTable } from '../messages.ts'

export const corpora = {
} as const satisfies MessageTable
