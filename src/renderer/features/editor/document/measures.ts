// Counting and writing out a long document fast: what a block gave once is kept for as long as the block is the same.
import type { Node } from '@tiptap/pm/model'
import type { EditorState } from '@tiptap/pm/state'
import { Block, type ManuscriptDoc } from '#shared/manuscript.ts'
import { countWords } from '#shared/text.ts'

const leaf = (node: Node): string => (node.type.name === 'hardBreak' ? '\n' : '')
const words = new WeakMap<Node, number>()
const blocks = new WeakMap<Node, Block>()
const written = new WeakMap<Node, string>()

function remembered<Value>(kept: WeakMap<Node, Value>, block: Node, make: (block: Node) => Value): Value {
  const known = kept.get(block)
  if (known !== undefined) return known
  const made = make(block)
  kept.set(block, made)
  return made
}

const wordsOf = (block: Node): number => countWords(block.textBetween(0, block.content.size, '\n', leaf))

export function wordsIn(doc: Node): number {
  let sum = 0
  doc.forEach((block) => (sum += remembered(words, block, wordsOf)))
  return sum
}

const blockOf = (node: Node): Block => remembered(blocks, node, (block) => Block.parse(block.toJSON()))

/** The document as shared/manuscript.ts has it. */
export function manuscriptOf(doc: Node): ManuscriptDoc {
  return { type: 'doc', content: doc.children.map(blockOf) }
}

/** The same as JSON text. */
export function jsonOf(doc: Node): string {
  return `{"type":"doc","content":[${doc.children.map((block) => remembered(written, block, (node) => JSON.stringify(blockOf(node)))).join(',')}]}`
}

export function wordsInSelection(state: EditorState): number {
  const { from, to, empty } = state.selection
  return empty ? 0 : countWords(state.doc.textBetween(from, to, '\n', leaf))
}

/** What is selected, or else the cursor's paragraph, and at most `limit` characters of what stands before it; null: no words there. */
export function passageIn({ doc, selection }: EditorState, limit: number): { readonly before: string; readonly text: string } | null {
  const { $from, empty } = selection
  const from = empty ? $from.start() : selection.from
  const text = doc.textBetween(from, empty ? $from.end() : selection.to, '\n\n', leaf)
  return text.trim() === '' ? null : { before: textBefore(doc, from, limit), text }
}

/** The text up to a position, one blank line between blocks, at most the last `limit` characters and from a whole block where that is near. */
export function textBefore(doc: Node, position: number, limit: number): string {
  const parts: string[] = []
  let length = 0
  const $position = doc.resolve(position)
  for (let at = $position.index(0); at >= 0 && length < limit; at--) {
    const block = doc.maybeChild(at)
    if (block === null) continue
    const text = at === $position.index(0) && $position.depth > 0 ? block.textBetween(0, $position.parentOffset, '\n', leaf) : textOfBlock(block)
    parts.unshift(text)
    length += text.length + 2
  }
  return parts.join('\n\n').slice(-limit)
}

/** The text from a position on, one blank line between blocks, at most the first `limit` characters. */
export function textAfter(doc: Node, position: number, limit: number): string {
  const $position = doc.resolve(position)
  const at = $position.index(0)
  const rest = $position.depth > 0 ? $position.parent.textBetween($position.parentOffset, $position.parent.content.size, '\n', leaf) : ''
  const parts = [rest]
  let length = rest.length
  for (let next = at + ($position.depth > 0 ? 1 : 0); next < doc.childCount && length < limit; next++) {
    const text = textOfBlock(doc.child(next))
    parts.push(text)
    length += text.length + 2
  }
  return parts.join('\n\n').slice(0, limit)
}

const textOfBlock = (block: Node): string => (block.type.name === 'sceneBreak' ? '* * *' : block.textBetween(0, block.content.size, '\n', leaf))
