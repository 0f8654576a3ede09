// How a failure is told on stderr, and what the shell gets as exit code. Knows coded errors, no command.
import { ORPCError } from '@orpc/client'
import { CommanderError } from 'commander'
import { CodedError } from '#shared/contract/base.ts'
import { AuroreError, isErrorCode, sentenceFor, type ErrorCode, type ErrorParams } from '#shared/errors/index.ts'
import type { Language } from '#shared/language.ts'

export type Told = { readonly code: ErrorCode; readonly params: ErrorParams; readonly sentence: string }

export const exitCodes = { done: 0, failed: 1, misused: 2, interrupted: 130, terminated: 143 } as const

/** Any failure as one code and one sentence: the app's coded errors, a misspelt command, or the unforeseen. */
export function tell(error: unknown, language: Language): Told {
  const { code, params } = coded(error)
  return { code, params, sentence: sentenceFor(code, language, params) }
}

function coded(error: unknown): { readonly code: ErrorCode; readonly params: ErrorParams } {
  if (error instanceof AuroreError) return error
  if (error instanceof CommanderError) return { code: 'shell.bad-arguments', params: { detail: error.message.replace(/^error: /, '') } }
  const carried = error instanceof ORPCError ? CodedError.safeParse(error.data) : null
  if (carried?.success && isErrorCode(carried.data.code)) return { code: carried.data.code, params: carried.data.params }
  return { code: 'general.unexpected', params: { detail: error instanceof Error ? error.message : String(error) } }
}

export const exitCodeOf = (error: unknown): number => (error instanceof CommanderError ? exitCodes.misused : exitCodes.failed)
