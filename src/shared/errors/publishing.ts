// Errors of the publishing domain.
import type { SentenceTable } from './kinds.ts'

export const publishing = {
} as const satisfies SentenceTable
