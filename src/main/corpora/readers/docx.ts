// Word files, through mammoth's document tree: paragraphs, headings by style, italics, bold, breaks. Tracked deletions, comments, notes,
// pictures and macros stay behind; nothing outside the file is ever fetched. Knows Word, not novels.
import { strToU8, zipSync } from 'fflate'
import mammoth from 'mammoth'
import { AuroreError } from '#shared/errors/index.ts'
import { bold, headingPrefix, italic, unmarked } from '../marks.ts'
import { paragraphsWithSceneGaps } from './gaps.ts'
import type { Reading, SourceFile } from './reading.ts'
import { plainLines } from './text.ts'
import { openArchive } from './zip.ts'

type Parts = ReturnType<typeof openArchive>
/** What is read of mammoth's nodes; its own types stop at `any`. */
type Node = {
  readonly type?: string, readonly children?: readonly Node[], readonly value?: string, readonly breakType?: string
  readonly styleName?: string | null, readonly styleId?: string | null, readonly isBold?: boolean, readonly isItalic?: boolean
}

export async function readDocx(file: SourceFile): Promise<Reading> {
  const parts = openArchive(file.name, file.bytes)
  refuseEntities(file.name, parts)
  const document = await documentTree(file.name, parts)
  const paragraphs = (document.children ?? []).flatMap(paragraphsOfNode)
  const { title, author } = properties(parts)
  return {
    format: 'docx', encoding: null, marked: paragraphsWithSceneGaps(paragraphs), title: titleParagraph(document) ?? title, author,
    warnings: hasNotes(document) ? ['corpora.warning-notes-left-out'] : []
  }
}

/** Word never writes a DOCTYPE; a file that does wants its entities unfolded. */
function refuseEntities(name: string, parts: Parts): void {
  const doctype = Buffer.from('<!DOCTYPE')
  if (Object.values(parts).some((part) => Buffer.from(part.buffer, part.byteOffset, part.length).includes(doctype))) {
    throw new AuroreError('corpora.damaged', { name })
  }
}

/** mammoth only ever sees an archive made anew of the parts that were weighed, and its tree is taken before it becomes HTML. */
async function documentTree(name: string, parts: Parts): Promise<Node> {
  const buffer = Buffer.from(zipSync({ ...defaultParts(parts), ...parts }, { level: 0 }))
  let document: Node | null = null
  try {
    await mammoth.convertToHtml({ buffer }, { includeEmbeddedStyleMap: false, externalFileAccess: false, transformDocument: (tree: Node): Node => {
      document = tree
      return { ...tree, children: [] }
    } })
  } catch (cause) { throw new AuroreError('corpora.damaged', { name }, { cause }) }
  return document ?? {}
}

/** Files made by small tools sometimes lack the list of content types' defaults that mammoth insists on. */
const defaultParts = (parts: Parts): Parts => parts['[Content_Types].xml'] ? {} : {
  '[Content_Types].xml': strToU8('<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>')
}

function paragraphsOfNode(node: Node): string[] {
  if (node.type !== 'paragraph') return (node.children ?? []).flatMap(paragraphsOfNode)
  const level = styleLevel(node)
  return (node.children ?? []).map(inlineText).join('').split('\f')
    .map((text) => level > 0 && text.trim() !== '' ? headingPrefix(level) + text.trim() : text)
}

/** The book's own title, where a paragraph has that style: truer than the file's properties. */
function titleParagraph(document: Node): string | null {
  const found = (document.children ?? []).find((node) => node.type === 'paragraph' && /^(?:title|titre)$/i.test(node.styleName ?? node.styleId ?? ''))
  const text = found ? unmarked((found.children ?? []).map(inlineText).join('')).replace(/\s+/g, ' ').trim() : ''
  return text === '' ? null : text
}

/** "heading 2" in English Word, "Titre 2" in French. */
function styleLevel(node: Node): number {
  const style = `${node.styleName ?? ''}|${node.styleId ?? ''}`
  const level = /(?:heading|titre|überschrift|título|titolo)\s*([1-6])/i.exec(style)?.[1]
  return level ? Number(level) : 0
}

const inlineRules: Readonly<Record<string, (node: Node) => string>> = {
  text: (node) => plainLines(node.value ?? ''),
  tab: () => '\t',
  break: (node) => node.breakType === 'line' ? '\n' : '\f',
  run: styledRun,
  noteReference: () => '', commentReference: () => '', image: () => ''
}

function inlineText(node: Node): string {
  const rule = inlineRules[node.type ?? '']
  return rule ? rule(node) : (node.children ?? []).map(inlineText).join('')
}

function styledRun(node: Node): string {
  const text = (node.children ?? []).map(inlineText).join('')
  if (text.trim() === '') return text
  const styled = node.isItalic ? italic(text) : text
  return node.isBold ? bold(styled) : styled
}

function hasNotes(node: Node): boolean {
  return node.type === 'noteReference' || node.type === 'commentReference' || (node.children ?? []).some(hasNotes)
}

function properties(parts: Parts): { title: string | null, author: string | null } {
  const core = Buffer.from(parts['docProps/core.xml'] ?? new Uint8Array()).toString('utf8')
  const value = (tag: string) => new RegExp(`<dc:${tag}[^>]*>([^<]{1,200})</dc:${tag}>`).exec(core)?.[1]?.trim() ?? null
  return { title: unescaped(value('title')), author: unescaped(value('creator')) }
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: '’' }
const unescaped = (text: string | null): string | null => text?.replace(/&(amp|lt|gt|quot|apos);/g, (whole, name: string) => entities[name] ?? whole) ?? null
