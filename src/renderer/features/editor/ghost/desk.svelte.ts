// What the page and the muse share about the suggestion: whether one is there or on its way, and the acts on it.
import { sentenceOf } from '../../../lib/api/failure.ts'
import type { GhostHandle } from './extension.ts'
import type { Ghost } from './plugin.ts'

export class GhostDesk {
  ghost = $state.raw<Ghost | null>(null)
  asking = $state(false)
  /** Why the muse did not speak last time. */
  problem = $state<string | null>(null)
  /** The page's acts while one is open. */
  acts = $state.raw<GhostHandle | null>(null)

  readonly saw = (ghost: Ghost | null): void => {
    this.ghost = ghost
    if (ghost !== null) this.problem = null
  }

  readonly failed = (error: unknown): void => {
    this.problem = sentenceOf(error)
  }

  leave(): void {
    this.acts = null
    this.ghost = null
    this.asking = false
  }
}
