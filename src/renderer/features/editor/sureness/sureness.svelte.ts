// What "How sure it is" looks at: the suggestion that stands, or a passage of her own; one question at a time. Knows the treaty, no component.
import type { Node } from '@tiptap/pm/model'
import type { EditorState } from '@tiptap/pm/state'
import type { Manner } from '#shared/contract/manner.ts'
import type { Speaker } from '#shared/contract/voices.ts'
import type { GenerationId } from '#shared/ids.ts'
import { perplexity, type SeenToken } from '#shared/likelihood.ts'
import { failureOf, type Failure } from '../../../lib/api/failure.ts'
import { api } from '../../../lib/api/index.ts'
import { withoutLead, wordsOf } from './bands.ts'

/** How many others are named in each place. */
export const othersNamed = 6

interface Spot { readonly doc: Node; readonly at: number }

export class Sureness {
  #tokens = $state.raw<readonly SeenToken[]>([])
  /** The suggestion that the words are of; null: her own text. */
  generation = $state.raw<GenerationId | null>(null)
  looking = $state(false)
  failure = $state.raw<Failure | null>(null)
  /** Where the suggestion stood: only there can it go on otherwise. */
  #spot: Spot | null = null
  #question: AbortController | null = null
  readonly words = $derived(wordsOf(this.#tokens))
  readonly hasBase = $derived(this.#tokens.some(({ base }) => base !== null))
  readonly perplexity = $derived(perplexity(this.#tokens.map(({ logprob }) => logprob)))
  readonly basePerplexity = $derived(this.hasBase ? perplexity(this.#tokens.map(({ base }) => base?.logprob ?? null)) : null)

  /** `page`: as it stands before the suggestion; null once she has taken some of it, for then it cannot go on otherwise. */
  suggestion(id: GenerationId, page: EditorState | null): Promise<void> {
    this.#spot = page === null ? null : { doc: page.doc, at: page.selection.head }
    return this.#look(id, async (signal) => (await api.writing.explain({ id }, { signal })).tokens)
  }

  /** As the speaker would speak now: what is explained is what speaks. */
  passage(speaker: Speaker, manner: Manner, { before, text }: { readonly before: string, readonly text: string }): Promise<void> {
    return this.#look(null, async (signal) => {
      const { lead, tokens } = await api.voices.score({ speaker, manner, before, text, top: othersNamed }, { signal })
      return withoutLead(tokens, lead)
    })
  }

  /** Whether the page still stands as it stood before the suggestion. */
  standsAt({ doc, selection }: EditorState): boolean {
    return this.generation !== null && this.#spot !== null && selection.empty && selection.head === this.#spot.at && doc.eq(this.#spot.doc)
  }

  leave(): void {
    this.#question?.abort()
    this.#question = null
    this.looking = false
  }

  async #look(generation: GenerationId | null, ask: (signal: AbortSignal) => Promise<readonly SeenToken[]>): Promise<void> {
    this.leave()
    const question = new AbortController()
    this.#question = question
    this.looking = true
    try {
      const tokens = await ask(question.signal)
      if (question.signal.aborted) return
      this.#tokens = tokens
      this.generation = generation
      this.failure = null
    } catch (error) {
      if (!question.signal.aborted) this.failure = failureOf(error)
    } finally {
      if (this.#question === question) this.leave()
    }
  }
}
