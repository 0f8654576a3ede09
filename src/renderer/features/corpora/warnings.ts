// What the readers noticed in a file, as sentences: codes are looked up, anything else is already words.
import { isErrorCode, sentenceFor } from '#shared/errors/index.ts'
import { currentLanguage } from '../../lib/i18n/index.ts'

export const warningSentence = (warning: string): string => (isErrorCode(warning) ? sentenceFor(warning, currentLanguage()) : warning)
