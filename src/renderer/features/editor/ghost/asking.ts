// One question to the muse at a time: after a rest, or at once; a new one, or a change of mind, ends the last. Knows no editor.
import type { Clock } from '../saving/clock.ts'

export type Spoken = { readonly type: 'text'; readonly text: string } | { readonly type: 'done'; readonly generationId: string }
export type Speak = (before: string, signal: AbortSignal) => Promise<AsyncIterable<Spoken>>

export interface Listener {
  /** All that was said so far to the present question. */
  readonly heard: (raw: string) => void
  readonly finished: (raw: string, generationId: string | null) => void
  readonly failed: (error: unknown) => void
}

export class Asking {
  readonly #speak: Speak
  readonly #clock: Clock
  readonly #listener: Listener
  #cancelRest: () => void = () => undefined
  #question: AbortController | null = null

  constructor(speak: Speak, clock: Clock, listener: Listener) {
    this.#speak = speak
    this.#clock = clock
    this.#listener = listener
  }

  /** Asks once the author has rested; `before` is read then, and null means: not here. */
  afterRest(milliseconds: number, before: () => Promise<string | null>): void {
    this.#cancelRest()
    this.#cancelRest = this.#clock.after(milliseconds, () => void this.ask(before))
  }

  async ask(before: () => Promise<string | null>): Promise<void> {
    this.cancel()
    const question = new AbortController()
    this.#question = question
    try {
      const text = await before()
      if (text !== null && !question.signal.aborted) await this.#listen(text, question.signal)
    } catch (error) {
      if (!question.signal.aborted) this.#listener.failed(error)
    } finally {
      if (this.#question === question) this.#question = null
    }
  }

  /** Ends the rest and the question; nothing more is heard of it. */
  cancel(): void {
    this.#cancelRest()
    this.#question?.abort()
    this.#question = null
  }

  async #listen(before: string, signal: AbortSignal): Promise<void> {
    let raw = ''
    let generationId: string | null = null
    for await (const part of await this.#speak(before, signal)) {
      if (signal.aborted) return
      if (part.type === 'done') generationId = part.generationId
      else this.#listener.heard((raw += part.text))
    }
    if (!signal.aborted) this.#listener.finished(raw, generationId)
  }
}
