// Ghost text for the editor: when to ask, what to show, which keys take it. Knows the page, not the engine.
import { Extension } from '@tiptap/core'
import { Plugin, TextSelection, type Transaction } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { insideWord } from '#shared/bridging.ts'
import type { Language } from '#shared/language.ts'
import { windowClock } from '../saving/clock.ts'
import { Asking, type Spoken } from './asking.ts'
import { ghostOf, ghostPlugin, refuse, showGhost, takeAll, takeWord, type Ghost } from './plugin.ts'
import { afterTyping, filled, hasWords } from './seam.ts'

/** The scene on both sides of the cursor. `asked`: she wants it here, and it may take its time. */
export interface Place {
  readonly before: string
  readonly after: string
  readonly asked: boolean
}

export interface GhostOptions {
  readonly language: Language
  /** `attempt`: how many suggestions were already made for this place. */
  readonly speak: (place: Place, signal: AbortSignal, attempt: number) => Promise<AsyncIterable<Spoken>>
  /** Milliseconds of rest before a suggestion comes by itself; null: only when asked. */
  readonly delay: () => number | null
  /** What stands on both sides of a position, as the muse should read it. */
  readonly around: (view: EditorView, position: number) => { readonly before: string; readonly after: string }
  readonly onghost: (ghost: Ghost | null) => void
  readonly onfailure: (error: unknown) => void
  /** She asked, or rested, and nothing worth showing came. */
  readonly onsilence: () => void
  readonly onasking: (asking: boolean) => void
}

/** What the room can ask of the ghost. */
export interface GhostHandle {
  readonly ask: () => void
  /** The next suggestion made for this place, or a new one. */
  readonly another: () => void
  /** The suggestion before this one. */
  readonly back: () => void
  readonly takeAll: () => void
  readonly takeWord: () => void
  readonly refuse: () => void
}

interface Spot { readonly at: number; /** Of the cursor's paragraph. */ readonly before: string; readonly after: string }

/** By itself only where nothing stands after the cursor in its paragraph, so that no text is pushed about; when she asks, anywhere but inside a word. */
function spot(view: EditorView, asked: boolean): Spot | null {
  const { empty, $head } = view.state.selection
  if (!empty || !$head.parent.isTextblock || view.composing || !view.editable) return null
  const text = (from: number, to: number): string => $head.parent.textBetween(from, to, undefined, '\n')
  const before = text(0, $head.parentOffset)
  const after = text($head.parentOffset, $head.parent.content.size)
  return (asked ? insideWord(before, after) : after.trim() !== '') ? null : { at: $head.pos, before, after }
}

/** A key may come before the browser has told of the cursor's last step: then the cursor is taken from the page, or the suggestion would stand beside it and be gone. */
function catchUp(view: EditorView): void {
  const shown = view.dom.ownerDocument.getSelection()
  const node = shown?.focusNode
  if (!shown?.isCollapsed || !view.hasFocus() || view.composing || !(node instanceof Text) || !view.dom.contains(node)) return
  const at = view.posAtDOM(node, shown.focusOffset)
  if (at !== view.state.selection.head) view.dispatch(view.state.tr.setSelection(TextSelection.near(view.state.doc.resolve(at))))
}

/** The suggestions made for one place, and which of them stands there. */
interface Made { readonly at: number; readonly before: string; readonly all: readonly { readonly raw: string; readonly generation: string | null }[]; readonly shown: number }

class GhostWriter {
  readonly #view: EditorView
  readonly #options: GhostOptions
  readonly #asking: Asking<Place>
  #seams = { before: '', after: '' }
  #made: Made = { at: -1, before: '', all: [], shown: -1 }

  constructor(view: EditorView, options: GhostOptions) {
    this.#view = view
    this.#options = options
    this.#asking = new Asking((place, signal, again) => options.speak(place, signal, this.#made.all.length + again), windowClock, {
      heard: (raw) => this.#show(raw, null, false),
      finished: (raw, generation) => this.#finish(raw, generation),
      says: (raw) => hasWords(filled(this.#seams, raw, true)),
      silent: () => this.#options.onsilence(),
      failed: (error) => this.#fail(error)
    })
  }

  typed(): void {
    const delay = this.#options.delay()
    if (ghostOf(this.#view.state) !== null) return
    this.cancel()
    if (delay !== null) this.#asking.afterRest(delay, () => this.#ready(false))
  }

  ask(): void {
    refuse(this.#view)
    catchUp(this.#view)
    void this.#asking.ask(() => this.#ready(true))
  }

  another(): void {
    if (!this.#turnTo(1)) this.ask()
  }

  /** From a suggestion on its way, back to the last that came whole. */
  back(): void {
    const ghost = ghostOf(this.#view.state)
    if (ghost === null || ghost.complete) this.#turnTo(-1)
    else if (this.#made.all.length > 0) {
      this.cancel()
      this.#stand(this.#made.all.length - 1)
    }
  }

  /** Shows a neighbour of the suggestion that stands here; false when there is none. */
  #turnTo(by: -1 | 1): boolean {
    const ghost = ghostOf(this.#view.state)
    const stands = ghost !== null && ghost.complete && ghost.taken === '' && ghost.at === this.#made.at
    const next = this.#made.shown + by
    if (!stands || this.#made.all[next] === undefined) return false
    this.#stand(next)
    return true
  }

  #stand(shown: number): void {
    const made = this.#made.all[shown]
    if (made === undefined) return
    this.#made = { ...this.#made, shown }
    showGhost(this.#view, { at: this.#made.at, text: '', taken: '', generation: made.generation, complete: false })
    this.#show(made.raw, made.generation, true)
  }

  /** The ghost went away: she refused it, or went on in her own words. */
  cancel(): void {
    this.#asking.cancel()
    this.#options.onasking(false)
  }

  async #ready(asked: boolean): Promise<Place | null> {
    const here = spot(this.#view, asked)
    if (here === null || (!asked && !this.#view.hasFocus())) return null
    const { before, after } = this.#options.around(this.#view, here.at)
    if (!asked && before.trim() === '') return null
    this.#seams = here
    if (this.#made.at !== here.at || this.#made.before !== before) this.#made = { at: here.at, before, all: [], shown: -1 }
    this.#options.onasking(true)
    showGhost(this.#view, { at: here.at, text: '', taken: '', generation: null, complete: false })
    return { before, after, asked }
  }

  #show(raw: string, generation: string | null, complete: boolean): void {
    const ghost = ghostOf(this.#view.state)
    if (ghost === null) return this.cancel()
    const full = filled(this.#seams, raw, complete)
    const text = afterTyping(full, ghost.taken)
    const nothing = text === null || (complete && !hasWords(full)) || (complete && text === '')
    showGhost(this.#view, nothing ? null : { at: ghost.at, text: hasWords(full) ? text : '', taken: ghost.taken, generation, complete })
  }

  #finish(raw: string, generation: string | null): void {
    this.#show(raw, generation, true)
    this.#keep(raw, generation)
    this.#options.onasking(false)
  }

  /** What she went on typing along with, or what said nothing, is no alternative. */
  #keep(raw: string, generation: string | null): void {
    const ghost = ghostOf(this.#view.state)
    if (ghost === null || ghost.taken !== '' || ghost.at !== this.#made.at) return
    const all = [...this.#made.all, { raw, generation }]
    this.#made = { ...this.#made, all, shown: all.length - 1 }
  }

  #fail(error: unknown): void {
    refuse(this.#view)
    this.#options.onasking(false)
    this.#options.onfailure(error)
  }
}

const isHerTyping = (change: Transaction): boolean => change.docChanged && change.getMeta('addToHistory') !== false && change.getMeta('history$') === undefined

export function ghostText(options: GhostOptions): { readonly extension: Extension; readonly handle: GhostHandle } {
  let writer: GhostWriter | null = null
  let view: EditorView | null = null
  const on = (act: (view: EditorView) => unknown) => (): void => {
    if (view === null) return
    act(view)
    view.focus()
  }
  const watch = (ghost: Ghost | null): void => {
    if (ghost === null) writer?.cancel()
    options.onghost(ghost)
  }
  const extension = Extension.create({
    name: 'ghostText',
    priority: 1000,
    addKeyboardShortcuts: () => ({
      Tab: ({ editor }) => takeAll(editor.view),
      'Ctrl-ArrowRight': ({ editor }) => takeWord(editor.view),
      Escape: ({ editor }) => refuse(editor.view),
      'Ctrl-Space': () => (writer?.ask(), true),
      'Alt-]': () => (writer?.another(), true),
      'Alt-[': () => (writer?.back(), true)
    }),
    addProseMirrorPlugins: () => [ghostPlugin(watch), new Plugin({ view: (created) => ((view = created), (writer = new GhostWriter(created, options)), { destroy: () => writer?.cancel() }) })],
    onTransaction: ({ transaction }) => {
      if (isHerTyping(transaction)) writer?.typed()
    },
    onBlur: ({ editor }) => void refuse(editor.view)
  })
  return { extension, handle: { ask: on(() => writer?.ask()), another: on(() => writer?.another()), back: on(() => writer?.back()), takeAll: on(takeAll), takeWord: on(takeWord), refuse: on(refuse) } }
}
