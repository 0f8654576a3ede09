// Errors of the writing domain.
import type { SentenceTable } from './kinds.ts'

export const writing = {
} as const satisfies SentenceTable
