// Errors of the engine domain.
import type { SentenceTable } from './kinds.ts'

export const engine = {
} as const satisfies SentenceTable
