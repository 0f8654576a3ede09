// Reads the options' texts as numbers and choices, and numbers as people read them. Knows no command.
import { InvalidArgumentError } from 'commander'
import type { Language } from '#shared/language.ts'

/** A whole number in a range; what is not one is refused before anything is done. */
export const whole = (min: number, max = Number.MAX_SAFE_INTEGER) => (text: string): number => {
  const number = Number(text)
  if (text.trim() === '' || !Number.isInteger(number) || number < min || number > max) throw new InvalidArgumentError(`${min} … ${max}`)
  return number
}

/** A number in a range, its ends included. */
export const decimal = (min: number, max = Number.MAX_VALUE) => (text: string): number => {
  const number = Number(text)
  if (text.trim() === '' || !Number.isFinite(number) || number < min || number > max) throw new InvalidArgumentError(`${min} … ${max}`)
  return number
}

/** Words with commas between; none at all is refused. */
export const listed = (text: string): string[] => {
  const words = text.split(',').map((word) => word.trim()).filter((word) => word !== '')
  if (words.length === 0) throw new InvalidArgumentError('a,b,c')
  return words
}

export const collect = (text: string, before: readonly string[]): readonly string[] => [...before, text]

const round = (value: number, digits: number, language: Language): string => value.toLocaleString(language === 'fr' ? 'fr-FR' : 'en-GB', { maximumFractionDigits: digits, minimumFractionDigits: digits })

export const shown = (language: Language) => ({
  count: (value: number) => round(value, 0, language),
  decimal: (value: number, digits = 2) => round(value, digits, language),
  percent: (share: number) => `${round(share * 100, 0, language)}${language === 'fr' ? ' ' : ''}%`,
  time: (seconds: number) => (seconds < 90 ? `${round(seconds, 0, language)} s` : `${Math.floor(seconds / 60)} min ${String(Math.round(seconds % 60)).padStart(2, '0')} s`)
})
