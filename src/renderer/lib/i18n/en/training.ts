// The words of training, in English.
import type { MessageTable } from '../messages.ts'

export const training = {
} as const satisfies MessageTable
