// Errors of the training domain.
import type { SentenceTable } from './kinds.ts'

export const training = {
} as const satisfies SentenceTable
