// Scene breaks from the keyboard: a line of stars and Enter, or the shortcut.
import { TextSelection } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'

const stars = /^(\*\s*){3}$/

/** Enter after "***" alone in its paragraph. False: this Enter is an ordinary one. */
export function breakFromStars(view: EditorView): boolean {
  const { $head, empty } = view.state.selection
  if (!empty || $head.parent.type.name !== 'paragraph' || !stars.test($head.parent.textContent)) return false
  return replaceParagraph(view, $head.before(), $head.after())
}

/** Puts a break after the paragraph of the cursor, and the cursor in a new paragraph. */
export function insertSceneBreak(view: EditorView): boolean {
  const { $head } = view.state.selection
  if ($head.depth === 0) return false
  return $head.parent.content.size === 0 ? replaceParagraph(view, $head.before(), $head.after()) : replaceParagraph(view, $head.after(), $head.after())
}

function replaceParagraph(view: EditorView, from: number, to: number): boolean {
  const { sceneBreak, paragraph } = view.state.schema.nodes
  if (sceneBreak === undefined || paragraph === undefined) return false
  const change = view.state.tr.replaceWith(from, to, [sceneBreak.create(), paragraph.create()])
  view.dispatch(change.setSelection(TextSelection.create(change.doc, from + 2)).scrollIntoView())
  return true
}
