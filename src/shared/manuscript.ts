// A scene's text as the editor and the database both hold it: a strict subset of ProseMirror's JSON. Knows no editor.
import { z } from 'zod'

/** `suggested` marks the machine's words that the author accepted; its generation says which. */
export const Mark = z.discriminatedUnion('type', [
  z.object({ type: z.literal('bold') }),
  z.object({ type: z.literal('italic') }),
  z.object({ type: z.literal('suggested'), attrs: z.object({ generation: z.string().max(64).nullable() }) })
])
export type Mark = z.infer<typeof Mark>

export const TextNode = z.object({ type: z.literal('text'), text: z.string().min(1), marks: z.array(Mark).optional() })
export type TextNode = z.infer<typeof TextNode>

export const LineBreak = z.object({ type: z.literal('hardBreak') })
export const Inline = z.discriminatedUnion('type', [TextNode, LineBreak])
export type Inline = z.infer<typeof Inline>

export const Block = z.discriminatedUnion('type', [
  z.object({ type: z.literal('paragraph'), content: z.array(Inline).optional() }),
  z.object({ type: z.literal('heading'), attrs: z.object({ level: z.number().int().min(1).max(6) }), content: z.array(Inline).optional() }),
  z.object({ type: z.literal('sceneBreak') })
])
export type Block = z.infer<typeof Block>

export const ManuscriptDoc = z.object({ type: z.literal('doc'), content: z.array(Block).max(200_000) })
export type ManuscriptDoc = z.infer<typeof ManuscriptDoc>

export const emptyDoc: ManuscriptDoc = { type: 'doc', content: [{ type: 'paragraph' }] }

const inlineText = (content: readonly Inline[] | undefined): string =>
  (content ?? []).map((node) => (node.type === 'text' ? node.text : '\n')).join('')

/** Plain text, one blank line between blocks; a scene break is "* * *". */
export function plainText(doc: ManuscriptDoc): string {
  return doc.content.map((block) => (block.type === 'sceneBreak' ? '* * *' : inlineText(block.content))).join('\n\n')
}

/** The inverse for text without marks: blank lines separate paragraphs, a separator line becomes a scene break. */
export function docFromText(text: string): ManuscriptDoc {
  const blocks = text.split(/\n{2,}/).map((part) => part.trim()).filter(Boolean)
  const content: Block[] = blocks.map((part) =>
    /^(\*\s*){3,}$/.test(part) ? { type: 'sceneBreak' } : { type: 'paragraph', content: inlineFromLines(part.split('\n')) })
  return content.length > 0 ? { type: 'doc', content } : emptyDoc
}

function inlineFromLines(lines: readonly string[]): Inline[] {
  return lines.flatMap((line, i): Inline[] => {
    const text: Inline[] = line === '' ? [] : [{ type: 'text', text: line }]
    return i === 0 ? text : [{ type: 'hardBreak' }, ...text]
  })
}
