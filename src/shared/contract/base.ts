// The contract's common ground: every procedure may fail with one coded error.
import { oc } from '@orpc/contract'
import { z } from 'zod'

/** Carried by every expected failure: see shared/errors for the codes and their sentences. */
export const CodedError = z.object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) })

export const procedure = oc.errors({ CODED: { status: 422, data: CodedError } })

export const Timestamp = z.number().int().describe('milliseconds since 1970, UTC')
