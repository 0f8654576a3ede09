// The suggestion at the cursor: drawn as a decoration, never part of the text until she takes it. Knows no engine.
import { closeHistory } from '@tiptap/pm/history'
import type { Mark, Schema } from '@tiptap/pm/model'
import { Plugin, PluginKey, TextSelection, type EditorState, type Transaction } from '@tiptap/pm/state'
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view'
import { provisional, settled } from '../document/typing.ts'
import { afterTyping, nextWord } from './seam.ts'

export interface Ghost {
  readonly at: number
  /** What is still to be taken. Empty while more is on its way. */
  readonly text: string
  /** What was typed or taken of it so far. */
  readonly taken: string
  readonly generation: string | null
  readonly complete: boolean
}

const key = new PluginKey<Ghost | null>('ghost')

export const ghostOf = (state: EditorState): Ghost | null => key.getState(state) ?? null

export const showGhost = (view: EditorView, ghost: Ghost | null): void => view.dispatch(view.state.tr.setMeta(key, { ghost }).setMeta('addToHistory', false))

function follow(change: Transaction, ghost: Ghost): Ghost | null {
  const at = change.mapping.map(ghost.at, -1)
  if (change.getMeta(provisional) === true) return { ...ghost, at }
  const { head, empty } = change.selection
  if (!change.docChanged) return empty && head === ghost.at ? ghost : null
  if (!empty || head < at) return null
  const typed = change.doc.textBetween(at, head, '\n', '\n')
  const grown = change.doc.content.size - change.before.content.size
  if (change.getMeta(settled) !== true && grown !== typed.length) return null
  return advance(ghost, typed, head)
}

function advance(ghost: Ghost, typed: string, at: number): Ghost | null {
  const text = afterTyping(ghost.text, typed)
  return text === null || (text === '' && ghost.complete) ? null : { ...ghost, at, text, taken: ghost.taken + typed }
}

function draw(text: string): HTMLElement {
  const span = document.createElement('span')
  span.className = 'ghost'
  span.contentEditable = 'false'
  span.setAttribute('aria-hidden', 'true')
  text.split('\n').forEach((line, i) => {
    if (i > 0) {
      const indent = document.createElement('span')
      indent.className = 'ghost-indent'
      span.append(document.createElement('br'), indent)
    }
    span.append(line)
  })
  return span
}

const decorate = (state: EditorState): DecorationSet | null => {
  const ghost = ghostOf(state)
  if (ghost === null || ghost.text === '') return null
  return DecorationSet.create(state.doc, [Decoration.widget(ghost.at, () => draw(ghost.text), { side: 1, key: `ghost:${ghost.text}`, ignoreSelection: true })])
}

/** Puts `text` where the ghost stands, marked as suggested; a line end in it begins a paragraph. */
function taking(state: EditorState, ghost: Ghost, text: string): Transaction {
  const { suggested, paragraph } = nodeKinds(state.schema)
  const marks = (state.storedMarks ?? state.selection.$from.marks()).filter((mark: Mark) => mark.type !== suggested)
  const change = closeHistory(state.tr)
  let at = ghost.at
  text.split('\n').forEach((line, i) => {
    if (i > 0) {
      change.split(at, 1, [{ type: paragraph }])
      at += 2
    }
    if (line === '') return
    change.insert(at, state.schema.text(line, [...marks, suggested.create({ generation: ghost.generation })]))
    at += line.length
  })
  return change.setSelection(TextSelection.create(change.doc, at)).setMeta(key, { ghost: advance(ghost, text, at) }).scrollIntoView()
}

function nodeKinds(schema: Schema) {
  const suggested = schema.marks['suggested']
  const paragraph = schema.nodes['paragraph']
  if (suggested === undefined || paragraph === undefined) throw new Error('the schema lacks "suggested" or "paragraph"')
  return { suggested, paragraph }
}

function take(view: EditorView, portion: (text: string) => string): boolean {
  const ghost = ghostOf(view.state)
  if (ghost === null || ghost.text === '' || view.composing) return false
  view.dispatch(taking(view.state, ghost, portion(ghost.text)))
  view.dispatch(closeHistory(view.state.tr))
  return true
}

export const takeAll = (view: EditorView): boolean => take(view, (text) => text)
export const takeWord = (view: EditorView): boolean => take(view, nextWord)

export function refuse(view: EditorView): boolean {
  if (ghostOf(view.state) === null) return false
  showGhost(view, null)
  return true
}

/** `onchange` hears of every change of the ghost, null when it is gone. */
export const ghostPlugin = (onchange: (ghost: Ghost | null) => void): Plugin<Ghost | null> =>
  new Plugin<Ghost | null>({
    key,
    state: {
      init: () => null,
      apply: (change, ghost) => {
        const told: { readonly ghost: Ghost | null } | undefined = change.getMeta(key)
        if (told !== undefined) return told.ghost
        return ghost === null ? null : follow(change, ghost)
      }
    },
    props: { decorations: decorate },
    view: () => ({
      update: (view, before) => {
        const ghost = ghostOf(view.state)
        if (ghost !== ghostOf(before)) onchange(ghost)
      }
    })
  })
