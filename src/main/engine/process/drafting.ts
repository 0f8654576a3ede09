// Who guesses ahead of a speaker: her turns of phrase, a small model, or nobody. Knows folders and prices; knows no sampling.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { modelDraft, type Wish } from '#ml/generation/index.ts'
import { AuroreError } from '#shared/errors/index.ts'
import type { GenerateInput } from '../contract.ts'
import type { Speakers, Turn } from './speakers.ts'

export interface Drafted { readonly drafting: Wish['drafting']; done(): void }

const nobody: Drafted = { drafting: null, done: () => undefined }

/** What makes tokens of a text, without what merely dresses it. */
async function pieces(folder: string): Promise<string> {
  const { model, added_tokens: added } = JSON.parse(await readFile(join(folder, 'tokenizer.json'), 'utf8')) as { readonly model?: unknown; readonly added_tokens?: unknown }
  return JSON.stringify([model, added])
}

/** `done` gives a drafting model back to others. */
export async function draftingFor(speakers: Speakers, turn: Turn, { weights, device, drafting }: Pick<GenerateInput, 'weights' | 'device' | 'drafting'>): Promise<Drafted> {
  if (drafting === 'off') return nobody
  if (drafting === 'auto') return { ...nobody, drafting: await turn.phraseDrafting() }
  if (await pieces(drafting.model) !== await pieces(weights.model)) throw new AuroreError('engine.draft-reads-otherwise')
  const small = await speakers.takeDraft(drafting.model, device)
  try {
    const [price, own] = [await small.secondsPerToken(), await turn.secondsPerToken()]
    return { drafting: { draft: modelDraft(small.speaker.decoder, price / own), checked: await turn.priceOfLooking() }, done: small.done }
  } catch (error) {
    small.broken()
    throw error
  }
}
