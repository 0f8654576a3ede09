// Who guesses ahead of a speaker: her turns of phrase, a small model, or nobody. Knows folders and prices; knows no sampling.
import { modelDraft, type Wish } from '#ml/generation/index.ts'
import { AuroreError } from '#shared/errors/index.ts'
import { readAlike } from '../alike.ts'
import type { GenerateInput } from '../contract.ts'
import type { Speakers, Turn } from './speakers.ts'

export interface Drafted { readonly drafting: Wish['drafting']; done(): void }

const nobody: Drafted = { drafting: null, done: () => undefined }

/** `done` gives a drafting model back to others. */
export async function draftingFor(speakers: Speakers, turn: Turn, { weights, device, drafting }: Pick<GenerateInput, 'weights' | 'device' | 'drafting'>): Promise<Drafted> {
  if (drafting === 'off') return nobody
  if (drafting === 'auto') return { ...nobody, drafting: await turn.phraseDrafting() }
  if (!await readAlike(drafting.model, weights.model)) throw new AuroreError('engine.draft-reads-otherwise')
  const small = await speakers.takeDraft(drafting.model, device)
  try {
    const [price, own] = [await small.secondsPerToken(), await turn.secondsPerToken()]
    return { drafting: { draft: modelDraft(small.speaker.decoder, price / own), checked: await turn.priceOfLooking() }, done: small.done }
  } catch (error) {
    small.broken()
    throw error
  }
}
