// Numbers, dates and durations as the language of the interface writes them.
import { currentLanguage } from './language.svelte.ts'

export const formatNumber = (value: number, options: Intl.NumberFormatOptions = {}): string => new Intl.NumberFormat(currentLanguage(), options).format(value)

export const formatPercent = (share: number, digits = 0): string =>
  formatNumber(share, { style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits })

export const formatDateTime = (time: number): string => new Intl.DateTimeFormat(currentLanguage(), { dateStyle: 'medium', timeStyle: 'short' }).format(time)

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

export function formatBytes(bytes: number): string {
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3))
  const unit = units[power] ?? 'byte'
  return formatNumber(bytes / 1000 ** power, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: power > 2 ? 1 : 0 })
}

const unit = (value: number, name: 'second' | 'minute' | 'hour' | 'day'): string =>
  formatNumber(value, { style: 'unit', unit: name, unitDisplay: 'long', maximumFractionDigits: 0 })

/** Two units at most: "3 minutes", "1 hour 20 minutes". */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  if (whole < 60) return unit(whole, 'second')
  const minutes = Math.round(whole / 60)
  if (minutes < 60) return unit(minutes, 'minute')
  const rest = minutes % 60
  return rest === 0 ? unit(minutes / 60, 'hour') : `${unit(Math.floor(minutes / 60), 'hour')} ${unit(rest, 'minute')}`
}

const steps = [['day', 86_400], ['hour', 3600], ['minute', 60], ['second', 1]] as const

/** "3 minutes ago", "il y a 3 minutes". */
export function formatAgo(time: number, now: number): string {
  const seconds = Math.max(0, (now - time) / 1000)
  const [name, size] = steps.find(([, length]) => seconds >= length) ?? ['second', 1]
  return new Intl.RelativeTimeFormat(currentLanguage(), { numeric: 'auto' }).format(-Math.floor(seconds / size), name)
}
