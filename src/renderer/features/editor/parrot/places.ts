// How a place in her books is called. Knows words, no screen.
import type { CopiedPlace } from '#shared/contract/parrot.ts'
import { t } from '../../../lib/i18n/index.ts'

/** A bare number is told as a chapter's; a chapter that is called like its book is not told twice. */
export function chapterName({ document, chapter }: Pick<CopiedPlace, 'document' | 'chapter'>): string {
  const name = chapter.trim()
  if (name === '' || name === document.trim()) return ''
  return /^([IVXLCDM]+|\d+)\.?$/.test(name) ? t('parrot.chapter', { name: name.replace(/\.$/, '') }) : name
}
