// Applies the printed page's typography to what is typed. The typed key stands first, so that one undo brings it back.
import { Extension } from '@tiptap/core'
import { closeHistory } from '@tiptap/pm/history'
import { Plugin } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import type { Language } from '#shared/language.ts'
import { typeset } from '#shared/typography/rules.ts'

/** Set on the typed key when its typeset form follows at once: whoever watches the text waits for that. */
export const provisional = 'aurore:provisional'
/** Set on the typeset form that replaces a provisional key. */
export const settled = 'aurore:settled'

function typeKey(view: EditorView, from: number, to: number, typed: string, language: Language): boolean {
  if (view.composing || typed.length !== 1) return false
  const $from = view.state.doc.resolve(from)
  if (!$from.parent.isTextblock) return false
  const before = $from.parent.textBetween(0, $from.parentOffset, undefined, '\n')
  const change = typeset(language, before.slice(before.lastIndexOf('\n') + 1), typed)
  if (change === null) return false
  view.dispatch(view.state.tr.insertText(typed, from, to).setMeta(provisional, true))
  const start = from - change.back
  const marks = view.state.doc.resolve(from).marks()
  const replacement = closeHistory(view.state.tr).setMeta(settled, true).delete(start, from + 1)
  if (change.text !== '') replacement.insert(start, view.state.schema.text(change.text, marks))
  view.dispatch(replacement.scrollIntoView())
  view.dispatch(closeHistory(view.state.tr))
  return true
}

export const typographicTyping = (language: Language): Extension =>
  Extension.create({
    name: 'typographicTyping',
    addProseMirrorPlugins: () => [
      new Plugin({ props: { handleTextInput: (view, from, to, typed) => typeKey(view, from, to, typed, language) } })
    ]
  })
