// The languages Aurore speaks and writes. Adding one here makes the compiler list what is missing.
import { z } from 'zod'

export const Language = z.enum(['en', 'fr'])
export type Language = z.infer<typeof Language>
