// Errors of the shell domain.
import type { SentenceTable } from './kinds.ts'

export const shell = {
} as const satisfies SentenceTable
