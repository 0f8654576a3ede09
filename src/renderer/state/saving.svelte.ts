// When the text was last saved, for the status bar. The writing room tells it.

export type SavingState = 'idle' | 'unsaved' | 'saving' | 'saved'

class Saving {
  state = $state<SavingState>('idle')
  savedAt = $state<number | null>(null)
  /** Why the last attempt failed, in a sentence; null while all is well. */
  problem = $state<string | null>(null)

  saved(at: number): void {
    this.state = 'saved'
    this.savedAt = at
    this.problem = null
  }

  /** No scene is open any more. */
  rest(): void {
    this.state = 'idle'
    this.savedAt = null
    this.problem = null
  }
}

export const saving = new Saving()
