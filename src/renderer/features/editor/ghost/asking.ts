// One question to the muse at a time: after a rest, or at once; a new one, or a change of mind, ends the last; an answer that says nothing is asked for again.
// Knows no editor, nor what a question is.
import type { z } from 'zod'
import type { CodedError } from '#shared/contract/base.ts'
import type { ParrotReport } from '#shared/contract/parrot.ts'
import type { Clock } from '../saving/clock.ts'

type Told = z.infer<typeof CodedError>
export type Spoken =
  | { readonly type: 'text'; readonly text: string; readonly copying?: number | undefined }
  | { readonly type: 'done'; readonly generationId: string; readonly parrot?: ParrotReport | null | undefined; /** Why it ended before its end. */ readonly problem?: Told | undefined }
/** `again`: how many answers to this question said nothing. */
export type Speak<Question> = (question: Question, signal: AbortSignal, again: number) => Promise<AsyncIterable<Spoken>>

/** So many answers that say nothing are enough. */
const tries = 3

export interface Listener {
  /** All that was said so far to the present question. */
  readonly heard: (raw: string) => void
  readonly finished: (raw: string, generationId: string | null) => void
  /** Whether an answer says something. */
  readonly says: (raw: string) => boolean
  /** None of them did; the last is finished. */
  readonly silent: () => void
  readonly failed: (error: unknown) => void
}

export class Asking<Question> {
  readonly #speak: Speak<Question>
  readonly #clock: Clock
  readonly #listener: Listener
  #cancelRest: () => void = () => undefined
  #current: AbortController | null = null

  constructor(speak: Speak<Question>, clock: Clock, listener: Listener) {
    this.#speak = speak
    this.#clock = clock
    this.#listener = listener
  }

  /** Asks once the author has rested; the question is put then, and null means: not here. */
  afterRest(milliseconds: number, put: () => Promise<Question | null>): void {
    this.#cancelRest()
    this.#cancelRest = this.#clock.after(milliseconds, () => void this.ask(put))
  }

  async ask(put: () => Promise<Question | null>): Promise<void> {
    this.cancel()
    const current = new AbortController()
    this.#current = current
    try {
      const question = await put()
      if (question !== null && !current.signal.aborted) await this.#listen(question, current.signal)
    } catch (error) {
      if (!current.signal.aborted) this.#listener.failed(error)
    } finally {
      if (this.#current === current) this.#current = null
    }
  }

  /** Ends the rest and the question; nothing more is heard of it. */
  cancel(): void {
    this.#cancelRest()
    this.#current?.abort()
    this.#current = null
  }

  async #listen(question: Question, signal: AbortSignal): Promise<void> {
    for (let again = 0; again < tries; again++) {
      const { raw, generationId } = await this.#answer(question, signal, again)
      if (signal.aborted) return
      const says = this.#listener.says(raw)
      if (!says && again < tries - 1) continue
      this.#listener.finished(raw, generationId)
      if (!says) this.#listener.silent()
      return
    }
  }

  async #answer(question: Question, signal: AbortSignal, again: number): Promise<{ readonly raw: string; readonly generationId: string | null }> {
    let raw = ''
    let generationId: string | null = null
    for await (const part of await this.#speak(question, signal, again)) {
      if (signal.aborted) break
      if (part.type === 'done') generationId = part.generationId
      else this.#listener.heard((raw += part.text))
    }
    return { raw, generationId }
  }
}
