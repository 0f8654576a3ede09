// Small manuscripts for the tests: made here, read by the real readers.
import { strToU8, zipSync } from 'fflate'
import iconv from 'iconv-lite'
import { readManuscript } from '#main/corpora/index.ts'
import type { Manuscript, ReadRequest } from '#main/corpora/index.ts'
import { isErrorCode } from '#shared/errors/index.ts'

export const bytesOf = (text: string, encoding = 'utf8', addBOM = false): Uint8Array => new Uint8Array(iconv.encode(text, encoding, { addBOM }))

export const read = (name: string, content: string | Uint8Array, steps?: ReadRequest['steps']): Promise<Manuscript> =>
  readManuscript({ name, bytes: typeof content === 'string' ? bytesOf(content) : content, ...(steps && { steps }) })

/** The code a reading fails with, or "read" when it does not fail. Anything but a coded error is thrown on. */
export async function outcome(name: string, bytes: Uint8Array): Promise<string> {
  try {
    await readManuscript({ name, bytes })
    return 'read'
  } catch (error) {
    const code: unknown = error instanceof Error && 'code' in error ? error.code : null
    if (typeof code === 'string' && isErrorCode(code)) return code
    throw error
  }
}

const wordNamespace = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
const relationships = 'http://schemas.openxmlformats.org/package/2006/relationships'
const officeDocument = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

/** A Word file around a body of WordprocessingML. `extra` adds or replaces parts. */
export function docx(body: string, extra: Readonly<Record<string, string>> = {}): Uint8Array {
  const parts: Record<string, string> = {
    '[Content_Types].xml': '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>',
    '_rels/.rels': `<?xml version="1.0"?><Relationships xmlns="${relationships}"><Relationship Id="r1" Type="${officeDocument}/officeDocument" Target="word/document.xml"/></Relationships>`,
    'word/document.xml': `<?xml version="1.0"?><w:document ${wordNamespace}><w:body>${body}</w:body></w:document>`,
    'word/styles.xml': `<?xml version="1.0"?><w:styles ${wordNamespace}>${style('Titre1', 'heading 1')}${style('Titre2', 'heading 2')}${style('Ttulo', 'Titre 1')}${style('Titre', 'Title')}</w:styles>`,
    ...extra
  }
  return zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)])))
}

const style = (id: string, name: string): string => `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${name}"/></w:style>`

export const run = (text: string, properties = ''): string => `<w:r><w:rPr>${properties}</w:rPr><w:t xml:space="preserve">${text}</w:t></w:r>`
export const paragraph = (content: string, styleId = ''): string =>
  `<w:p>${styleId && `<w:pPr><w:pStyle w:val="${styleId}"/></w:pPr>`}${content.startsWith('<') ? content : content === '' ? '' : run(content)}</w:p>`

/** Prose enough for a chapter: `sentences` short sentences that say which chapter they are in. */
export const prose = (chapter: string, sentences = 30): string =>
  Array.from({ length: sentences }, (_, i) => `La lampe numéro ${i + 1} de ${chapter} brûlait encore quand elle revint.`).join(' ')

/** Breaks paragraphs at a width, as plain-text editions do. */
export function wrapped(text: string, width = 72): string {
  return text.split('\n\n').map((part) => part.split(' ').reduce<string[]>((lines, word) => {
    const line = lines.at(-1)
    return line !== undefined && line.length + 1 + word.length <= width ? [...lines.slice(0, -1), `${line} ${word}`] : [...lines, word]
  }, []).join('\n')).join('\n\n')
}
