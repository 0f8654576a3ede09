// The page's schema: exactly the nodes and marks of shared/manuscript.ts, in the editor's terms.
import { Mark, Node, type Extensions } from '@tiptap/core'
import Bold from '@tiptap/extension-bold'
import Document from '@tiptap/extension-document'
import Heading from '@tiptap/extension-heading'
import Italic from '@tiptap/extension-italic'
import Paragraph from '@tiptap/extension-paragraph'
import Text from '@tiptap/extension-text'
import { UndoRedo } from '@tiptap/extensions'
import { breakFromStars, insertSceneBreak } from './breaks.ts'

const HardBreak = Node.create({
  name: 'hardBreak', group: 'inline', inline: true, selectable: false,
  parseHTML: () => [{ tag: 'br' }],
  renderHTML: () => ['br'],
  renderText: () => '\n',
  addKeyboardShortcuts() {
    return { 'Shift-Enter': () => this.editor.commands.insertContent({ type: this.name }) }
  }
})

const SceneBreak = Node.create({
  name: 'sceneBreak', group: 'block', selectable: true,
  parseHTML: () => [{ tag: 'hr' }],
  renderHTML: () => ['hr', { class: 'scene-break' }],
  renderText: () => '* * *',
  addKeyboardShortcuts() {
    return {
      Enter: () => breakFromStars(this.editor.view),
      'Mod-Shift-Enter': () => insertSceneBreak(this.editor.view)
    }
  }
})

/** The machine's words that she accepted; what she types beside them is hers. */
const Suggested = Mark.create({
  name: 'suggested', inclusive: false,
  addAttributes: () => ({ generation: { default: null, parseHTML: (element) => element.dataset['generation'] ?? null, renderHTML: () => ({}) } }),
  parseHTML: () => [{ tag: 'span.suggested' }],
  renderHTML: () => ['span', { class: 'suggested' }, 0]
})

/** History keeps a thousand steps: a writing day. */
export const manuscriptExtensions: Extensions = [
  Document, Paragraph, Text, Heading, SceneBreak, HardBreak, Bold, Italic, Suggested, UndoRedo.configure({ depth: 1000 })
]
