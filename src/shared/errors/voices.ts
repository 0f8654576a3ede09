// Errors of the voices domain.
import type { SentenceTable } from './kinds.ts'

export const voices = {
} as const satisfies SentenceTable
