// Figures of a run in the interface's words. Knows no markup.
import { formatDuration, formatNumber } from '../../lib/i18n/format.ts'
import { t } from '../../lib/i18n/index.ts'
import type { Run } from '#shared/contract/training.ts'
import { isErrorCode, sentenceFor } from '#shared/errors/index.ts'
import { currentLanguage } from '../../lib/i18n/index.ts'
import type { Problem } from './fields.ts'

/** "about 12 minutes": a promise of seconds would be a lie. */
export const aboutDuration = (seconds: number): string => (seconds < 60 ? t('training.lessThanMinute') : t('training.about', { amount: formatDuration(seconds) }))

/** 13,400,000 is "13.4 million". */
export const formatParameters = (count: number): string => formatNumber(count, { notation: 'compact', compactDisplay: 'long', maximumFractionDigits: 1 })

/** Perplexity from a mean natural-log loss: among how many words the model hesitates. */
export const perplexityOf = (loss: number): number => Math.exp(loss)
export const formatPerplexity = (value: number): string => formatNumber(value, { maximumFractionDigits: value < 100 ? 1 : 0 })
export const formatLoss = (loss: number): string => formatNumber(loss, { minimumFractionDigits: 3, maximumFractionDigits: 3 })

export function problemSentence(problem: Problem): string {
  const bound = formatNumber(problem.bound, { maximumFractionDigits: 6 })
  return t(`training.${problem.kind}`, { bound })
}

/** What a run's state means for her, and what to do. */
export function stateSentence(run: Run, step: number): string {
  if (run.state === 'failed' && run.error !== null && isErrorCode(run.error.code)) return sentenceFor(run.error.code, currentLanguage(), run.error.params)
  if (run.state === 'stopped' && run.bestHeldOut === null) return t('training.stoppedEmpty')
  return t(`training.what-${run.state}`, { step })
}
