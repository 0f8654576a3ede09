// What was just done and can be undone. A toast leaves by itself; with Undo it stays longer.
import type { Toast } from '../ui/Toasts.svelte'
import { sentenceOf } from '../lib/api/failure.ts'

/** Nothing appears while a sentence is being typed, nor for this long after. */
const calm = 1500
const stay = { plain: 5000, undo: 10_000, failure: 15_000 } as const

class Toasts {
  list = $state.raw<readonly Toast[]>([])
  #next = 1
  #lastKey = 0

  /** The writing room tells of every key. */
  keyTyped(): void {
    this.#lastKey = Date.now()
  }

  /** Says what was done. `undo` gives the button that takes it back. */
  say(text: string, undo: (() => void) | null = null): void {
    this.#show(text, undo, undo === null ? stay.plain : stay.undo)
  }

  /** Tells a failure in the language of the interface. */
  fail(error: unknown): void {
    this.#show(sentenceOf(error), null, stay.failure)
  }

  #show(text: string, undo: (() => void) | null, milliseconds: number): void {
    const wait = this.#lastKey + calm - Date.now()
    if (wait > 0) {
      setTimeout(() => this.#show(text, undo, milliseconds), wait)
      return
    }
    const id = this.#next++
    this.list = [...this.list.slice(-2), { id, text, undo }]
    setTimeout(() => this.dismiss(id), milliseconds)
  }

  dismiss(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id)
  }
}

export const toasts = new Toasts()
