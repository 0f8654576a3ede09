// Turns whatever a call threw into something that can be told to the author. Knows no screen.
import { ORPCError } from '@orpc/client'
import type { z } from 'zod'
import { CodedError } from '#shared/contract/base.ts'
import { isErrorCode, sentenceFor, type ErrorCode, type ErrorParams } from '#shared/errors/index.ts'
import { currentLanguage } from '../i18n/language.svelte.ts'
import { t } from '../i18n/index.ts'
import { ConnectionLost } from './reconnecting.ts'

export interface Failure {
  readonly code: ErrorCode | 'connection'
  readonly params: ErrorParams
}

export function failureOf(error: unknown): Failure {
  if (error instanceof ConnectionLost) return { code: 'connection', params: {} }
  if (error instanceof ORPCError) {
    const coded = CodedError.safeParse(error.data)
    if (coded.success && isErrorCode(coded.data.code)) return { code: coded.data.code, params: coded.data.params }
  }
  return { code: 'general.unexpected', params: { detail: error instanceof Error ? error.message : String(error) } }
}

/** A failure told as news, beside what was kept. */
export const failureTold = ({ code, params }: z.infer<typeof CodedError>): Failure =>
  isErrorCode(code) ? { code, params } : { code: 'general.unexpected', params: { detail: code } }

/** A failure as a sentence in the language of the interface: what happened, what was kept, what to do. */
export function failureSentence(failure: Failure): string {
  return failure.code === 'connection' ? t('common.connectionLostLong') : sentenceFor(failure.code, currentLanguage(), failure.params)
}

export const sentenceOf = (error: unknown): string => failureSentence(failureOf(error))

/** True when she or the program stopped the call on purpose: nothing to tell. */
export const isAbort = (error: unknown): boolean =>
  (error instanceof Error && error.name === 'AbortError') || failureOf(error).code === 'general.cancelled'
