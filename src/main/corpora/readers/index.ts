// One door for all formats: bytes in, marked text out, or a coded error. Knows which reader reads what.
import { AuroreError } from '#shared/errors/index.ts'
import { unmarked } from '../marks.ts'
import { readMarkdown } from './markdown.ts'
import type { Reading, SourceFile } from './reading.ts'
import { extensionOf, sniff, textFormat } from './sniff.ts'
import { readText } from './text.ts'

export type { Reading, SourceFile } from './reading.ts'

export async function readSource(file: SourceFile): Promise<Reading> {
  const reading = sniff(file) === 'zip' ? await (await import('./docx.ts')).readDocx(file) : textFormat(file.name) === 'md' ? readMarkdown(file) : readText(file)
  if (!/\p{L}{2}/u.test(unmarked(reading.marked))) throw new AuroreError('corpora.no-prose', { name: file.name })
  const misnamed = !(extensions[reading.format].includes(extensionOf(file.name)))
  return misnamed ? { ...reading, warnings: [...reading.warnings, 'corpora.warning-wrong-extension'] } : reading
}

const extensions: Readonly<Record<Reading['format'], readonly string[]>> = {
  txt: ['txt', 'text', ''], md: ['md', 'markdown', 'mdown', 'mkd'], docx: ['docx', 'docm', 'dotx', 'dotm']
}
