// Errors of the corpora domain.
import type { SentenceTable } from './kinds.ts'

export const corpora = {
} as const satisfies SentenceTable
