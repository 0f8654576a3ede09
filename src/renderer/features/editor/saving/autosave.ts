// When to save: half a second after the last key, one second after the first unsaved one at the latest, one save at a time.
// Knows no text and no server.
import type { Clock } from './clock.ts'

export const restAfterKey = 500
export const longestUnsaved = 1000
const retryPauses = [1000, 2000, 5000, 10_000]

/** Saves what is there when it is called; a rejection is tried again. */
export type Save = () => Promise<void>
export type AutosaveState = 'clean' | 'unsaved' | 'saving'

export class Autosave {
  readonly #save: Save
  readonly #clock: Clock
  readonly #report: (state: AutosaveState) => void
  #firstUnsaved: number | null = null
  #cancelAlarm: () => void = () => undefined
  #inFlight: Promise<void> | null = null
  #failures = 0

  constructor(save: Save, clock: Clock, report: (state: AutosaveState) => void) {
    this.#save = save
    this.#clock = clock
    this.#report = report
  }

  /** Something was typed. */
  changed(): void {
    const now = this.#clock.now()
    this.#firstUnsaved ??= now
    if (this.#inFlight === null) this.#report('unsaved')
    if (this.#failures === 0) this.#alarm(Math.min(restAfterKey, this.#firstUnsaved + longestUnsaved - now))
  }

  /** Saves now whatever is unsaved; resolves when it is kept, or when an attempt failed and another is planned. */
  async flush(): Promise<void> {
    while (this.#inFlight !== null) await this.#inFlight
    if (this.#firstUnsaved !== null) await this.#attempt()
  }

  dispose(): void {
    this.#cancelAlarm()
  }

  #alarm(milliseconds: number): void {
    this.#cancelAlarm()
    this.#cancelAlarm = this.#clock.after(Math.max(0, milliseconds), () => void this.flush())
  }

  #attempt(): Promise<void> {
    this.#cancelAlarm()
    this.#firstUnsaved = null
    this.#report('saving')
    this.#inFlight = this.#save().then(() => this.#kept(), () => this.#failed()).finally(() => (this.#inFlight = null))
    return this.#inFlight
  }

  #kept(): void {
    this.#failures = 0
    this.#report(this.#firstUnsaved === null ? 'clean' : 'unsaved')
    if (this.#firstUnsaved !== null) this.#alarm(this.#firstUnsaved + longestUnsaved - this.#clock.now())
  }

  #failed(): void {
    const pause = retryPauses[Math.min(this.#failures, retryPauses.length - 1)] ?? restAfterKey
    this.#failures++
    this.#firstUnsaved ??= this.#clock.now()
    this.#report('unsaved')
    this.#alarm(pause)
  }
}
