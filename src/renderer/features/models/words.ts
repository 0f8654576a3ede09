// A model's figures and its way here, in the interface's words. Knows no markup.
import type { Download, Needs } from '#shared/contract/models.ts'
import { formatBytes, formatDuration, formatNumber } from '../../lib/i18n/format.ts'
import { currentLanguage, t } from '../../lib/i18n/index.ts'

interface Facts { readonly bytes: number; readonly languages?: readonly string[]; readonly licence?: string; readonly parameters?: number }

/** "135 million parameters · 269 MB to fetch · English · licence apache-2.0". */
export function factsOf({ bytes, languages = [], licence = '', parameters }: Facts, needs: Needs | null): string {
  const count = parameters ?? needs?.parameters
  const many = count === undefined ? '' : t('models.parameters', { count: formatNumber(count, { notation: 'compact', compactDisplay: 'long', maximumFractionDigits: 1 }) })
  return [many, t('models.toFetch', { size: formatBytes(bytes) }), languages.map(languageName).join(', '), licence === '' ? '' : t('models.licence', { name: licence })].filter((fact) => fact !== '').join(' · ')
}

export const needsOf = ({ writeBytes, learnBytes, voiceBytes }: Needs): string =>
  t('models.needs', { write: formatBytes(writeBytes), learn: formatBytes(learnBytes), voice: formatBytes(voiceBytes) })

/** The figures in a line; while nothing comes, what that means and what she can do. */
export function progressOf({ state, bytes, total, bytesPerSecond, secondsLeft, waiting }: Download): string {
  const amount = total === null ? '' : t('models.amount', { done: formatBytes(bytes), total: formatBytes(total) })
  if (waiting) return [amount, t(state === 'asking' ? 'models.noAnswer' : 'models.waiting')].filter((part) => part !== '').join(' · ')
  const speed = bytesPerSecond === null ? '' : t('models.speed', { amount: formatBytes(bytesPerSecond) })
  const left = secondsLeft === null ? '' : t('models.left', { time: formatDuration(secondsLeft) })
  return [state === 'fetching' ? '' : t(`models.state-${state}`), amount, speed, left].filter((part) => part !== '').join(' · ')
}

/** A model card may write anything where a language code belongs. */
function languageName(code: string): string {
  if (!/^[a-z]{2,3}(-[A-Za-z0-9]+)*$/.test(code)) return code
  return new Intl.DisplayNames(currentLanguage(), { type: 'language', fallback: 'code' }).of(code) ?? code
}
