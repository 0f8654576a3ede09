// The words of training, in French: exactly the keys of English.
import type { training as english } from '../en/training.ts'
import type { Translation } from '../messages.ts'

export const training: Translation<typeof english> = {
}
