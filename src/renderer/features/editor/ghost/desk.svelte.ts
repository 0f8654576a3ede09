// What the page and the muse share about the suggestion: whether one is there or on its way, and the acts on it.
import { SvelteMap } from 'svelte/reactivity'
import type { ParrotReport } from '#shared/contract/parrot.ts'
import { failureSentence, failureTold, sentenceOf } from '../../../lib/api/failure.ts'
import { t } from '../../../lib/i18n/index.ts'
import type { Spoken } from './asking.ts'
import type { GhostHandle } from './extension.ts'
import type { Ghost } from './plugin.ts'

export class GhostDesk {
  ghost = $state.raw<Ghost | null>(null)
  asking = $state(false)
  /** While a suggestion comes, how many words in a row it repeats of her books so far; 0: too few to tell. */
  copying = $state(0)
  /** What each suggestion of this page repeats, by its generation: she may come back to an earlier one. */
  readonly #reports = new SvelteMap<string, ParrotReport>()
  /** Why the suggestion that stands ended before its end. */
  broke = $state<string | null>(null)
  /** Why the muse did not speak last time. */
  problem = $state<string | null>(null)
  /** The page's acts while one is open. */
  acts = $state.raw<GhostHandle | null>(null)

  readonly saw = (ghost: Ghost | null): void => {
    this.ghost = ghost
    if (ghost !== null) this.problem = null
    else this.copying = 0
  }

  readonly failed = (error: unknown): void => {
    this.problem = sentenceOf(error)
  }

  /** Asked several times, it found no words. */
  readonly silent = (): void => {
    this.problem = t('editor.noWords')
  }

  /** Passes on what the muse says, and keeps what it repeats. */
  async *overhear(parts: AsyncIterable<Spoken>): AsyncGenerator<Spoken, void> {
    this.copying = 0
    this.broke = null
    for await (const part of parts) {
      if (part.type === 'text') this.copying = Math.max(this.copying, part.copying ?? 0)
      else {
        this.copying = 0
        if (part.problem) this.broke = failureSentence(failureTold(part.problem))
        if (part.parrot) this.#reports.set(part.generationId, part.parrot)
      }
      yield part
    }
  }

  /** What the suggestion that is shown repeats of her books, once it is whole. */
  get parrot(): ParrotReport | null {
    return this.#reports.get(this.ghost?.generation ?? '') ?? null
  }

  leave(): void {
    this.acts = null
    this.ghost = null
    this.copying = 0
    this.#reports.clear()
    this.asking = false
  }
}
