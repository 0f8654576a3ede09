// Letting other writing programs on this machine use her voices, through OpenAI's completions.
import { z } from 'zod'
import { CodedError, procedure } from './base.ts'

export const Serving = z.object({
  /** What she chose; `address` says whether it stands: null while it does not, `problem` says why. */
  on: z.boolean(), address: z.string().nullable(), port: z.number().int(), problem: CodedError.nullable()
})
export type Serving = z.infer<typeof Serving>

/** `key` is told once: only its digest is kept. Null: the key given before still opens. */
export const ServingBegun = Serving.extend({ key: z.string().nullable() })
export type ServingBegun = z.infer<typeof ServingBegun>

export const openai = {
  status: procedure.output(Serving),
  start: procedure.input(z.object({ port: z.number().int().min(0).max(65535).optional() })).output(ServingBegun),
  stop: procedure.output(Serving),
  /** The key given before opens no longer. */
  newKey: procedure.output(ServingBegun)
}
