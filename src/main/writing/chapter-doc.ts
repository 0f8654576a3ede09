// A drafted chapter as a scene: her opening in her own hand, the machine's words marked as such. Knows no database.
import type { GenerationId } from '#shared/ids.ts'
import { docFromText, type Block, type Inline, type ManuscriptDoc } from '#shared/manuscript.ts'

/** `text` goes on where `opening` ends: in the middle of a sentence, or after a blank line. */
export function chapterDoc(opening: string, text: string, generation: GenerationId): ManuscriptDoc {
  const hers = opening.trim() === '' ? [] : docFromText(opening).content
  const its = text.trim() === '' ? [] : docFromText(text).content.map((block) => suggested(block, generation))
  const apart = /\n\s*\n\s*$/.test(opening) || /^\s*\n\s*\n/.test(text)
  const content = apart ? [...hers, ...its] : joined(hers, its, /\s$/.test(opening) || /^\s/.test(text) ? ' ' : '', generation)
  return content.length > 0 ? { type: 'doc', content } : docFromText('')
}

function suggested(block: Block, generation: GenerationId): Block {
  if (block.type !== 'paragraph' || !block.content) return block
  return { ...block, content: block.content.map((inline) => marked(inline, generation)) }
}

const marked = (inline: Inline, generation: GenerationId): Inline =>
  (inline.type === 'text' ? { ...inline, marks: [{ type: 'suggested', attrs: { generation } }] } : inline)

/** Her last paragraph and the machine's first are one. */
function joined(hers: readonly Block[], its: readonly Block[], space: string, generation: GenerationId): Block[] {
  const last = hers.at(-1)
  const [first, ...rest] = its
  if (last?.type !== 'paragraph' || first?.type !== 'paragraph') return [...hers, ...its]
  const between: Inline[] = space === '' ? [] : [marked({ type: 'text', text: space }, generation)]
  return [...hers.slice(0, -1), { type: 'paragraph', content: [...last.content ?? [], ...between, ...first.content ?? []] }, ...rest]
}
