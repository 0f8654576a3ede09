// When the text was last saved, for the status bar. The writing room tells it.

export type SavingState = 'idle' | 'unsaved' | 'saving' | 'saved'

class Saving {
  state = $state<SavingState>('idle')
  savedAt = $state<number | null>(null)

  saved(at: number): void {
    this.state = 'saved'
    this.savedAt = at
  }
}

export const saving = new Saving()
