// Errors of the projects domain.
import type { SentenceTable } from './kinds.ts'

export const projects = {
} as const satisfies SentenceTable
